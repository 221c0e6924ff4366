from fastapi import Depends, FastAPI
from redis.asyncio import Redis

from dojo.app import get_redis

app = FastAPI()


@app.get("/tea")
async def tea():
    return {"data": "green"}


@app.get("/milk")
async def milk(redis: Redis = Depends(get_redis)):
    return {"data": None}


@app.get("/sugar")
async def sugar():
    return {"data": 0}
