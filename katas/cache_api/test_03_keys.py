"""One String per thing, under a prefix, for every worker

`redis` looks into the Redis that your app uses. `second_worker` sends requests to a second process of your app.
"""

import pytest

from dojo.steps import expected
from katas.cache_api.checks import keys_added, keys_outside_the_prefix

READ = "katas/cache_api/README.md#keys"


def test_a_hit_is_read_from_redis(client):
    """A dict in your process answers too, but no other process has it, and nothing in it expires."""
    client.get("/users/7")
    hit = client.get("/users/7")

    assert hit.round_trips > 0, expected("the hit to ask Redis, through get_redis()", got="it did not ask", about=hit)


def test_every_key_is_under_the_prefix(client, redis):
    """Other apps use this Redis too: the prefix cache: says which keys are yours."""
    client.get("/users/7")
    client.get("/posts/3")

    others = keys_outside_the_prefix(redis)
    assert not others, expected("every key to begin with cache:", got=others)


def test_each_user_has_a_key_of_its_own(client, redis):
    """With one key for all users, no user can expire or be removed alone."""
    client.get("/users/7")
    new = keys_added(redis, client.get, "/users/8")

    assert new, expected("a new key for the second user", got="no new key")


def test_a_user_and_a_post_with_one_id_do_not_meet(client):
    """The key must name the kind as well as the id: under cache:3, post 3 is served as user 3."""
    client.get("/users/3")
    post = client.get("/posts/3")
    client.get("/posts/4")
    user = client.get("/users/4")

    assert post["data", "title"] == "On computable numbers", expected("post 3: On computable numbers", got=post)
    assert user["data", "name"] == "Hedy Lamarr", expected("user 4: Hedy Lamarr", got=user)


# Edge cases


def test_an_entry_is_a_redis_string(client, redis):
    """This kata is about Strings: SET stores the value and its TTL in one command."""
    client.get("/users/7")
    new = keys_added(redis, client.get, "/users/8")

    types = {redis.type(key).decode() for key in new}
    assert types == {"string"}, expected("a Redis String per user", got=", ".join(sorted(types)) or "no new key")


@pytest.mark.parametrize("url", ["/users/7", "/posts/3"])
def test_a_second_worker_hits_what_the_first_one_stored(client, second_worker, slow_api, url):
    """Two processes share only Redis: hash() of a string differs from process to process."""
    client.get(url)
    answer = second_worker.get(url)

    assert slow_api.calls == 1, expected("1 call to the slow API: the second worker has a hit", got=slow_api)
    assert answer["cached"] is True, expected("cached: true in the second worker", got=answer)


def test_an_entry_removed_from_redis_is_fetched_again(client, redis, slow_api):
    """A second copy in the process outlives the entry and becomes stale."""
    client.get("/users/7")
    redis.flushdb()
    answer = client.get("/users/7")

    assert slow_api.calls == 2, expected("2 calls to the slow API: Redis was emptied in between", got=slow_api)
    assert answer["cached"] is False, expected("cached: false, after Redis was emptied", got=answer)


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_different_ids_do_not_meet(client, slow_api, kind):
    """The whole id must be in the key: neither 1 and 10 nor 1 and 1001 may share an entry."""
    numbers = [1, 10, 2, 1001, 1000001]
    slow_api.has(kind, numbers)
    answers = [client.get(f"/{kind}/{number}") for number in numbers * 2]

    ids = [answer["data", "id"] for answer in answers]
    assert ids == numbers * 2, expected(f"{kind} {numbers}, and the same again", got=f"{kind} {ids}")


@pytest.mark.parametrize(
    ("url", "other_url"), [("/users/7", "/users/7?from=mail"), ("/users/7", "/users/07"), ("/posts/3", "/posts/03")]
)
def test_another_spelling_of_the_url_is_the_same_thing(client, slow_api, url, other_url):
    """A key made of the URL gives one user several entries, and PUT removes only one of them."""
    client.get(url)
    client.get(other_url)

    assert slow_api.calls == 1, expected(f"1 call to the slow API: {other_url} is {url}", got=slow_api)
