"""An entry expires, and says how old it is

`clock.advance(seconds)` lets time pass, for your app and for every TTL, without waiting.
"""

import pytest

from dojo.steps import expected
from katas.cache_api.checks import TTL, between, cut_everywhere, kept_longer, keys_added, keys_without_ttl

READ = "katas/cache_api/README.md#ttl"


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_an_entry_has_a_ttl(client, redis, kind):
    """SET without EX keeps an entry until somebody removes it, however stale it becomes."""
    client.get(f"/{kind}/1")
    new = keys_added(redis, client.get, f"/{kind}/7")
    without = keys_without_ttl(redis, new)

    assert new, expected(f"a key with a TTL for /{kind}/7", got="no new key")
    assert not without, expected("a TTL on every entry", got=f"no TTL on {without}")


def test_redis_keeps_no_entry_longer_than_its_ttl(client, redis):
    """Redis frees the memory when the TTL ends. Random jitter may shorten a TTL, but must not lengthen it."""
    too_long = kept_longer(redis, keys_added(redis, client.together, ["/users/7", "/posts/3"]), than=TTL)

    assert not too_long, expected(f"no TTL above {TTL} s", got=f"a longer one on {too_long}")


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_an_entry_is_a_hit_until_its_ttl_ends(client, clock, kind):
    """EX counts seconds, PX counts milliseconds. Without ?ttl= the TTL is CACHE_TTL_SECONDS, for posts too."""
    client.together([f"/{kind}/7", f"/{kind}/8"])
    clock.advance(TTL / 2)
    soon = client.get(f"/{kind}/7")
    clock.advance(TTL / 2)
    later, again = client.get(f"/{kind}/8"), client.get(f"/{kind}/8")

    assert soon["cached"] is True, expected(f"a hit after {TTL // 2} of {TTL} s", got=soon)
    assert later["cached"] is False, expected(f"a miss after {TTL} s", got=later)
    assert again["cached"] is True, expected("a hit again: the miss has filled the cache", got=again)


def test_an_answer_says_how_old_it_is(client, clock):
    """The age counts up, in seconds, from the call to the slow API. What is left of the TTL counts down."""
    miss = client.get("/users/7")
    clock.advance(100)
    hit = client.get("/users/7")

    assert between(0, miss["age_seconds"], 1), expected("age_seconds: 0 for a miss", got=miss)
    assert between(99, hit["age_seconds"], 105), expected("age_seconds: 100 for a hit 100 s later", got=hit)


@pytest.mark.parametrize("ttl", [30, 3600])
def test_a_post_is_kept_as_long_as_its_request_says(client, clock, ttl):
    """?ttl= takes the place of CACHE_TTL_SECONDS, whether it is shorter or longer."""
    client.get(f"/posts/3?ttl={ttl}")
    clock.advance(ttl / 2)
    soon = client.get(f"/posts/3?ttl={ttl}")
    clock.advance(ttl / 2)
    later = client.get(f"/posts/3?ttl={ttl}")

    assert soon["cached"] is True, expected(f"a hit after {ttl // 2} of {ttl} s", got=soon)
    assert later["cached"] is False, expected(f"a miss after {ttl} s", got=later)


# Edge cases


@pytest.mark.parametrize("ttl", ["0", "-1", "1.5", "3601", "soon", ""])
def test_a_ttl_out_of_range_is_refused(client, redis, ttl):
    """422 is what FastAPI answers for a value out of range. A ttl that nobody checks reaches Redis."""
    answer = client.get(f"/posts/3?ttl={ttl}")

    assert answer.status == 422, expected("422: ttl is a whole number from 1 to 3600", got=answer)
    assert redis.dbsize() == 0, expected("nothing stored", got="a key in Redis")


def test_a_hit_with_a_ttl_out_of_range_is_refused_too(client):
    """A check that stands in front of SET alone is skipped by a hit."""
    client.get("/posts/3")
    hit = client.get("/posts/3?ttl=0")

    assert hit.status == 422, expected("422: ttl is a whole number from 1 to 3600", got=hit)


@pytest.mark.environment(CACHE_TTL_SECONDS=20)
@pytest.mark.parametrize("ttl", [1, 3600])
def test_the_shortest_and_the_longest_ttl_are_accepted(client, clock, ttl):
    """1 and 3600 are allowed and mean what they say, whatever CACHE_TTL_SECONDS is: this test sets it to 20."""
    answer = client.get(f"/posts/3?ttl={ttl}")
    clock.advance(ttl)
    later = client.get("/posts/3")

    assert answer.status == 200, expected(f"200 for ?ttl={ttl}", got=answer)
    assert later["cached"] is False, expected(f"a miss after {ttl} s", got=later)


def test_another_ttl_is_the_same_post(client, slow_api):
    """?ttl= says how long a fill is kept. In the key, it makes a copy of the post for each ttl."""
    client.get("/posts/3?ttl=60")
    client.get("/posts/3?ttl=90")
    client.get("/posts/3")

    assert slow_api.calls == 1, expected("1 call to the slow API for one post, whatever ?ttl= says", got=slow_api)


def test_the_ttl_of_a_hit_changes_nothing(client, clock):
    """?ttl= is for a fill. It neither shortens the TTL of an entry nor makes the entry too old for a hit."""
    client.get("/posts/3?ttl=3600")
    clock.advance(100)
    shorter = client.get("/posts/3?ttl=30")
    clock.advance(100)
    later = client.get("/posts/3")

    assert shorter["cached"] is True, expected("?ttl=30 to be a hit, 100 s after a fill for 3600 s", got=shorter)
    assert later["cached"] is True, expected("a hit after 200 of 3600 s", got=later)


def test_a_user_takes_no_ttl_from_the_request(client, clock):
    """?ttl= is for posts. A user is kept for CACHE_TTL_SECONDS, whatever follows the ?."""
    client.get("/users/7?ttl=3600")
    clock.advance(TTL)
    answer = client.get("/users/7")

    assert answer["cached"] is False, expected(f"a miss after {TTL} s", got=answer)


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_a_hit_does_not_extend_the_ttl(client, clock, kind):
    """If a hit renews the TTL, a user that is read all the time is never fresh."""
    client.get(f"/{kind}/7")
    for _ in range(3):
        clock.advance(TTL * 0.3)
        client.get(f"/{kind}/7")
    clock.advance(TTL * 0.11)
    answer = client.get(f"/{kind}/7")

    assert answer["cached"] is False, expected(f"a miss {TTL} s after the fill, despite 3 hits", got=answer)


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_the_ttl_arrives_together_with_the_value(client, redis, wire, kind):
    """The connection can be cut between SET and EXPIRE. Then a key without a TTL stays in Redis."""
    client.get(f"/{kind}/1")
    for cut in cut_everywhere(wire):
        without = keys_without_ttl(redis, keys_added(redis, client.get, f"/{kind}/{cut + 2}"))

        assert not without, expected(f"a TTL on every key, cut after round trip {cut}", got=f"no TTL on {without}")


@pytest.mark.environment(CACHE_TTL_SECONDS=20)
def test_the_ttl_comes_from_the_environment(client, clock):
    """This test starts your app with CACHE_TTL_SECONDS=20. A 300 in the code does not change with it."""
    client.together(["/users/7", "/posts/3"])
    clock.advance(20)

    for answer in client.together(["/users/7", "/posts/3"]):
        assert answer["cached"] is False, expected("a miss after 20 s", got=answer)


@pytest.mark.environment(CACHE_TTL_SECONDS=7200)
def test_only_the_ttl_of_a_request_is_limited(client):
    """This test starts your app with CACHE_TTL_SECONDS=7200. A post without ?ttl= is not out of range."""
    answer = client.get("/posts/3")

    assert answer.status == 200, expected("200 without ?ttl=", got=answer)


@pytest.mark.environment(CACHE_TTL_SECONDS=7200)
def test_an_entry_may_be_older_than_an_hour(client, clock):
    """This test starts your app with CACHE_TTL_SECONDS=7200. Minutes and seconds alone start again at 3600."""
    client.get("/posts/3")
    clock.advance(5000)
    hit = client.get("/posts/3")

    assert hit["cached"] is True, expected("a hit after 5000 of 7200 s", got=hit)
    assert between(4999, hit["age_seconds"], 5005), expected("age_seconds: 5000", got=hit)


def test_the_age_is_the_same_in_every_worker(client, second_worker, clock):
    """time.monotonic() and time.perf_counter() start at another moment in each process."""
    client.get("/users/7")
    clock.advance(200)
    answer = second_worker.get("/users/7")

    assert between(199, answer["age_seconds"], 210), expected("age_seconds: 200 in a second worker", got=answer)


@pytest.mark.parametrize(("fill", "read"), [("?ttl=60", "?ttl=90"), ("?ttl=60", "?ttl=60"), ("?ttl=3600", "")])
def test_the_age_does_not_depend_on_a_ttl(client, clock, fill, read):
    """An age computed from the TTL needs the ttl of the fill. A request, or CACHE_TTL_SECONDS, may say another one."""
    client.get(f"/posts/3{fill}")
    clock.advance(40)
    hit = client.get(f"/posts/3{read}")

    assert between(39, hit["age_seconds"], 45), expected("age_seconds: 40 after 40 s", got=hit)
