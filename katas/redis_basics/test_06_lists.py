"""A List keeps the newest five messages"""

from dojo.steps import expected
from katas.redis_basics.checks import ttl_at, type_at

READ = "katas/redis_basics/README.md#lists"


def test_the_newest_message_is_at_the_head(main, redis):
    """Other programs find the newest message at the head. RPUSH puts it at the tail."""
    main.post("ada", "one")
    main.post("ada", "zwei")

    assert type_at(redis, "feed:ada") == "List", expected("a List at feed:ada", got=type_at(redis, "feed:ada"))
    kept = redis.lrange("feed:ada", 0, -1)
    assert kept == [b"zwei", b"one"], expected("[b'zwei', b'one'] in feed:ada", got=kept)


def test_the_newest_five_are_kept(main, redis):
    """LTRIM keeps both positions that you name: `LTRIM 0 5` keeps six messages."""
    for message in ("1", "2", "3", "4", "5", "6", "7", "8"):
        main.post("ada", message)

    kept = redis.lrange("feed:ada", 0, -1)
    assert kept == [b"8", b"7", b"6", b"5", b"4"], expected("[b'8', b'7', b'6', b'5', b'4']", got=kept)


def test_a_feed_begins_with_the_newest_message(main, redis):
    """Your function returns str, and at most `count` of them. LRANGE includes both positions that you name."""
    redis.rpush("feed:ada", "três", "zwei", "one")

    messages = main.feed("ada", 2)

    assert messages == ["três", "zwei"], expected('["três", "zwei"]', got=messages)


def test_a_post_is_one_round_trip(main):
    """Between two round trips the connection can be cut. Then a sixth message stays."""
    trips = [main.post("ada", f"message {number}").round_trips for number in range(1, 8)]

    assert trips[5:] == [1, 1], expected("1 round trip for each post", got=f"{max(trips[5:])} round trips")


# Edge cases


def test_a_user_who_never_posted_has_an_empty_feed(main):
    """Each user has a feed of their own. A missing key is an empty List."""
    main.post("ada", "one")
    messages = main.feed("grace", 5)

    assert messages == [], expected("[]", got=messages)


def test_at_most_count_messages_are_read(main, redis):
    """For LRANGE, -1 is the last message. If count is 0, then count - 1 is -1, and LRANGE returns everything."""
    redis.rpush("feed:ada", "new", "older", "old")
    for count in (0, 1, 9):
        messages = main.feed("ada", count)

        wanted = ["new", "older", "old"][:count]
        assert messages == wanted, expected(f"{wanted}", got=messages)


def test_reading_removes_nothing(main, redis):
    """LPOP reads messages too, but it removes them."""
    redis.rpush("feed:ada", "new", "older", "old")
    main.feed("ada", 2)

    assert redis.llen("feed:ada") == 3, expected("3 messages in feed:ada", got=redis.llen("feed:ada"))


def test_a_new_message_is_read_at_once(main):
    """A feed that your process remembers is out of date after the next post."""
    main.post("ada", "one")
    main.feed("ada", 5)
    main.post("ada", "zwei")
    messages = main.feed("ada", 5)

    assert messages == ["zwei", "one"], expected('["zwei", "one"]', got=messages)


def test_a_message_may_be_empty_or_come_twice(main, redis):
    """A List keeps every message. Only a Set drops what it has already."""
    for message in ("tea", "", "milk", "tea"):
        main.post("ada", message)
    messages = main.feed("ada", 5)

    kept = redis.lrange("feed:ada", 0, -1)
    assert kept == [b"tea", b"milk", b"", b"tea"], expected("[b'tea', b'milk', b'', b'tea'] in feed:ada", got=kept)
    assert messages == ["tea", "milk", "", "tea"], expected('["tea", "milk", "", "tea"]', got=messages)


def test_a_feed_never_expires(main, redis):
    """With a TTL, the feed would disappear one day. Only drafts expire."""
    main.post("ada", "one")

    assert ttl_at(redis, "feed:ada") == "no TTL", expected("no TTL at feed:ada", got=ttl_at(redis, "feed:ada"))
