"""One String per thing, under a prefix, for every worker

`redis` looks into the Redis that your app uses. `new_client` starts another process of it.
"""

from dojo.steps import expected
from katas.cache_api import checks
from katas.cache_api.checks import all_are_hits, keys_added, keys_outside_the_prefix, none_is_a_hit

READ = "katas/cache_api/README.md#keys"


def test_a_hit_is_read_from_redis(client):
    """A dict in your process answers too, but no other process has it, and nothing in it expires."""
    client.get("/users/7")
    hit = client.get("/users/7")

    assert hit.round_trips > 0, expected("the hit to ask Redis, through get_redis()", got="it did not ask", about=hit)


def test_every_key_is_under_the_prefix(client, redis):
    """Other apps use this Redis too: the prefix cache: says which keys are yours."""
    client.together(["/users/7", "/posts/3"])

    others = keys_outside_the_prefix(redis)
    assert not others, expected("every key to begin with cache:", got=others)


def test_each_user_has_a_key_of_its_own(client, redis):
    """With one key for all users, no user can expire or be removed alone."""
    client.get("/users/7")
    new = keys_added(redis, client.get, "/users/8")

    assert new, expected("a new key for the second user", got="no new key")


def test_a_user_and_a_post_with_one_id_do_not_meet(client):
    """The key must name the kind as well as the id: under cache:3, post 3 is served as user 3."""
    _, post = client.get("/users/3"), client.get("/posts/3")
    _, user = client.get("/posts/4"), client.get("/users/4")

    assert post["data", "title"] == "On computable numbers", expected("post 3: On computable numbers", got=post)
    assert user["data", "name"] == "Hedy Lamarr", expected("user 4: Hedy Lamarr", got=user)


# Edge cases


def test_an_entry_is_a_redis_string(client, redis):
    """This kata is about Strings: SET stores the value and its TTL in one command."""
    client.together(["/users/7", "/posts/7"])
    for url in ("/users/8", "/posts/8"):
        types = {redis.type(key).decode() for key in keys_added(redis, client.get, url)}

        assert types == {"string"}, expected(f"a String for {url}", got=", ".join(sorted(types)) or "no new key")


def test_another_process_finds_the_entries_and_leaves_them(client, new_client):
    """Processes share only Redis: hash(), pid and host name differ. A process that starts or ends removes nothing."""
    urls = ["/users/7", "/posts/3"]
    _ = [client.get(url) for url in urls]
    other = new_client("another worker")

    all_are_hits(client.together(urls), "a hit, after another worker has started")
    all_are_hits(other.together(urls), "a hit in another worker")
    other.stop()
    all_are_hits(client.together(urls), "a hit, after another worker has ended")


def test_an_entry_removed_from_redis_is_fetched_again(client, redis, slow_api):
    """A second copy in the process outlives the entry and becomes stale."""
    urls = ["/users/7", "/posts/3"]
    client.together(urls)
    client.together(urls)
    slow_api.forget_calls()
    redis.flushdb()

    none_is_a_hit(client.together(urls), "cached: false, after Redis was emptied")
    assert slow_api.calls == 2, expected("2 calls to the slow API: Redis was emptied before", got=slow_api)


def test_different_ids_do_not_meet(client, slow_api):
    """The whole id must be in the key: neither 1 and 10, nor 1 and 1001, nor 2^53 and 2^53+1 may share one."""
    numbers = [1, 10, 0, -1, 1001, 1000001, 2**32 + 1, 2**53, 2**53 + 1]
    for kind in ("users", "posts"):
        slow_api.has(kind, numbers)
        urls = [f"/{kind}/{number}" for number in numbers]
        ids = [client.get(url)["data", "id"] for url in urls * 2]
        assert ids == numbers * 2, expected(f"{kind} {numbers}, and the same again", got=f"{kind} {ids}")


def test_nothing_else_in_a_request_matters(client, redis, mentioned, values):
    """A key made of the URL, the address or the language gives one user several entries. PUT removes one of them."""
    _ = [client.get(url) for url in ("/users/7", "/posts/3")]
    checks.keep_for(300, redis)
    spelled = ["/users/7?from=mail", "/users/07", "/posts/3?from=mail", "/posts/03"]
    all_are_hits(client.together(spelled), "a hit: another spelling of the URL is the same thing")
    other = client.from_ip("203.0.113.9")
    for options in checks.other_requests(mentioned, values):
        all_are_hits([other.get(url, **options) for url in ("/users/7", "/posts/3")], "a hit for every client")
