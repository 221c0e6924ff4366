import json

from fastapi import Depends, FastAPI
from redis.asyncio import Redis

from dojo.app import get_redis

app = FastAPI()
@app.get("/boom")
async def boom():
    return prepare({"tea": "green"})

def prepare(order):
    return order["milk"]  # in a function of the learner's own

@app.get("/wrong-type")
async def wrong_type(redis: Redis = Depends(get_redis)):
    await redis.rpush("list", "a")
    return await redis.get("list")

@app.get("/list")
async def a_list():
    return ["tea", "milk"]

@app.get("/decode")
async def decode(redis: Redis = Depends(get_redis)):
    return json.loads(await redis.get("nothing") or b"")

@app.get("/long")
async def long(redis: Redis = Depends(get_redis)):
    await redis.set("cache:" + "k" * 100, "v" * 5000, ex=300)
    return {"data": "x" * 5000}

@app.get("/touch/{number}")
async def touch(number: int, redis: Redis = Depends(get_redis)):
    await redis.set(f"key:{number:02}", number)
    return {"data": number}

@app.get("/binary")
async def binary(redis: Redis = Depends(get_redis)):
    await redis.set(b"\xff\x00key", b"\xc1\x80", ex=60)
    await redis.set("line\nbreak", b"")
    await redis.get(b"\xff\x00key")
    return {"data": "stored"}

@app.get("/kinds")
async def kinds(redis: Redis = Depends(get_redis)):
    async with redis.pipeline(transaction=True) as pipe:
        await pipe.hset("hash", "field", 1).expire("hash", 1800).get("nothing").execute()
    async with redis.pipeline(transaction=False) as pipe:
        await pipe.rpush("list", "a", "b").lrange("list", 0, -1).execute()
    return {"data": None}

@app.get("/fields")
async def fields(redis: Redis = Depends(get_redis)):
    await redis.hset("each", mapping={"a": 1, "b": 2})
    await redis.hexpire("each", 60, "a", "b")
    await redis.hset("some", mapping={"a": 1, "b": 2})
    await redis.hexpire("some", 60, "a")

@app.get("/shape")
async def shape() -> dict[str, int]:
    return {"data": "no number"}

@app.get("/exit")
async def exit():
    raise SystemExit(1)

@app.get("/wait")
async def wait():
    import asyncio
    await asyncio.Event().wait()

@app.get("/empty/{number}")
async def empty(number: int, redis: Redis = Depends(get_redis)):
    await redis.delete(*(f"cart:{each}" for each in range(number)))
    async with redis.pipeline(transaction=False) as pipe:
        for each in range(20):
            pipe.get(f"cart:{each}")
        await pipe.execute()

@app.get("/loop")
async def loop(redis: Redis = Depends(get_redis)):
    for number in range(301):
        await redis.get(f"cart:{number}")

@app.get("/no-await")
async def no_await(redis: Redis = Depends(get_redis)):
    count = redis.incr("count")
    if count > 5:
        return {"data": "too many"}
    return {"data": "welcome"}

@app.get("/no-execute")
async def no_execute(redis: Redis = Depends(get_redis)):
    pipe = redis.pipeline()
    pipe.set("a", 1)
    await redis.get("b")
    async with redis.pipeline() as pipe:
        pipe.set("a", 1).expire("a", 60)
