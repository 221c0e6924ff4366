"""A List keeps the newest five messages"""

from dojo.steps import expected
from katas.redis_basics.checks import A_COMMAND, ACCENTED, another_client, posts, ttl_at, type_at

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


def test_a_user_who_never_posted_has_an_empty_feed(main, redis):
    """Each user has a feed of their own. A missing key is an empty List."""
    main.post("ada", "one")
    messages = main.feed("grace", 5)
    main.post("grace", "zwei")

    assert messages == [], expected("[]", got=messages)
    assert redis.llen("feed:grace") == 1, expected("1 message in feed:grace", got=redis.llen("feed:grace"))


def test_at_most_count_messages_are_read(main, redis):
    """For LRANGE, -1 is the last message. If count is 0, then count - 1 is -1, and LRANGE returns everything."""
    redis.rpush("feed:ada", "new", "older", "old")
    for count in (0, 1, 9):
        messages = main.feed("ada", count)
        wanted = ["new", "older", "old"][:count]
        assert messages == wanted, expected(f"{wanted}", got=messages)
        assert redis.llen("feed:ada") == 3, expected("3 messages in feed:ada, as before", got=redis.llen("feed:ada"))


def test_others_never_see_six_messages(main, redis, wire):
    """In a pipeline without MULTI, others see and post messages between LPUSH and LTRIM. This feed was too long."""
    redis.rpush("feed:ada", *range(9))
    seen = another_client(wire, before=A_COMMAND, does=lambda: posts(redis, "zwei"))
    main.post("ada", "one")
    lengths = [*seen, redis.llen("feed:ada")]
    assert lengths == [5, 5], expected("5 messages, for others too", got=f"{max(lengths)} messages")


def test_a_new_message_is_read_at_once(main, redis):
    """A feed that your process remembers is out of date after the next post, which may be another program's."""
    for post in (lambda: main.post("ada", "one"), lambda: main.post("ada", "zwei"), lambda: posts(redis, "três")):
        main.feed("ada", 5)
        post()
    messages = main.feed("ada", 5)
    assert messages == ["três", "zwei", "one"], expected('["três", "zwei", "one"]', got=messages)


def test_any_message_is_kept_unchanged(main, redis):
    """A List keeps every message: an empty one, a long one, and the same one twice. Only a Set drops it."""
    posted = ["tea", "tea", "", f" {ACCENTED} ", "milk" * 100]
    for message in posted:
        main.post("ada", message)
    messages = main.feed("ada", 5)
    kept, wanted = ascii([message.decode() for message in redis.lrange("feed:ada", 0, -1)]), ascii(posted[::-1])
    assert kept == wanted, expected(f"{wanted} in feed:ada", got=kept)
    assert messages == posted[::-1], expected(f"{wanted}", got=ascii(messages.value), about=messages)


def test_a_feed_never_expires(main, redis):
    """With a TTL, the feed would disappear one day. Only drafts expire."""
    main.post("ada", "one")

    assert ttl_at(redis, "feed:ada") == "no TTL", expected("no TTL at feed:ada", got=ttl_at(redis, "feed:ada"))
