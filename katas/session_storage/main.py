"""session_storage: users log in and stay logged in.  Brief: README.md.  Run: pytest katas/session_storage

It checks passwords, but it remembers no one: the next request comes from a stranger again.
A dict in this file is too easy: every process has its own, and nothing in it expires.
A cookie such as user=ada needs no memory, but anyone can write one.
"""

import os
from typing import Annotated, Literal

from fastapi import Cookie, Depends, FastAPI, HTTPException, Request, Response
from pydantic import BaseModel, Field
from redis.asyncio import Redis

from dojo.app import get_redis, health, only_json, serve
from katas.session_storage.page import page
from katas.session_storage.users import User, verify

SESSION_TTL_SECONDS = int(os.environ.get("SESSION_TTL_SECONDS", "1800"))

app = FastAPI(title="session_storage", dependencies=[Depends(only_json)])
app.include_router(health)
app.include_router(page)

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


@app.post("/login")
async def login(
    credentials: Credentials, request: Request, response: Response, redis: RedisClient, session_id: SessionId = None
) -> Profile:
    user: User | None = await verify(credentials.username, credentials.password)
    if user is None:
        raise HTTPException(401, "no such user, or another password")
    # TODO begin a session: a Hash in Redis, and its id in the cookie session_id.
    return Profile(user_id=user.user_id, username=user.username, theme=user.theme, language=user.language)


@app.get("/profile")
async def get_profile(redis: RedisClient, session_id: SessionId = None) -> Profile:
    # TODO serve the profile of the user whose session this is.
    raise HTTPException(401, "not logged in")


@app.put("/profile/{field}")
async def put_profile(
    field: Literal["theme", "language"], change: Change, redis: RedisClient, session_id: SessionId = None
) -> Profile:
    # TODO change this one field of the session, and answer with the profile after the change.
    raise HTTPException(501, "PUT /profile/{field} is not written yet")


@app.post("/logout", status_code=204)
async def logout(request: Request, response: Response, redis: RedisClient, session_id: SessionId = None) -> None:
    # TODO end the session, in Redis and in the browser.
    raise HTTPException(501, "POST /logout is not written yet")


if __name__ == "__main__":
    serve(app, port=8002)
