"""The transcript: what each request or call said to Redis and was told, as the lines that a learner reads."""

from __future__ import annotations

from dojo.story import CALL, Exchange, RoundTrip, Story
from dojo.words import as_text, count_of, short

MOST_LINES = 8
WIDTH = 150


def the_wire(story: Story) -> list[str]:
    """What each request said to Redis and was told, and between them what the test did."""
    exchanges, judged = story.exchanges, story.expectation.judged if story.expectation else None
    if not exchanges:
        return []
    if len(story.events) == len(exchanges) and not any(exchange.trips for exchange in exchanges):
        few = " · ".join(f"{exchange.kind} {exchange.number}: nothing" for exchange in exchanges)
        return [few if len(exchanges) <= 4 else f"{exchanges[0].kind}s 1 to {len(exchanges)}: nothing"]
    last = len(story.events) - 3
    lines, left_out = [], 0
    for position, event in enumerate(story.events):
        plain = isinstance(event, Exchange) and event.method in ("GET", CALL) and event is not judged
        if len(story.events) > MOST_LINES and plain and 2 <= position < last:
            left_out += 1
            continue
        lines += [f"… {count_of(left_out, f'more {exchanges[0].kind}')} …"] if left_out else []
        left_out = 0
        lines += [f"— the test {event} —"] if isinstance(event, str) else _request(event)
    return lines if len(lines) <= 2 * MOST_LINES else [*lines[:2], "…", *lines[3 - 2 * MOST_LINES :]]


def _request(exchange: Exchange) -> list[str]:
    """One line; a line per round trip if one is too short for them."""
    name = f"{exchange.kind} {exchange.number}"
    line = f"{name}: {_trips(exchange.trips)}"
    if len(line) <= WIDTH or len(exchange.trips) < 2:
        return [cut(line)]
    trips = [cut(f"  {_trip(trip, 24)}") for trip in exchange.trips[:MOST_LINES]]
    return [f"{name}: {len(exchange.trips)} round trips", *trips]


def _trips(trips: list[RoundTrip]) -> str:
    if len(trips) < 2:
        return _trip(trips[0]) if trips else "nothing"
    return f"{len(trips)} round trips: {', then '.join(_trip(trip, 24) for trip in trips[:MOST_LINES])}"


def _trip(trip: RoundTrip, width: int = 48) -> str:
    """What the test did in front of it, its commands and their replies."""
    return "".join(f"(meanwhile the test {does}) " for does in trip.meanwhile) + _said(trip, width)


def _said(trip: RoundTrip, width: int) -> str:
    """Commands and replies; of a value only `width` characters, so that what follows it (EX 300) is seen."""
    if trip.fault or not trip.replies:
        commands = " + ".join(as_text(command, width) for command in trip.commands) or "(connecting)"
        return f"{commands} → {trip.fault or 'no reply yet'}"
    names = [command[0].upper() for command in trip.commands]
    if names[:1] == [b"MULTI"] and names[-1:] == [b"EXEC"]:
        inner = " + ".join(as_text(command, width) for command in trip.commands[1:-1])
        return f"MULTI[{inner}] → {_reply(trip.replies[-1], width)}"
    pairs = list(zip(trip.commands, trip.replies, strict=False))[:MOST_LINES]
    return " + ".join(f"{as_text(command, width)} → {_reply(reply, width)}" for command, reply in pairs)


def _reply(reply: object, width: int = 48) -> str:
    if reply is None:
        return "nil"
    if isinstance(reply, list):
        return short(f"[{', '.join(_reply(part) for part in reply)}]", width)
    return short(reply, 48 if isinstance(reply, Exception) else width)


def cut(line: str) -> str:
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"
