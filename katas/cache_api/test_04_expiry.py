"""An entry expires, and says how old it is"""

import pytest

from dojo.steps import expected
from katas.cache_api.checks import TTL, between, ttl_in_words

READ = "katas/cache_api/README.md#ttl"


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_an_entry_has_a_ttl(client, redis, kind):
    """No longer than CACHE_TTL_SECONDS."""
    client.get(f"/{kind}/1")
    before = set(redis.scan_iter())
    client.get(f"/{kind}/7")

    for key in set(redis.scan_iter()) - before or [f"the entry of /{kind}/7".encode()]:
        left = redis.pttl(key) / 1000
        assert 0 < left <= TTL, expected(f"a TTL of at most {TTL} s on {key.decode()}", got=ttl_in_words(left))


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_the_ttl_arrives_together_with_the_value(client, redis, wire, kind):
    """A connection can be cut between any two round trips. Whatever has arrived by then must expire."""
    client.get(f"/{kind}/1")
    for round_trips, number in enumerate((2, 3, 4, 5)):
        before = set(redis.scan_iter())
        wire.cut_after(round_trips)
        client.get(f"/{kind}/{number}")
        wire.mend()

        immortal = [key.decode() for key in set(redis.scan_iter()) - before if redis.ttl(key) == -1]
        assert not immortal, expected(
            "no key without a TTL, wherever the connection is cut",
            got=f"{immortal[0]} without a TTL: the connection was cut after round trip {round_trips}",
        )


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_an_entry_is_kept_for_a_while(client, clock, slow_api, kind):
    """Half of its TTL later it is still a hit."""
    client.get(f"/{kind}/7")
    clock.advance(TTL / 2)
    client.get(f"/{kind}/7")

    assert slow_api.calls == 1, expected(f"a hit after {TTL // 2} s", got="a miss: the slow API was asked again")


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_after_its_ttl_an_entry_is_gone(client, clock, slow_api, kind):
    """Then the slow API is asked again, and the answer is kept again."""
    client.get(f"/{kind}/7")
    clock.advance(TTL)
    answer = client.get(f"/{kind}/7")
    client.get(f"/{kind}/7")

    assert answer["cached"] is False, expected(f"a miss after {TTL} s", got=answer)
    assert slow_api.calls == 2, expected("2 calls to the slow API", got=f"{slow_api.calls}")


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_a_hit_does_not_extend_the_ttl(client, clock, slow_api, kind):
    """If it did, a user that everybody looks at would never be fresh."""
    client.get(f"/{kind}/7")
    for _ in range(3):
        clock.advance(TTL * 0.3)
        client.get(f"/{kind}/7")
    clock.advance(TTL * 0.11)
    client.get(f"/{kind}/7")

    assert slow_api.calls == 2, expected(
        f"a miss {TTL} s after the fill, however often it was a hit", got="still a hit: something renewed its TTL"
    )


@pytest.mark.environment(CACHE_TTL_SECONDS=20)
@pytest.mark.parametrize("kind", ["users", "posts"])
def test_the_ttl_comes_from_the_environment(client, clock, slow_api, kind):
    """CACHE_TTL_SECONDS=20 here."""
    client.get(f"/{kind}/7")
    clock.advance(9)
    client.get(f"/{kind}/7")
    calls_after_9 = slow_api.calls
    clock.advance(11)
    client.get(f"/{kind}/7")

    assert calls_after_9 == 1, expected("a hit after 9 of 20 s", got="a miss")
    assert slow_api.calls == 2, expected("a miss after 20 s, with CACHE_TTL_SECONDS=20", got="still a hit")


def test_a_post_is_kept_as_long_as_the_request_says(client, clock, slow_api):
    """?ttl= is the time that this fill is kept, shorter or longer than the default."""
    client.get("/posts/1?ttl=30")
    client.get("/posts/2?ttl=3600")
    clock.advance(15)
    soon = client.get("/posts/1?ttl=30")
    clock.advance(15)
    later = client.get("/posts/1?ttl=30")
    clock.advance(1800)
    much_later = client.get("/posts/2?ttl=3600")

    assert soon["cached"] is True, expected("post 1 a hit after 15 of its 30 s", got=soon)
    assert later["cached"] is False, expected("post 1 a miss after its 30 s", got=later)
    assert much_later["cached"] is True, expected("post 2 a hit after 1830 of its 3600 s", got=much_later)


def test_another_ttl_makes_no_other_entry(client, slow_api):
    """?ttl= says how long a fill is kept; it is no part of what the post is called."""
    client.get("/posts/3?ttl=60")
    client.get("/posts/3?ttl=90")
    client.get("/posts/3")

    assert slow_api.calls == 1, expected("1 call for one post, whatever ?ttl= says", got=f"{slow_api.calls} calls")


def test_the_ttl_of_a_hit_changes_nothing(client, clock):
    """?ttl= says how long a fill is kept. What is there was kept for as long as its own request said."""
    client.get("/posts/3?ttl=3600")
    clock.advance(100)
    shorter = client.get("/posts/3?ttl=30")
    clock.advance(100)
    later = client.get("/posts/3")

    assert shorter["cached"] is True, expected(
        "post 3, kept for 3600 s, a hit after 100 s, also for ?ttl=30", got=shorter
    )
    assert later["cached"] is True, expected("post 3 a hit after 200 of its 3600 s", got=later)


def test_a_user_is_kept_no_longer_than_the_default(client, clock, slow_api):
    """?ttl= is for posts; a user's TTL is CACHE_TTL_SECONDS, whatever stands behind the ?."""
    client.get("/users/7?ttl=3600")
    clock.advance(TTL)
    slow_api.forget_calls()
    client.get("/users/7")

    assert slow_api.calls == 1, expected(f"user 7 a miss after {TTL} s, whatever ?ttl= said", got="a hit")


def test_a_ttl_that_makes_no_sense_is_refused(client, redis):
    """422 from the app, rather than an error from Redis, or an entry that never ends."""
    for ttl in ("0", "-1", "1.5", "3601", "soon", ""):
        url = f"/posts/3?ttl={ttl}"
        answer = client.get(url)
        stored = list(redis.scan_iter())

        assert answer.status == 422, expected("422: ttl is a whole number from 1 to 3600", got=answer, called=url)
        assert not stored, expected("nothing stored", got="a key in Redis", called=url)

    client.get("/posts/3")
    of_a_hit = client.get("/posts/3?ttl=0")
    assert of_a_hit.status == 422, expected("422 for ?ttl=0, also when post 3 is in the cache", got=of_a_hit)


@pytest.mark.environment(CACHE_TTL_SECONDS=20)
def test_the_shortest_and_the_longest_ttl_are_accepted(client, clock):
    """1 and 3600 are in, and meant: a post is kept no longer than that. CACHE_TTL_SECONDS=20 has no say here."""
    for number, ttl in enumerate((1, 3600), 1):
        answer = client.get(f"/posts/{number}?ttl={ttl}")
        clock.advance(ttl)
        later = client.get(f"/posts/{number}")

        assert answer.status == 200, expected(f"200 for ttl={ttl}", got=answer)
        assert later["cached"] is False, expected(f"a miss after {ttl} s, with ttl={ttl}", got=later)


@pytest.mark.environment(CACHE_TTL_SECONDS=7200)
def test_the_default_may_be_longer_than_what_a_request_may_ask_for(client, clock):
    """CACHE_TTL_SECONDS=7200 here; 3600 is the most for ?ttl=, and not for a post without it."""
    miss = client.get("/posts/3")
    clock.advance(5000)
    hit = client.get("/posts/3")

    assert miss.status == 200, expected("200 without ?ttl=", got=miss)
    assert hit["cached"] is True, expected("post 3 a hit after 5000 of its 7200 s", got=hit)
    assert between(4999, hit["age_seconds"], 5005), expected("an age of 5000 s", got=hit)


def test_an_answer_says_how_old_it_is(client, second_worker, clock):
    """The age is the time since the slow API was asked, in every worker."""
    miss = client.get("/users/7")
    clock.advance(100)
    hit = client.get("/users/7")
    clock.advance(100)
    elsewhere = second_worker.get("/users/7")

    ages = [answer["age_seconds"] for answer in (miss, hit, elsewhere)]
    assert between(0, ages[0], 1), expected("an age of 0 s for a miss", got=f"{ages[0]} s")
    assert between(99, ages[1], 105), expected("an age of 100 s for a hit 100 s later", got=f"{ages[1]} s")
    assert between(199, ages[2], 210), expected("an age of 200 s in a second worker", got=f"{ages[2]} s")


def test_the_age_does_not_depend_on_the_ttl(client, clock):
    """Neither on the one that the post was stored with, nor on the one of the request that reads it."""
    client.get("/posts/3?ttl=60")
    client.get("/posts/4?ttl=3600")
    clock.advance(40)

    for url in ("/posts/3?ttl=60", "/posts/4?ttl=3600", "/posts/3?ttl=90", "/posts/4"):
        hit = client.get(url)
        age = hit["age_seconds"]
        assert between(39, age, 45), expected(f"an age of 40 s after 40 s, for GET {url}", got=hit)
