"""One String per thing, under a prefix, for every worker"""

import pytest

from dojo.steps import expected

READ = "katas/cache_api/README.md#keys"


def test_each_thing_is_a_string_of_its_own(client, redis):
    """One value per key, so that each can expire, and be removed, by itself."""
    client.get("/users/7")
    before = set(redis.scan_iter())
    client.get("/users/8")
    new = set(redis.scan_iter()) - before

    assert new, expected("a new key for the second user", got="no new key")
    types = {redis.type(key).decode() for key in new}
    assert types == {"string"}, expected("a Redis String per user", got=f"{', '.join(sorted(types))}")


def test_every_key_is_under_the_prefix(client, redis):
    """Others use this Redis too: `cache:` says whose keys these are."""
    client.get("/users/7")
    client.get("/posts/3")

    astray = [key.decode(errors="replace") for key in redis.scan_iter() if not key.startswith(b"cache:")]
    assert not astray, expected("every key to begin with cache:", got=f"{', '.join(astray)}")


def test_users_and_posts_with_one_id_do_not_meet(client):
    """The key names the kind as well as the id."""
    client.get("/users/3")
    post = client.get("/posts/3")
    client.get("/posts/4")
    user = client.get("/users/4")

    assert post["data", "title"] == "On computable numbers", expected("post 3: On computable numbers", got=post)
    assert user["data", "name"] == "Hedy Lamarr", expected("user 4: Hedy Lamarr", got=user)


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_different_ids_do_not_meet(client, slow_api, kind):
    """Neither 1 and 10, nor 1 and 1001: the whole id is in the key."""
    numbers = [1, 10, 2, 1001, 1000001]
    for number in numbers:
        slow_api.answers(kind, number, {"id": number})
    answers = [client.get(f"/{kind}/{number}") for number in numbers * 2]

    ids = [answer["data", "id"] for answer in answers]
    assert ids == numbers * 2, expected(f"{kind} {numbers}, and the same again", got=f"{kind} {ids}")


def test_another_query_is_no_other_user(client, slow_api):
    """The key is made of kind and id. A copy under the whole URL would be missed by whoever removes the entry."""
    client.get("/users/7")
    client.get("/users/7?from=mail")

    assert slow_api.calls == 1, expected("1 call for one user, whatever stands behind the ?", got=f"{slow_api.calls}")


def test_a_second_worker_hits_what_the_first_one_stored(client, second_worker, slow_api):
    """Two processes share Redis and nothing else: no dict, and no hash(), which differs from process to process."""
    for url in ("/users/7", "/posts/3"):
        slow_api.forget_calls()
        client.get(url)
        answer = second_worker.get(url)

        assert slow_api.calls == 1, expected("a hit in the second worker, 1 call in all", got=f"{slow_api.calls} calls")
        assert answer["cached"] is True, expected("cached: true in the second worker", got=answer)


def test_what_is_removed_from_redis_is_asked_for_again(client, redis, slow_api):
    """Redis is where it is kept: there is no second copy in the process that would go stale."""
    client.get("/users/7")
    redis.flushdb()
    answer = client.get("/users/7")

    assert slow_api.calls == 2, expected("2 calls: Redis was emptied in between", got=f"{slow_api.calls}")
    assert answer["cached"] is False, expected("cached: false, after Redis was emptied", got=answer)


def test_redis_is_asked_for_a_hit(client):
    """Through get_redis(). A dict in this process would answer too, but no other process shares it."""
    client.get("/users/7")
    hit = client.get("/users/7")

    assert hit.round_trips > 0, expected("the second request to ask Redis, through get_redis()", got="it did not ask")
