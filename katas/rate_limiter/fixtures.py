"""Fixtures of rate_limiter."""

from __future__ import annotations

from pathlib import Path

import pytest

from dojo.app_under_test.client import Client
from dojo.fixtures import NewClient


@pytest.fixture
def unlimited(new_client: NewClient) -> Client:
    """A client of the same routes without a limiter, to measure what a limiter costs."""
    return new_client("without a limiter", Path(__file__).with_name("unlimited.py"))
