"""A forgotten `await` is noticed with its line, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from dojo.story import current

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
def test_a_forgotten_await_is_noted_with_its_line(client, _main_py, url, line):
    """Also when the coroutine is made deep inside of redis-py."""
    client.get(url)
    noted = current().unawaited
    current().unawaited = []  # or this test fails for it

    assert [_main_py.read_text().splitlines()[number - 1].strip() for number, _ in noted] == [line]


def test_what_is_awaited_or_cancelled_is_not_noted(client):
    """Whoever cancels a task before it began has forgotten nothing."""
    client.get("/awaits")

    assert current().unawaited == []
