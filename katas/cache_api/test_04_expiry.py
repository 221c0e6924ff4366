"""An entry expires, and says how old it is

`clock.advance(seconds)` lets time pass, for your app and for every TTL, without waiting.
"""

import pytest

from dojo.steps import expected
from katas.cache_api import checks
from katas.cache_api.checks import TTL, between

READ = "katas/cache_api/README.md#ttl"


def test_an_entry_has_a_ttl(client, redis):
    """SET without EX keeps an entry until somebody removes it, however stale it becomes."""
    client.together(["/users/1", "/posts/1"])
    for url in ("/users/7", "/posts/7"):
        new = checks.keys_added(redis, client.get, url)
        without = checks.keys_without_ttl(redis, new)

        assert new, expected(f"a key with a TTL for {url}", got="no new key")
        assert not without, expected("a TTL on every entry", got=f"no TTL on {without}")


def test_redis_keeps_no_entry_longer_than_its_ttl(client, redis):
    """Redis frees the memory when the TTL ends. Random jitter may shorten a TTL, but must not lengthen it."""
    too_long = checks.kept_longer(redis, checks.keys_added(redis, client.together, ["/users/7", "/posts/3"]), than=TTL)

    assert not too_long, expected(f"no TTL above {TTL} s", got=f"a longer one on {too_long}")


def test_an_entry_is_a_hit_until_its_ttl_ends(client, clock):
    """EX counts seconds, PX counts milliseconds. Without ?ttl= the TTL is CACHE_TTL_SECONDS, for posts too."""
    client.together(["/users/7", "/posts/7", "/users/8", "/posts/8"])
    clock.advance(TTL / 2)
    soon = client.together(["/users/7", "/posts/7"])
    clock.advance(TTL / 2)
    later = client.together(["/users/8", "/posts/8"])

    for answer in soon:
        assert answer["cached"] is True, expected(f"a hit after {TTL // 2} of {TTL} s", got=answer)
    for answer in later:
        assert answer["cached"] is False, expected(f"a miss after {TTL} s", got=answer)


def test_an_answer_says_how_old_it_is(client, clock):
    """The age counts up, in seconds, from the call to the slow API. What is left of the TTL counts down."""
    miss = client.get("/users/7")
    clock.advance(100)
    hit = client.get("/users/7")

    assert between(0, miss["age_seconds"], 0.9), expected("age_seconds: 0 for a miss", got=miss)
    assert between(99, hit["age_seconds"], 105), expected("age_seconds: 100 for a hit 100 s later", got=hit)


def test_a_post_is_kept_as_long_as_its_request_says(client, clock):
    """?ttl= takes the place of CACHE_TTL_SECONDS, whether it is shorter or longer."""
    for ttl in (30, 3600):
        client.get(f"/posts/3?ttl={ttl}")
        clock.advance(ttl / 2)
        soon = client.get(f"/posts/3?ttl={ttl}")
        clock.advance(ttl / 2)
        later = client.get(f"/posts/3?ttl={ttl}")
        clock.advance(ttl)  # and now a fill with the other ttl

        assert soon["cached"] is True, expected(f"a hit after {ttl // 2} of {ttl} s", got=soon)
        assert later["cached"] is False, expected(f"a miss after {ttl} s", got=later)


# Edge cases


def test_a_ttl_out_of_range_is_refused(client, redis):
    """422 is what FastAPI answers for a value out of range. A ttl that nobody checks reaches Redis."""
    for ttl in ("0", "-1", "1.5", "3601", "soon", ""):
        answer = client.get(f"/posts/3?ttl={ttl}")

        assert answer.status == 422, expected("422: ttl is a whole number from 1 to 3600", got=answer)
        assert redis.dbsize() == 0, expected("nothing stored", got="a key in Redis")


def test_a_hit_with_a_ttl_out_of_range_is_refused_too(client):
    """A check that stands in front of SET alone is skipped by a hit."""
    client.get("/posts/3")
    for ttl in ("0", "3601", "1.5"):
        hit = client.get(f"/posts/3?ttl={ttl}")

        assert hit.status == 422, expected("422: ttl is a whole number from 1 to 3600", got=hit)


@pytest.mark.environment(CACHE_TTL_SECONDS=20)
def test_each_ttl_means_what_it_says(client, redis, clock):
    """CACHE_TTL_SECONDS is 20 in this test: a 300 in your code does not follow it, and ?ttl= may still be 1 or 3600."""
    for url, ttl in (("/users/7", 20), ("/posts/3", 20), ("/posts/3?ttl=1", 1), ("/posts/3?ttl=3600", 3600)):
        stored = checks.keys_added(redis, client.get, url)
        clock.advance(ttl)
        later = client.get(url.partition("?")[0])
        clock.advance(20)

        assert stored, expected(f"an entry for {url}", got="no new key in Redis")
        assert later["cached"] is False, expected(f"a miss after {ttl} s", got=later)


def test_another_ttl_is_the_same_post(client, slow_api):
    """?ttl= says how long a fill is kept. In the key, it makes a copy of the post for each ttl."""
    client.get("/posts/3?ttl=60")
    client.get("/posts/3?ttl=90")
    client.get("/posts/3")

    assert slow_api.calls == 1, expected("1 call to the slow API for one post, whatever ?ttl= says", got=slow_api)


def test_the_ttl_of_a_hit_changes_nothing(client, clock):
    """?ttl= is for the fill of a post. It neither changes the TTL of an entry nor makes the entry too old for a hit."""
    client.together(["/posts/3?ttl=3600", "/posts/4?ttl=300", "/users/7?ttl=3600"])
    clock.advance(100)
    shorter, _ = client.together(["/posts/3?ttl=30", "/posts/4?ttl=3600"])
    clock.advance(200)
    still_there, *gone = client.together(["/posts/3", "/posts/4", "/users/7"])

    assert shorter["cached"] is True, expected("?ttl=30 to be a hit, 100 s after a fill for 3600 s", got=shorter)
    assert still_there["cached"] is True, expected("a hit after 300 of 3600 s", got=still_there)
    for answer in gone:
        assert answer["cached"] is False, expected("a miss after 300 of 300 s", got=answer)


def test_a_hit_does_not_extend_the_ttl(client, slow_api, clock):
    """If a hit renews the TTL, a user that is read all the time is never fresh."""
    urls = ["/users/7", "/posts/7"]
    client.together(urls)
    for kind in ("users", "posts"):
        slow_api.answers(kind, 7, {**slow_api.has_kept(kind, 7), "id": 70})
    for _ in range(3):
        clock.advance(TTL * 0.3)
        client.together(urls)
    clock.advance(TTL * 0.11)

    for answer in client.together(urls):
        assert answer["data", "id"] == 70, expected(
            f"id: 70, as is new {TTL} s after the fill, despite 3 hits", got=answer
        )


def test_the_ttl_arrives_together_with_the_value(client, redis, wire):
    """The connection can be cut between SET and EXPIRE. Then a key without a TTL stays in Redis."""
    client.together(["/users/1", "/posts/1"])
    for url, first in (("/users/{}", 2), ("/posts/{}", 2), ("/posts/{}?ttl=60", 6)):
        for cut in checks.cut_everywhere(wire):
            new = checks.keys_added(redis, client.get, url.format(first + cut))
            without = checks.keys_without_ttl(redis, new)

            assert not without, expected(f"a TTL on every key, cut after round trip {cut}", got=f"no TTL on {without}")


@pytest.mark.environment(CACHE_TTL_SECONDS=7200)
def test_an_entry_may_be_older_than_an_hour(client, clock):
    """CACHE_TTL_SECONDS is 7200 in this test. ?ttl= may still be 3600 at most. Minutes start again at 3600 s."""
    refused, miss = client.get("/posts/3?ttl=3601"), client.get("/posts/3")
    clock.advance(5000)
    hit = client.get("/posts/3")

    assert refused.status == 422, expected("422 for ?ttl=3601, as always", got=refused)
    assert miss.status == 200, expected("200 without ?ttl=", got=miss)
    assert between(4999, hit["age_seconds"], 5005), expected("age_seconds: 5000", got=hit)


def test_the_age_begins_again_with_each_fill(client, clock):
    """A time that is stored once, or apart from the value, is that of the first fill."""
    for _ in range(2):
        misses = client.together(["/users/7", "/posts/7"])
        clock.advance(TTL * 0.6)
        hits = client.together(["/users/7", "/posts/7"])
        clock.advance(TTL * 0.4)

        for answer in misses:
            assert between(0, answer["age_seconds"], 0.9), expected("age_seconds: 0 for a miss", got=answer)
        for answer in hits:
            assert between(179, answer["age_seconds"], 185), expected("age_seconds: 180 after 180 s", got=answer)


def test_the_age_is_the_same_in_every_worker(client, second_worker, clock):
    """time.monotonic() starts at another moment in each process. A time without its zone is another one elsewhere."""
    client.get("/users/7")
    second_worker.get("/posts/7")
    clock.advance(200)

    for answer in [each.get(url) for each in (client, second_worker) for url in ("/users/7", "/posts/7")]:
        assert between(199, answer["age_seconds"], 210), expected("age_seconds: 200 in every worker", got=answer)


def test_the_age_does_not_depend_on_a_ttl(client, second_worker, clock):
    """An age computed from the TTL needs the ttl of the fill. A request, or CACHE_TTL_SECONDS, may say another one."""
    client.together(["/posts/3?ttl=60", "/posts/4?ttl=60", "/posts/5?ttl=3600"])
    clock.advance(40)

    for answer in second_worker.together(["/posts/3?ttl=90", "/posts/4?ttl=60", "/posts/5"]):
        assert between(39, answer["age_seconds"], 45), expected("age_seconds: 40 after 40 s", got=answer)
