"""Fixtures of rate_limiter."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.exceptions import HTTPException

from dojo.app_under_test.client import Client
from dojo.fixtures import NewClient


@pytest.fixture
def unlimited(new_client: NewClient) -> Client:
    """A client of the same routes without a limiter, to measure what a limiter costs."""
    return new_client("without a limiter", Path(__file__).with_name("unlimited.py"))


@pytest.fixture
def refusals(monkeypatch: pytest.MonkeyPatch) -> list[HTTPException]:
    """The HTTPExceptions with status 429 that your code has made so far, raised or not."""
    made: list[HTTPException] = []
    make = HTTPException.__init__

    def noted(self: HTTPException, *args: object, **options: object) -> None:
        make(self, *args, **options)  # type: ignore[arg-type]  # as it was called
        if self.status_code == 429:
            made.append(self)

    monkeypatch.setattr(HTTPException, "__init__", noted)
    return made
