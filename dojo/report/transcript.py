"""The transcript: what each request or call sent to Redis, and what Redis replied, as a learner reads it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from dojo.record import Exchange, Record, RoundTrip
from dojo.report.abridge import Passage, of_the_test, run_of, without_the_middle
from dojo.report.layout import in_one_piece
from dojo.text import as_reply, count_of, typed, without_middle

MOST_LINES = 8
_LONG, _SHORT = 48, 24


@dataclass(frozen=True)
class Transcript:
    """Writes the lines about a record, for rows of `room` characters.

    A key that is longer than `key_width` loses its middle.
    """

    record: Record
    room: int
    key_width: int

    def lines(self) -> list[str]:
        """What each request sent to Redis and what Redis replied; between them, what the test did."""
        if not self.record.exchanges:
            return []
        passages = list(self._passages(MOST_LINES))
        if sum(len(passage.lines) for passage in passages) > 2 * MOST_LINES:
            passages = list(self._passages(2))
        return without_the_middle(passages, self.record.exchanges[0].kind, 2 * MOST_LINES)

    def _passages(self, most: int) -> Iterator[Passage]:
        """A request that the failure is not about shows `most` round trips."""
        decides = [self.record.judged, self.record.failed, self.record.exchanges[-1]]
        for is_quiet, events in itertools.groupby(self.record.events, _is_quiet):
            if is_quiet:
                quiet = [event for event in events if isinstance(event, Exchange)]
                yield run_of(quiet, _sent_nothing(quiet), decides.__contains__)
                continue
            for event in events:
                if isinstance(event, str):
                    yield of_the_test(event)
                    continue
                stays = event in decides or any(trip.meanwhile for trip in event.trips)
                yield Passage(self._request(event, MOST_LINES if stays else most), 1, event.sort, stays)

    def _request(self, exchange: Exchange, most: int) -> list[str]:
        """One line; a line per round trip if one is too short for all of them."""
        trips = exchange.trips
        has_company = any(trip.meanwhile for trip in trips)
        waiting = f"{count_of(exchange.queued, 'command')} in a pipeline without execute()" if exchange.queued else ""
        if len(trips) < 2 and not has_company:
            sent = [self._trip_on_a_line(trips[0]) if trips else "nothing", *([waiting] if waiting else [])]
            return [f"{exchange.name}: {', and '.join(sent)}"]
        head, sent = (
            f"{exchange.name}: {count_of(len(trips), 'round trip')}",
            [self._trip(trip, _SHORT) for trip in trips],
        )
        sent += [waiting] if waiting else []
        line = f"{head}: {', then '.join(sent)}"
        if len(line) <= self.room and not has_company:
            return [line]
        lines = [[*_meanwhile(trip), self._trip_on_a_line(trip)] for trip in trips]
        sent = [line for each in lines for line in each] + sent[len(trips) :]
        if len(sent) > most + 1:
            sent = [*sent[: most - 1], f"… {len(sent) - most} more …", sent[-1]]
        return [head, *(f"  {one}" for one in sent)]

    def _trip_on_a_line(self, trip: RoundTrip) -> str:
        line = self._trip(trip, _LONG)
        return line if len(line) <= 2 * self.room else without_middle(self._trip(trip, _SHORT), 3 * self.room)

    def _trip(self, trip: RoundTrip, width: int) -> str:
        """Commands and replies. A long value shows `width` characters, so that what follows it (EX 300) is seen."""
        commands = [self._piece(typed(command, width, self.key_width)) for command in trip.commands]
        if trip.fault or not trip.replies:
            return f"{_some(commands) or '(connecting)'} → {trip.fault or 'no reply yet'}"
        names = [command[0].upper() for command in trip.commands]
        if names[:1] == [b"MULTI"] and names[-1:] == [b"EXEC"]:
            return f"MULTI[{_some(commands[1:-1])}] → {self._piece(as_reply(trip.replies[-1], width))}"
        replies = [self._piece(as_reply(reply, width)) for reply in trip.replies]
        return _some([f"{command} → {reply}" for command, reply in zip(commands, replies, strict=False)])

    def _piece(self, text: str) -> str:
        return in_one_piece(text, self.room // 2)


def _meanwhile(trip: RoundTrip) -> list[str]:
    """What the test did directly before this round trip."""
    return [f"(meanwhile the test {does})" for does in trip.meanwhile]


def _is_quiet(event: Exchange | str) -> bool:
    return isinstance(event, Exchange) and not event.trips and not event.queued


def _sent_nothing(exchanges: list[Exchange]) -> str:
    if len(exchanges) <= 4:
        return " · ".join(f"{exchange.name}: nothing" for exchange in exchanges)
    return f"{exchanges[0].kind}s {exchanges[0].number} to {exchanges[-1].number}: nothing"


def _some(commands: list[str]) -> str:
    """Joined; of very many, the first two and the last, and their number."""
    if len(commands) <= MOST_LINES:
        return " + ".join(commands)
    return f"{len(commands)} commands: {' + '.join([*commands[:2], '…', commands[-1]])}"
