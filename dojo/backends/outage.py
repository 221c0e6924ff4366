"""Ends the run when its Redis is lost: no answer can be judged then, so no step fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import pytest
import redis

from dojo.backends import selection
from dojo.backends.refusal import refusal_in
from dojo.backends.url import UrlBackend
from dojo.record import RoundTrip, record_of
from dojo.settings import PATIENT_SECONDS

LOST = "redis_is_lost"
"""The name of the property with which a report says why: reports also come from the processes of pytest-xdist."""

_SCRIPTS = {b"EVAL", b"EVALSHA", b"FCALL"}
_WAITS = {b"BLPOP", b"BRPOP", b"BLMOVE", b"BLMPOP", b"BRPOPLPUSH", b"BZPOPMIN", b"BZPOPMAX", b"BZMPOP", b"WAIT"}
_WAITS |= {b"XREAD", b"XREADGROUP", b"SUBSCRIBE", b"PSUBSCRIBE", b"CLIENT", *_SCRIPTS}
"""With these a client may wait in vain on a Redis that is well."""
_ENDS_A_CONNECTION = {b"CLIENT", b"QUIT", b"RESET", b"AUTH", b"HELLO"}
_CHANGES_THE_SERVER = {b"ACL", b"CONFIG", b"DEBUG", b"FAILOVER", b"REPLICAOF", b"SHUTDOWN", b"SLAVEOF"}


class EndWhenRedisIsLost:
    """The hooks for that. Each lost run ends with exit code 2, as an interrupted one does."""

    def __init__(self, config: pytest.Config) -> None:
        self._config, self._why = config, ""

    @pytest.hookimpl(wrapper=True, trylast=True)  # nearest to pytest's own: the others never see that it failed
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
        report: pytest.TestReport = yield  # type: ignore[assignment]  # what the wrapped hook returns
        if report.failed and call.excinfo and (why := self._why or _why_lost(item, call.excinfo.value)):
            self._why = why
            report.outcome = "skipped"
            report.longrepr = (str(item.path), item.location[1] or 0, f"not judged: {why}")
            report.user_properties = [*report.user_properties, (LOST, why)]
            item.session.shouldstop = "Redis is lost"
        return report  # type: ignore[return-value]

    def pytest_runtest_teardown(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        backend = selection.backend_of(item.config)
        if nextitem is None and not self._why and isinstance(backend, UrlBackend):
            with suppress(redis.ResponseError):  # it answers
                backend.check_identity()  # the other tests ask when they begin

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        why = dict(report.user_properties).get(LOST)
        if isinstance(why, str):
            self._config.stash.setdefault(selection.LOST, why)

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if why := self._config.stash.get(selection.LOST, ""):
            for line in (
                f"tried   the tests on {selection.name(self._config)}",
                f"wrong   {why}",
                "do      check that this Redis runs, then run the same command again; no step was judged without it",
            ):
                terminalreporter.write_line(line, red=True)


def _why_lost(item: pytest.Item, error: BaseException) -> str:
    backend = selection.backend_of(item.config)
    if not isinstance(backend, UrlBackend):
        return ""
    trips = [trip for exchange in record_of(item).exchanges for trip in exchange.trips]
    if any(_names(trip) & _CHANGES_THE_SERVER for trip in trips):
        return ""  # whatever becomes of Redis then, the learner's code has done it
    refusals = (refusal_in(reply) for trip in trips for reply in _flat(trip.replies))
    if refusal := next(filter(None, refusals), None) or refusal_in(error):
        return refusal.wrong
    # While an endless script of the learner's runs, Redis is silent for 5 s; from then on it replies BUSY.
    runs_scripts = any(_names(trip) & _SCRIPTS for trip in trips)
    why = backend.why_lost(PATIENT_SECONDS) if runs_scripts else backend.why_lost()
    return why or next(filter(None, map(_broken, trips)), "")


def _broken(trip: RoundTrip) -> str:
    """How a connection broke that neither the test nor the learner's code has broken."""
    for reply in [] if trip.fault else trip.replies:
        if isinstance(reply, redis.TimeoutError) and not _names(trip) & _WAITS:
            return "it did not answer in time"
        if isinstance(reply, redis.ConnectionError) and not _names(trip) & _ENDS_A_CONNECTION:
            return f"it broke a connection: {reply}"
    return ""


def _names(trip: RoundTrip) -> set[bytes]:
    return {command[0].upper() for command in trip.commands if command}


def _flat(replies: Iterable[Any]) -> Iterator[Any]:
    for reply in replies:
        if isinstance(reply, list):
            yield from reply  # of EXEC
        else:
            yield reply
