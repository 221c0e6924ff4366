"""One String per thing, under a prefix, for every worker

`redis` looks into the Redis that your app uses. `second_worker` sends requests to a second process of your app.
"""

from dojo.steps import expected
from katas.cache_api import checks
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
    client.together(["/users/7", "/posts/7"])
    for url in ("/users/8", "/posts/8"):
        types = {redis.type(key).decode() for key in keys_added(redis, client.get, url)}

        assert types == {"string"}, expected(f"a String for {url}", got=", ".join(sorted(types)) or "no new key")


def test_a_second_worker_hits_what_the_first_one_stored(client, second_worker, slow_api):
    """Two processes share only Redis. hash() of a string, the pid and the host name differ from process to process."""
    client.together(["/users/7", "/posts/3"])
    answers = second_worker.together(["/users/7", "/posts/3"])

    assert slow_api.calls == 2, expected("2 calls to the slow API: the second worker has 2 hits", got=slow_api)
    for answer in answers:
        assert answer["cached"] is True, expected("cached: true in the second worker", got=answer)


def test_an_entry_removed_from_redis_is_fetched_again(client, redis, slow_api):
    """A second copy in the process outlives the entry and becomes stale."""
    urls = ["/users/7", "/posts/3"]
    client.together(urls)
    client.together(urls)
    slow_api.forget_calls()
    redis.flushdb()
    answers = client.together(urls)

    assert slow_api.calls == 2, expected("2 calls to the slow API: Redis was emptied before", got=slow_api)
    for answer in answers:
        assert answer["cached"] is False, expected("cached: false, after Redis was emptied", got=answer)


def test_different_ids_do_not_meet(client, slow_api):
    """The whole id must be in the key: neither 1 and 10, nor 1 and 1001, nor 2^53 and 2^53+1 may share one."""
    numbers = [1, 10, 0, -1, 1001, 1000001, 2**32 + 1, 2**53, 2**53 + 1]
    for kind in ("users", "posts"):
        slow_api.has(kind, numbers)
        answers = client.together([f"/{kind}/{number}" for number in numbers])
        again = client.together([f"/{kind}/{number}" for number in numbers])

        ids = [answer["data", "id"] for answer in answers + again]
        assert ids == numbers * 2, expected(f"{kind} {numbers}, and the same again", got=f"{kind} {ids}")


def test_another_spelling_of_the_url_is_the_same_thing(client, slow_api):
    """A key made of the URL gives one user several entries, and PUT removes only one of them."""
    client.together(["/users/7", "/posts/3"])
    for url in ("/users/7?from=mail", "/users/07", "/posts/3?from=mail", "/posts/03"):
        answer = client.get(url)

        assert answer["cached"] is True, expected(f"a hit: {url} is the same thing in another spelling", got=answer)


def test_nothing_else_in_a_request_matters(client, redis, mentioned, values):
    """An entry per client address, language or cookie stays after a PUT of another client."""
    client.together(["/users/7", "/posts/3"])
    checks.keep_for(300, redis)
    other = client.from_ip("203.0.113.9")
    for options in checks.other_requests(mentioned, values):
        for url in ("/users/7", "/posts/3"):
            answer = other.get(url, **options)

            assert answer["cached"] is True, expected(f"a hit on {url} for every client", got=answer)


def test_a_process_that_starts_or_ends_leaves_the_entries(client, new_client):
    """Start-up and shut-down code that removes entries empties the cache of all other processes."""
    client.together(["/users/7", "/posts/3"])
    other = new_client("another worker")
    other.get("/users/8")
    after_its_start = client.together(["/users/7", "/posts/3"])
    other.stop()
    after_its_end = client.together(["/users/7", "/posts/3"])

    for answer in after_its_start:
        assert answer["cached"] is True, expected("a hit, after another worker has started", got=answer)
    for answer in after_its_end:
        assert answer["cached"] is True, expected("a hit, after another worker has ended", got=answer)
