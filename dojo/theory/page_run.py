"""Runs the blocks of one page in order, on one Redis: a later block reads what an earlier one wrote."""

from __future__ import annotations

import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from unittest import mock

from sybil.document import Document
from sybil.example import Example, SybilFailure

from dojo.backends.base import Backend
from dojo.instruments.clock import moved_by_the_test
from dojo.record import Record
from dojo.theory.code_block import Session
from dojo.theory.parser import Blocks
from dojo.wire.wire import Wire


def read(page: Path) -> list[Example]:
    """The blocks of a page, without those that are only shown."""
    return list(Document.parse(str(page), Blocks()).examples())


class PageRun:
    """Runs blocks between `start` and `stop`. Afterwards the server has its old settings again."""

    def __init__(self, backend: Backend, examples: list[Example]) -> None:
        self._backend, self._waiting = backend, list(examples)
        self._owns_the_server = bool(getattr(backend, "owned", True))
        self._open = ExitStack()

    def start(self) -> None:
        self._backend.empty()
        self.redis = self._open.enter_context(self._backend.look_client())
        if self._backend.is_real and self._owns_the_server:
            self._open.callback(self._restore, self.redis.config_get("*"))
        typed = self._open.enter_context(self._backend.look_client(protocol=2))  # redis-cli's, unless told HELLO 3
        record = Record()  # a page has no failure block
        clock = self._open.enter_context(moved_by_the_test(self._backend, Wire(record), record))
        # A reader waits for time.sleep(61); here it moves the clock.
        self._open.enter_context(mock.patch.object(time, "sleep", clock.advance))
        self._session = Session(typed.connection_pool.get_connection(), clock.advance)

    def stop(self) -> None:
        self._open.close()

    def allows(self, example: Example) -> bool:
        """Whether this Redis is ours, or the block does not need one of ours."""
        return self._owns_the_server or not example.parsed.own_only

    def run(self, wanted: Example) -> None:
        """Execute a block, after the blocks above it that have not run yet, since it builds on them.

        Raises:
            SybilFailure: its result differs from the page.
        """
        while self._waiting and self._waiting[0].line < wanted.line:
            above = self._waiting.pop(0)
            with suppress(SybilFailure):  # its own test reports it
                if self.allows(above):
                    self._evaluate(above)
        self._waiting = [example for example in self._waiting if example is not wanted]
        self._evaluate(wanted)

    def _evaluate(self, example: Example) -> None:
        # Set for each block again: the first blocks of a page show how to create a client, and so replace this one.
        example.namespace["redis"] = self.redis
        example.namespace.setdefault("redis_cli", self._session)
        example.evaluate()

    def _restore(self, before: Any) -> None:
        after: Any = self.redis.config_get("*")
        for name, value in before.items():
            if after[name] != value:
                self.redis.config_set(name, value)
