"""Fixtures of bug_hunt."""

from __future__ import annotations

import pytest

from dojo.hunting.hunt import Hunt


@pytest.fixture
def hunt(request: pytest.FixtureRequest) -> Hunt:
    """Your tests: ``hunt.on_right_answers()`` tries them on right answers, ``hunt.on_the_bug()`` on that of the step."""
    return Hunt(request.node)
