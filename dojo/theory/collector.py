"""A page of theory/ in pytest: its blocks run in order, on a Redis that is empty when the page begins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sybil.example import Example, SybilFailure

from dojo.backends import selection
from dojo.theory.page_run import PageRun, read

NOT_OURS = "it changes the whole server, and this one is not ours: run it with --real-redis"


class Page(pytest.File):
    """One file of theory/."""

    def collect(self) -> Iterator[Block]:
        self._examples = read(self.path)
        for example in self._examples:
            yield Block.from_parent(self, name=f"line {example.line}", example=example)

    def setup(self) -> None:
        self.page_run = PageRun(selection.backend_of(self.config), self._examples)
        self.page_run.start()

    def teardown(self) -> None:
        self.page_run.stop()


class Block(pytest.Item):
    """One code block."""

    def __init__(self, *, example: Example, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._example = example
        if example.parsed.real_only:
            self.add_marker(pytest.mark.real_only(example.parsed.real_only))
        if example.parsed.since:
            self.add_marker(pytest.mark.redis_since(*example.parsed.since))

    def runtest(self) -> None:
        page = self.getparent(Page)
        assert page
        if not page.page_run.allows(self._example):
            pytest.skip(NOT_OURS)  # it would change the settings of a server that others use
        page.page_run.run(self._example)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self._example.line - 1, f"{self.path.name}, line {self._example.line}"

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, SybilFailure):
            return f"{self.path.relative_to(self.config.rootpath).as_posix()}:{excinfo.value.result}"
        return super().repr_failure(excinfo, style)
