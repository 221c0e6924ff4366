"""Whatever the slow API answers is cached, and served unchanged"""

import json

import pytest

from dojo.steps import expected
from katas.cache_api.checks import (
    same,
)

READ = "katas/cache_api/README.md#what-is-a-miss"


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_an_empty_answer_is_an_answer(client, slow_api, kind):
    """`if cached:` asks whether a value is truthy; the question is whether there is one."""
    for number, value in enumerate([{}, [], 0, "", None, False], 1):
        slow_api.answers(kind, number, value)
        slow_api.forget_calls()
        client.get(f"/{kind}/{number}")
        hit = client.get(f"/{kind}/{number}")

        assert slow_api.calls == 1, expected(f"{json.dumps(value)} to be cached like any other answer", got="a miss")
        assert same(hit["data"], value), expected(f"{json.dumps(value)}", got=hit)
        assert hit["cached"] is True, expected("cached: true", got=hit)


@pytest.mark.parametrize(
    "value",
    [
        {"name": "Zoë Ünal 🚀", "tags": ["a", {"b": None}], "ratio": 1.0, "count": 1, "yes": True},
        {"account": 12345678901234567890, "tiny": 1e-300},
        {"data": {"data": 1}, "cached": False, "age_seconds": 12, "expires_at": 1, "fetched_at": 1, "value": 2},
        {"error": "none", "detail": "not found", "status": 404, "not_found": True, "missing": True},
        "null",
        "__null__",
        "0",
        "not found",
        "  two blanks, a line\n",
        [[]],
    ],
    ids=[
        *("all-of-json", "numbers", "looks-like-an-answer", "looks-like-an-error", "null", "sentinel", "zero"),
        *("not-found", "blanks", "nested"),
    ],
)
def test_a_hit_equals_the_miss_to_the_letter(client, slow_api, value):
    """Types, numbers and characters survive the way through Redis."""
    for kind in ("users", "posts"):
        slow_api.answers(kind, 7, value)
        miss = client.get(f"/{kind}/7")
        hit = client.get(f"/{kind}/7")

        assert same(miss["data"], value), expected(json.dumps(value), got=f"{miss} for the miss")
        assert same(hit["data"], value), expected(json.dumps(value), got=f"{hit} for the hit")
        assert hit["cached"] is True, expected("cached: true", got=hit)
