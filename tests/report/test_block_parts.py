"""The parts of the failure block: what is left out, what is shortened, and where a line is wrapped."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from dojo.record import CALL, Exchange, Expectation, Record, RoundTrip
from dojo.report.called import called
from dojo.report.failure_block import FailureBlock
from dojo.report.layout import laid_out, room_in, width_of
from dojo.report.transcript import Transcript
from dojo.steps import Step
from dojo.text import as_text, keys_of, short, width_that_tells_apart, without_long_ids, without_middle
from tests.support.kit_runs import Wanted

WIDE = (("COLUMNS", "120"),)

RUNS = {
    "wide": Wanted(("katas/tea", "katas/typo"), in_small_kit=True, environment=WIDE),
    "wide, in a process": Wanted(("katas/tea", "-n", "1"), in_small_kit=True, environment=WIDE),
}

ID = "d14f0c3e-7a52-4b1f-9c1d-0e6b5a2f8133"


def record_of(*requests, judged=None):
    """A record of these requests, each ``"POST /cache/clear"``, with one round trip each."""
    record = Record()
    for number, request in enumerate(requests, 1):
        method, url = request.split(" ", 1)
        trip = RoundTrip([(b"GET", f"key:{number}".encode())], [None])
        record.events.append(Exchange(number, method, url, trips=[trip]))
    if judged:
        record.expectation = Expectation("tea", "milk", judged=record.exchanges[judged - 1])
    return record


def line_called(record, width=80):
    """As it is printed, in one line."""
    return called(record, room_in(width), 48).replace("\u00a0", " ")


def lines_on_the_wire(record):
    """As they are printed, if the terminal is wide enough."""
    return [line.replace("\u00a0", " ") for line in Transcript(record, 68, 48).lines()]


# What is left out -----------------------------------------------------------------------------------------------------


def test_only_runs_of_one_sort_are_left_out():
    """Another method or URL than its neighbours is what a test is about."""
    users = [f"GET /users/{number}" for number in range(1, 11)]
    record = record_of(*users, "POST /cache/clear", *users)

    assert line_called(record) == (
        "GET /users/1 · GET /users/2 · … 8 more requests … · POST /cache/clear · … 7 more requests … · "
        "GET /users/8 · GET /users/9 · GET /users/10"
    )
    assert [line.partition(":")[0] for line in lines_on_the_wire(record)] == [
        *("request 1", "request 2", "… 8 more requests …", "request 11", "… 7 more requests …"),
        *("request 19", "request 20", "request 21"),
    ]


def test_the_judged_request_is_never_left_out():
    """Where others are, its number stands behind it."""
    record = record_of(*(f"GET /users/{number}" for number in range(1, 21)), judged=9)

    assert "· GET /users/9 (request 9) · … 8 more requests … ·" in line_called(record)
    assert "request 9: GET key:9 → nil" in lines_on_the_wire(record)


def test_requests_in_turn_are_left_out_from_the_middle():
    """What occurs often may go; what is rare stays, and so does the order."""
    turns = [f"{method} /users/{number}" for number in range(1, 21) for method in ("PUT", "GET")]
    record = record_of(*turns[:20], "POST /cache/clear", *turns[20:])

    line = line_called(record)
    assert line.startswith("PUT /users/1 · GET /users/1 · … 18 more requests … · POST /cache/clear · … ")
    assert line.endswith(" more requests … · GET /users/19 · PUT /users/20 · GET /users/20")


def test_a_block_stays_short_when_each_request_is_another_one():
    """Then only what decides stays, with both ends."""
    names = [chr(ord("a") + number) * 3 for number in range(26)]
    record = record_of(*(f"GET /{name}" for name in names), judged=12)

    line = line_called(record)
    assert len(line) <= 3 * 68
    for part in ("GET /aaa · ", "GET /lll (request 12)", "GET /zzz"):
        assert part in line


def test_what_the_test_does_again_and_again_is_left_out():
    """Whatever keys it writes."""
    record = Record(events=[f"sends SET {name} tea" for name in ("ab", "cd", "ef", "gh", "ij", "kl", "mn", "op")])
    record.events += record_of("GET /tea").events

    assert lines_on_the_wire(record) == [
        *("— the test sends SET ab tea —", "— the test sends SET cd tea —", "… 4 more by the test …"),
        *("— the test sends SET mn tea —", "— the test sends SET op tea —", "request 1: GET key:1 → nil"),
    ]


def test_long_calls_lose_their_middle():
    """Their name and their last arguments are seen, and each text ends with its quote."""
    record = Record(events=[Exchange(1, CALL, f'save(redis, "{"Ada" * 50}", 60)')])

    assert line_called(record) == 'save(redis, "AdaAdaAdaAdaAdaAdaAd…aAdaAdaAdaAdaAdaAda", 60)'


# What is shortened ----------------------------------------------------------------------------------------------------


def test_an_id_shows_both_ends():
    """So what follows it, such as a TTL, is on the same line."""
    assert short(f"session:{ID}".encode()) == "session:d14f…8133"
    assert as_text((b"EXPIRE", f"session:{ID}".encode(), b"1800")) == "EXPIRE session:d14f…8133 1800"
    assert without_long_ids(f"session:{ID} without a TTL") == "session:d14f…8133 without a TTL"


@pytest.mark.parametrize("word", ["a_long_name_without_any_digits", "12345678901234567890123", "2026-01-05", "cache:7"])
def test_what_is_no_id_is_shown(word):
    """Up to the width."""
    assert short(word) == word


def test_long_values_lose_their_middle():
    """The end of an entry says when it was stored."""
    assert short(b"x" * 60 + b'"at": 1767605400.5}') == f'{"x" * 24}…xxxx"at": 1767605400.5}}'
    assert without_middle("abcdefghij", 5) == "ab…ij"
    assert without_middle("abcde", 5) == "abcde"


@pytest.mark.parametrize(
    "keys",
    [
        [f"session:{ID}", f"session:{ID.replace('-7a52-', '-7a53-')}"],
        ["cache:" + "x" * 50 + "page=1" + "x" * 50, "cache:" + "x" * 50 + "page=2" + "x" * 50],
        [f"{'k' * 500}a{'k' * 500}", f"{'k' * 500}b{'k' * 500}"],
        ["cache:1", "cache:2"],
        [],
    ],
)
def test_no_two_keys_are_shown_alike(keys):
    """Where they differ in the middle, more of them is shown."""
    width = width_that_tells_apart(keys)

    assert len({short(key, width) for key in keys}) == len(keys)


def test_keys_that_differ_need_no_more_room():
    """The usual width is enough."""
    assert width_that_tells_apart([f"session:{ID}", "session:other"]) == width_that_tells_apart([])


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        ((b"SET", b"a", b"b"), (b"a",)),
        ((b"UNLINK", b"a", b"b"), (b"a", b"b")),
        ((b"EVAL", b"return 1", b"2", b"a", b"b", b"c"), (b"a", b"b")),
        ((b"EVALSHA", b"return 1"), ()),
        ((b"PING",), ()),
        ((), ()),
    ],
)
def test_the_keys_of_a_command(command, keys):
    """Only these must be told apart."""
    assert keys_of(command) == keys


# Where a line is wrapped ----------------------------------------------------------------------------------------------

STEP = Step("tea", "katas/tea/main.py", 1, 9, "Tea is served", "katas/tea/README.md#tea", stretch=False)
ROWS = [
    ("expected", ["a long sentence that does not fit into the sixty columns of a narrow terminal"]),
    ("got", []),
    ("the wire", ["request 1: 2 round trips", "  SET tea green EX 300 and some more words to be wrapped → OK"]),
    ("test", [f"katas/{'a' * 70}.py:24"]),
]


def test_a_line_goes_on_below_its_value():
    """Two columns further in where a row has several lines, so that these can be told apart. A path is not broken."""
    assert str(FailureBlock(STEP, ROWS, 60)).splitlines() == [
        "step 1 of 9 · Tea is served",
        "  expected  a long sentence that does not fit into the sixty",
        "            columns of a narrow terminal",
        "  the wire  request 1: 2 round trips",
        "              SET tea green EX 300 and some more words to be",
        "                wrapped → OK",
        f"  test      katas/{'a' * 70}.py:24",
    ]


def test_a_word_that_is_longer_than_a_line_is_broken():
    """It must not run over."""
    lines = list(laid_out([("got", ["x" * 100])], 60))

    assert lines == [f"  got       {'x' * 48}", f"            {'x' * 48}", f"            {'x' * 4}"]


@pytest.mark.parametrize(("columns", "width"), [("120", 120), ("61", 61), ("20", 60), ("", 80)])
def test_the_width_is_that_of_the_terminal(monkeypatch, columns, width):
    """At least 60, and 80 where there is no terminal."""
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr("os.get_terminal_size", lambda _: (_ for _ in ()).throw(OSError))

    assert width_of(SimpleNamespace()) == width


def test_processes_wrap_as_the_terminal_does(runs):
    """They have none of their own."""
    alone, among_others = (runs.block(name, "tea", "step 2") for name in ("wide", "wide, in a process"))

    assert alone == among_others


# The judged field, and the test ---------------------------------------------------------------------------------------


@pytest.mark.app("""
    @app.get("/user")
    async def user():
        return {"data": {"id": 7, "city": "London", "name": "x" * 200}, "age_seconds": 0}

    @app.get("/broken")
    async def broken():
        return Response('{"half": "\\\\ud800"}')
""")
def test_the_field_that_the_test_read_last_comes_first(client):
    """However long the others are; also inside of another one."""
    user = client.get("/user")

    assert user["data"]
    assert user["age_seconds"] == 0
    assert str(user).startswith('200 {"age_seconds": 0, "data": {"id": 7, "city": "London", "name": "xxx')
    assert user["data", "city"] == "London"
    assert str(user).startswith('200 {"data": {"city": "London", "id": 7, "name": "xxx')
    assert str(client.get("/broken")) == '200 {"half": "\\ud800"}'


@pytest.mark.parametrize(
    ("kata", "step", "name", "words"),
    [("tea", "step 2", "test_02_milk.py", "assert "), ("typo", "step 1", "test_01_nothing_yet.py", "def test_one")],
)
def test_the_block_names_the_line_of_the_test(runs, small_kit, kata, step, name, words):
    """The assert that failed; the beginning of the test, if main.py does not load. It stands below `in Redis`."""
    block = runs.block("wide", kata, step).splitlines()

    place = next(line for line in block if line.startswith("  test  "))
    file, _, number = place.removeprefix("  test      ").partition(":")
    assert file == f"katas/{kata}/{name}"
    assert (small_kit / file).read_text(encoding="utf-8").splitlines()[int(number) - 1].strip().startswith(words)
    assert block[block.index(place) - 1].startswith("  in Redis")
    assert "".join(block[block.index(place) + 1 :][:1]).startswith("  read" if kata != "typo" else "")
