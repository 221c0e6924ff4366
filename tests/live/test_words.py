"""The live page shows commands and replies as redis-cli prints them, and never a long text."""

from __future__ import annotations

import pytest

from dojo.live.words import command_of, header_of, reply_of, text_of, trips_of
from dojo.record import Exchange, RoundTrip


@pytest.mark.parametrize(
    ("command", "typed"),
    [
        ((b"GET", b"cache:user:7"), "GET cache:user:7"),
        ((b"SET", b"a", b'{"id": 7}', b"EX", b"300"), r'SET a "{\"id\": 7}" EX 300'),
        ((b"SET", b"a", b""), 'SET a ""'),
        ((b"SET", b"a", "Spärck".encode()), r'SET a "Sp\xc3\xa4rck"'),
        ((b"DEL", *[b"key"] * 25), f"DEL {' '.join(['key'] * 19)} … 6 more arguments"),
    ],
)
def test_a_command_is_shown_as_it_is_typed(command, typed):
    """It can be pasted into redis-cli."""
    assert command_of(command) == typed


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        (None, "(nil)"),
        (5, "(integer) 5"),
        (b"tea", '"tea"'),
        ([b"a", None], '1) "a"\n2) (nil)'),
        ({b"theme": b"dark"}, '1) "theme"\n2) "dark"'),
        (0.5, '"0.5"'),
        ("tea", '"tea"'),
        ([], "(empty array)"),
    ],
)
def test_a_reply_is_shown_as_redis_cli_prints_it(reply, shown):
    """Also one that redis-py has read into another type."""
    assert reply_of(reply) == shown


def test_a_transaction_shows_the_replies_to_its_commands():
    """SET replies with a status, without quotes."""
    assert reply_of([b"OK", 1], (b"EXEC",), ((b"SET", b"a", b"1"), (b"INCR", b"b"))) == "1) OK\n2) (integer) 1"


def test_ten_megabytes_are_not_sent_to_the_page():
    """Their beginning is, and how many they are."""
    shown = reply_of(b"x" * 10_000_000)

    assert len(shown) < 400
    assert shown.endswith('..." (10,000,000 bytes)')
    assert len(command_of((b"SET", b"a", b"x" * 10_000_000))) < 400
    assert len(reply_of([b"x" * 10_000_000] * 50)) < 4_100
    assert len(text_of(b"x" * 10_000_000)) < 400


def test_a_long_list_says_how_many_are_left_out():
    """redis-cli would print all of them."""
    assert reply_of(list(range(100_000))).endswith("20) (integer) 19\n… 99,980 more")


def test_a_round_trip_of_very_many_commands_is_short():
    """A loop of a learner's may put 100,000 commands into one pipeline."""
    exchange = Exchange(1, "GET", "/", trips=[RoundTrip([(b"INCR", b"a")] * 100_000, list(range(100_000)))])

    [trip] = trips_of(exchange)

    assert len(trip["commands"]) == 20
    assert trip["more"] == "… 99980 more commands"


@pytest.mark.parametrize(
    ("value", "text"),
    [(b"tea", "tea"), ("Spärck".encode(), "Spärck"), (b"\xff\x00", r'"\xff\x00"'), (b"a\nb", r'"a\nb"')],
)
def test_a_value_is_text_where_it_is_text(value, text):
    """Else it is shown with redis-cli's escapes."""
    assert text_of(value) == text


def test_a_cookie_shows_only_the_ends_of_an_id():
    """Someone may look over the reader's shoulder."""
    assert header_of(b"set-cookie", b"session_id=k3yk3yk3yk3yk3yk3yk3yk3yk3y1; Path=/") == (
        "set-cookie: session_id=k3yk…k3y1; Path=/"
    )
