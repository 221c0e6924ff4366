"""The transcript: what each request or call said to Redis and was told, as the lines that a learner reads."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from dojo.record import CALL, Exchange, Record, RoundTrip
from dojo.report.abridge import Passage, without_the_middle
from dojo.text import as_reply, count_of, typed

MOST_LINES = 8
WIDTH = 150


def the_wire(record: Record) -> list[str]:
    """What each request said to Redis and was told, and between them what the test did."""
    if not record.exchanges:
        return []
    passages = list(_passages(record, MOST_LINES))
    if sum(len(passage.lines) for passage in passages) > 2 * MOST_LINES:
        passages = list(_passages(record, 2))
    return without_the_middle(passages, record.exchanges[0].kind, 2 * MOST_LINES)


def _passages(record: Record, most: int) -> Iterator[Passage]:
    """Of those that the block does not speak of, `most` round trips each."""
    told_of = [record.judged, record.failed, record.exchanges[-1]]
    for is_quiet, events in itertools.groupby(record.events, _is_quiet):
        if is_quiet:
            quiet = [event for event in events if isinstance(event, Exchange)]
            yield Passage([_said_nothing(quiet)], len(quiet), is_told_of=any(each in told_of for each in quiet))
            continue
        for event in events:
            if isinstance(event, str):
                yield Passage([f"— the test {cut(event)} —"])
                continue
            here = event in told_of or any(trip.meanwhile for trip in event.trips)
            yield Passage(_request(event, MOST_LINES if here else most), 1, event.method in ("GET", CALL), here)


def _is_quiet(event: Exchange | str) -> bool:
    return isinstance(event, Exchange) and not event.trips and not event.queued


def _said_nothing(exchanges: list[Exchange]) -> str:
    if len(exchanges) <= 4:
        return " · ".join(f"{exchange.name}: nothing" for exchange in exchanges)
    return f"{exchanges[0].kind}s {exchanges[0].number} to {exchanges[-1].number}: nothing"


def _request(exchange: Exchange, most: int) -> list[str]:
    """One line; a line per round trip if one is too short for them."""
    trips = exchange.trips
    waiting = f"{count_of(exchange.queued, 'command')} in a pipeline without execute()" if exchange.queued else ""
    if len(trips) < 2:
        said = [_trip_on_a_line(trips[0]) if trips else "nothing", *([waiting] if waiting else [])]
        return [cut(f"{exchange.name}: {', and '.join(said)}")]
    head, said = f"{exchange.name}: {len(trips)} round trips", [_trip(trip, 24) for trip in trips]
    said += [waiting] if waiting else []
    line = f"{head}: {', then '.join(said)}"
    if len(line) <= WIDTH:
        return [line]
    said = [_trip_on_a_line(trip) for trip in trips] + said[len(trips) :]
    if len(said) > most + 1:
        said = [*said[: most - 1], f"… {len(said) - most} more …", said[-1]]
    return [head, *(f"  {one}" for one in said)]


def _trip_on_a_line(trip: RoundTrip) -> str:
    line = _trip(trip)
    return line if len(line) <= WIDTH else cut(_trip(trip, 24))


def _trip(trip: RoundTrip, width: int = 48) -> str:
    """What the test did in front of it, its commands and their replies."""
    return "".join(f"(meanwhile the test {does}) " for does in trip.meanwhile) + _said(trip, width)


def _said(trip: RoundTrip, width: int) -> str:
    """Commands and replies; of a value only `width` characters, so that what follows it (EX 300) is seen."""
    commands = [typed(command, width) for command in trip.commands]
    if trip.fault or not trip.replies:
        return f"{_some(commands) or '(connecting)'} → {trip.fault or 'no reply yet'}"
    names = [command[0].upper() for command in trip.commands]
    if names[:1] == [b"MULTI"] and names[-1:] == [b"EXEC"]:
        return f"MULTI[{_some(commands[1:-1])}] → {as_reply(trip.replies[-1], width)}"
    replies = [as_reply(reply, width) for reply in trip.replies]
    return _some([f"{command} → {reply}" for command, reply in zip(commands, replies, strict=False)])


def _some(commands: list[str]) -> str:
    """Joined; of very many the first two and the last, and how many they are."""
    if len(commands) <= MOST_LINES:
        return " + ".join(commands)
    return f"{len(commands)} commands: {' + '.join([*commands[:2], '…', commands[-1]])}"


def cut(line: str) -> str:
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"
