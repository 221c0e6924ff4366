"""session_storage, solved: sessions in Redis Hashes with a sliding TTL. Why so, and what else is right: NOTES.md."""

import hashlib
import os
import secrets
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

app = FastAPI(title="session_storage", dependencies=[Depends(only_json)])
app.include_router(health)
app.include_router(page)

# HSET alone would create a key for a session that has just ended, without a user and without a TTL.
CHANGE_FIELD = """
if redis.call('EXISTS', KEYS[1]) == 0 then return {} end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return redis.call('HGETALL', KEYS[1])
"""

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


def profile_in(session: dict[bytes, bytes]) -> Profile:
    """The profile in what HGETALL returned: an empty dict if there is no such session."""
    if not session:
        raise HTTPException(401, "not logged in")
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
    session: dict[Any, Any] = profile.model_dump()
    new_id = secrets.token_urlsafe(32)
    async with redis.pipeline(transaction=True) as pipe:
        if session_id:
            pipe.delete(key_of(session_id))  # the browser's session before, also another user's
        pipe.hset(key_of(new_id), mapping=session)
        pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)
        await pipe.execute()
    response.set_cookie("session_id", new_id, **cookie_attributes(request))
    return profile


@app.get("/profile")
async def get_profile(redis: RedisClient, session_id: SessionId = None) -> Profile:
    if not session_id:
        raise HTTPException(401, "not logged in")
    async with redis.pipeline(transaction=True) as pipe:
        pipe.hgetall(key_of(session_id))
        pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)  # does nothing if the session is gone
        session, _ = await pipe.execute()
    return profile_in(session)


@app.put("/profile/{field}")
async def put_profile(
    field: Literal["theme", "language"], change: Change, redis: RedisClient, session_id: SessionId = None
) -> Profile:
    if not session_id:
        raise HTTPException(401, "not logged in")
    pairs = await redis.eval(CHANGE_FIELD, 1, key_of(session_id), field, change.value, SESSION_TTL_SECONDS)
    return profile_in(dict(zip(pairs[::2], pairs[1::2], strict=True)))


@app.post("/logout", status_code=204)
async def logout(request: Request, response: Response, redis: RedisClient, session_id: SessionId = None) -> None:
    if session_id:
        await redis.delete(key_of(session_id))
    response.delete_cookie("session_id", **cookie_attributes(request))


if __name__ == "__main__":
    serve(app, port=8002)
