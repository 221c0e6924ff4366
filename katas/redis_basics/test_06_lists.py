"""A List keeps the newest five"""

import pytest

from dojo.steps import expected

READ = "katas/redis_basics/README.md#lists"


def test_a_feed_begins_with_the_newest(main):
    """Each user has a feed of their own; nobody's is empty."""
    for message in ("one", "zwei", "três"):
        main.post("ada", message)
    main.post("grace", "four")
    ada = main.feed("ada", 5)
    nobody = main.feed("nobody", 5)
    main.post("ada", "five")
    later = main.feed("ada", 5)

    assert ada == ["três", "zwei", "one"], expected('["três", "zwei", "one"]', got=ada)
    assert nobody == [], expected("[]", got=nobody)
    assert later == ["five", "três", "zwei", "one"], expected('["five", "três", "zwei", "one"]', got=later)


def test_a_message_is_a_message(main, redis):
    """Also an empty one, and one that was there before: a List is no Set."""
    for message in ("tea", "", "milk", "tea"):
        main.post("ada", message)
    kept = redis.lrange("feed:ada", 0, -1)
    messages = main.feed("ada", 5)

    assert kept == [b"tea", b"milk", b"", b"tea"], expected("tea, milk, an empty one and tea in feed:ada", got=kept)
    assert messages == ["tea", "milk", "", "tea"], expected('["tea", "milk", "", "tea"]', got=messages)


def test_a_feed_keeps_the_newest_five(main, redis):
    """However many came before."""
    for number in range(1, 9):
        main.post("ada", f"message {number}")

    kind = redis.type("feed:ada")
    assert kind == b"list", expected("a List at feed:ada", got=kind.decode())
    kept = redis.lrange("feed:ada", 0, -1)
    wanted = [b"message 8", b"message 7", b"message 6", b"message 5", b"message 4"]
    assert kept == wanted, expected(f"{wanted} in feed:ada", got=kept)
    left = redis.ttl("feed:ada")
    assert left == -1, expected("a feed that stays, without a TTL", got=f"TTL {left}")


@pytest.mark.parametrize("count", [0, 1, 2, 9])
def test_as_many_messages_as_asked_for_are_read(main, redis, count):
    """LRANGE names the first and the last, and -1 is the end."""
    redis.rpush("feed:ada", "new", "older", "old")
    messages = main.feed("ada", count)

    wanted = ["new", "older", "old"][:count]
    assert messages == wanted, expected(f"{wanted}", got=messages)
    kept = redis.llen("feed:ada")
    assert kept == 3, expected("all 3 still in feed:ada, as reading removes nothing", got=kept)


def test_a_post_is_one_round_trip(main):
    """Also the one that pushes another out: between two round trips the connection can be cut, and a sixth stays."""
    posts = [main.post("ada", f"message {number}") for number in range(1, 8)]

    for sixth_or_seventh in posts[5:]:
        trips = sixth_or_seventh.round_trips
        assert trips == 1, expected("1 round trip for each post", got=f"{trips} round trips")
