"""A request can be started, and finished later."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.app("""
    from fastapi import BackgroundTasks

    everybody_is_here = asyncio.Event()
    here = []

    @app.get("/meet/{number}")
    async def meet(number: int):
        here.append(number)
        if len(here) == 5:
            everybody_is_here.set()
        await everybody_is_here.wait()
        return number

    @app.get("/background")
    async def background(tasks: BackgroundTasks, redis: Redis = Depends(get_redis)):
        async def later():
            await redis.set("background", 1)
        tasks.add_task(later)

    @app.get("/peer")
    async def peer(request: Request, redis: Redis = Depends(get_redis)):
        return {"peer": request.client, "tea": request.headers.get("tea"), "count": await redis.incr("count"),
                "worker": __name__, "redis": id(redis)}
""")


def test_a_started_request_can_be_finished_later(client):
    """It waits for four others, which come meanwhile."""
    pending = client.start("GET", "/meet/0")
    before = pending.is_finished
    others = client.together([f"/meet/{number}" for number in range(1, 5)])

    assert before is False
    assert [answer.json for answer in others] == [1, 2, 3, 4]
    assert pending.finish().json == 0


def test_an_answer_is_out_before_its_background_task(client, redis):
    """A request that is held in front of Redis may have been answered, or not."""
    background, route = (client.start("GET", url, hold_at=1) for url in ("/background", "/peer"))
    answered = background.is_answered, route.is_answered
    written = redis.get("background")
    background.finish()
    route.finish()

    assert answered == (True, False)
    assert written is None
    assert background.is_answered and route.is_answered
