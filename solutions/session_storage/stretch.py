"""session_storage with the stretch steps: main.py, an index of each user's sessions, and an end to each. NOTES.md."""

import hashlib
import os
import secrets
import time
from typing import Annotated, Any, Literal

from fastapi import Cookie, Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from redis.asyncio import Redis
from redis.exceptions import RedisError

from dojo.app import get_redis, health, only_json, serve
from katas.session_storage.page import page
from katas.session_storage.users import User, verify

SESSION_TTL_SECONDS = int(os.environ.get("SESSION_TTL_SECONDS", "1800"))
SESSION_MAX_SECONDS = int(os.environ.get("SESSION_MAX_SECONDS", "43200"))

app = FastAPI(title="session_storage", dependencies=[Depends(only_json)])
app.include_router(health)
app.include_router(page)

# One script for reading and for changing: no session gets a TTL beyond its end, and one that is gone gets nothing.
USE = """
local ends_at = redis.call('HGET', KEYS[1], 'ends_at')
if not ends_at then return {} end
local left = tonumber(ends_at) - tonumber(ARGV[1])
if left <= 0 then redis.call('DEL', KEYS[1]) return {} end
if ARGV[3] then redis.call('HSET', KEYS[1], ARGV[3], ARGV[4]) end
redis.call('PEXPIRE', KEYS[1], math.floor(math.min(left, tonumber(ARGV[2])) * 1000))
return redis.call('HGETALL', KEYS[1])
"""

LOGOUT_EVERYWHERE = """
local user_id = redis.call('HGET', KEYS[1], 'user_id')
if not user_id then return 0 end
local index = ARGV[1] .. user_id
for _, key in ipairs(redis.call('ZRANGE', index, 0, -1)) do redis.call('DEL', key) end
return redis.call('DEL', KEYS[1], index)
"""

INDEX = "session:of-user:"
"""The prefix of each user's index: a Sorted Set of session keys, sorted by the time of their end."""

RedisClient = Annotated[Redis, Depends(get_redis)]
SessionId = Annotated[str | None, Cookie(alias="session_id")]
"""The cookie session_id of the request: None, an id from a login, or something that the client made up."""


class Credentials(BaseModel):
    username: str
    password: str


class Profile(BaseModel):
    user_id: int
    username: str
    theme: str
    language: str


class Change(BaseModel):
    value: Annotated[str, Field(max_length=64)]


def key_of(session_id: str) -> str:
    """The digest of any cookie names a session or nothing; anyone who reads keys in Redis learns no id."""
    return f"session:{hashlib.sha256(session_id.encode()).hexdigest()}"


async def use(redis: Redis, session_id: str | None, *change: str) -> Profile:
    """The profile of this session, which is renewed; with a field and its new value, after that change."""
    if not session_id:
        raise HTTPException(401, "not logged in")
    pairs = await redis.eval(USE, 1, key_of(session_id), time.time(), SESSION_TTL_SECONDS, *change)
    if not pairs:
        raise HTTPException(401, "not logged in")
    session = dict(zip(pairs[::2], pairs[1::2], strict=True))
    return Profile.model_validate({name.decode(): value.decode() for name, value in session.items()})


def cookie_attributes(request: Request) -> dict[str, Any]:
    """The same to set the cookie and to remove it. An app served by hand has no https, so no Secure."""
    return {"path": "/", "httponly": True, "samesite": "lax", "secure": request.url.scheme == "https"}


@app.exception_handler(RedisError)
async def without_redis(request: Request, error: RedisError) -> JSONResponse:
    """Without Redis the app cannot know the user. The cookie stays: it works again when Redis is back."""
    return JSONResponse({"detail": "sessions are out of reach, try again later"}, 503)


@app.post("/login")
async def login(
    credentials: Credentials, request: Request, response: Response, redis: RedisClient, session_id: SessionId = None
) -> Profile:
    user: User | None = await verify(credentials.username, credentials.password)
    if user is None:
        raise HTTPException(401, "no such user, or another password")
    profile = Profile(user_id=user.user_id, username=user.username, theme=user.theme, language=user.language)
    new_id = secrets.token_urlsafe(32)
    now = time.time()
    ends_at = now + SESSION_MAX_SECONDS
    session: dict[Any, Any] = {**profile.model_dump(), "ends_at": ends_at}
    index = f"{INDEX}{user.user_id}"
    async with redis.pipeline(transaction=True) as pipe:
        if session_id:
            pipe.delete(key_of(session_id))  # the browser's session before, also another user's
        pipe.hset(key_of(new_id), mapping=session)
        pipe.expire(key_of(new_id), min(SESSION_TTL_SECONDS, SESSION_MAX_SECONDS))
        pipe.zremrangebyscore(index, "-inf", now)
        pipe.zadd(index, {key_of(new_id): ends_at})
        pipe.expire(index, SESSION_MAX_SECONDS)  # no session in the index lives longer
        await pipe.execute()
    response.set_cookie("session_id", new_id, **cookie_attributes(request))
    return profile


@app.get("/profile")
async def get_profile(redis: RedisClient, session_id: SessionId = None) -> Profile:
    return await use(redis, session_id)


@app.put("/profile/{field}")
async def put_profile(
    field: Literal["theme", "language"], change: Change, redis: RedisClient, session_id: SessionId = None
) -> Profile:
    return await use(redis, session_id, field, change.value)


@app.post("/logout", status_code=204)
async def logout(request: Request, response: Response, redis: RedisClient, session_id: SessionId = None) -> None:
    if session_id:
        await redis.delete(key_of(session_id))  # its name in the index is harmless; a later login removes it
    response.delete_cookie("session_id", **cookie_attributes(request))


@app.post("/logout-everywhere", status_code=204)
async def logout_everywhere(
    request: Request, response: Response, redis: RedisClient, session_id: SessionId = None
) -> None:
    if session_id:
        await redis.eval(LOGOUT_EVERYWHERE, 1, key_of(session_id), INDEX)
    response.delete_cookie("session_id", **cookie_attributes(request))


if __name__ == "__main__":
    serve(app, port=8002)
