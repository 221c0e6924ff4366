"""A forgotten `await` is noticed with its line, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from dojo.guards.unawaited_coroutines import watch_for_unawaited_coroutines
from dojo.record import Exchange, Record

ROUTES = """
@app.get("/forgets")
async def forgets(redis: Redis = Depends(get_redis)):
    redis.set("a", 1)

@app.get("/forgets-a-function")
async def forgets_a_function():
    note()

@app.get("/awaits")
async def awaits(redis: Redis = Depends(get_redis)):
    await redis.set("a", 1)
    asyncio.create_task(note()).cancel()

async def note():
    pass
"""

pytestmark = pytest.mark.app(ROUTES)


@pytest.mark.parametrize(("url", "line"), [("/forgets", 'redis.set("a", 1)'), ("/forgets-a-function", "note()")])
def test_a_forgotten_await_is_noted_with_its_line(client, _main_py, url, line, record):
    """Also when the coroutine is made deep inside of redis-py."""
    client.get(url)
    noted = record.unawaited
    record.unawaited = []  # or this test fails for it

    assert [_main_py.read_text().splitlines()[number - 1].strip() for number, _ in noted] == [line]


def test_what_is_awaited_or_cancelled_is_not_noted(client, record):
    """A task that is cancelled before it begins is no forgotten await."""
    client.get("/awaits")

    assert record.unawaited == []


def test_what_an_exception_keeps_alive_is_noted_in_its_own_test(tmp_path, record):
    """The next test would fail for it, or Python complain when it exits. An exception may be its own cause."""
    main_py, names = tmp_path / "main.py", {}
    source = "async def count(): ...\ndef compare():\n    counted = count()\n    return counted > 5\n"
    exec(compile(source, str(main_py), "exec"), names)
    request = Exchange(1, "GET", "/")
    record = Record([request])
    with watch_for_unawaited_coroutines(main_py, record):
        try:
            names["compare"]()
        except TypeError as error:
            error.__cause__ = error
            request.error = error

    assert request.error is None
    assert record.unawaited == [(3, "count")]
