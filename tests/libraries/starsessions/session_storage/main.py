"""session_storage with starsessions: its middleware, and its RedisStore on the app's client."""

import os
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from redis.exceptions import RedisError
from starsessions import (
    SessionAutoloadMiddleware,
    SessionMiddleware,
    SessionStore,
    regenerate_session_id,
)
from starsessions.stores.redis import RedisStore

from dojo.app import get_redis, health, only_json, serve
from katas.session_storage.page import page
from katas.session_storage.users import User, verify

SESSION_TTL_SECONDS = int(os.environ.get("SESSION_TTL_SECONDS", "1800"))


class StoreOfTheProcess(SessionStore):
    """RedisStore wants its client when the app is made, and `get_redis` gives it later."""

    async def read(self, session_id: str, lifetime: int) -> bytes:
        return await (await self._store()).read(session_id, lifetime)

    async def write(self, session_id: str, data: bytes, lifetime: int, ttl: int) -> str:
        return await (await self._store()).write(session_id, data, lifetime, ttl)

    async def remove(self, session_id: str) -> None:
        await (await self._store()).remove(session_id)

    async def _store(self) -> RedisStore:
        return RedisStore(connection=await get_redis(), prefix="session:")


app = FastAPI(title="session_storage", dependencies=[Depends(only_json)])
app.include_router(health)
app.include_router(page)
app.add_middleware(SessionAutoloadMiddleware)
app.add_middleware(
    SessionMiddleware,
    store=StoreOfTheProcess(),
    lifetime=SESSION_TTL_SECONDS,
    rolling=True,
    cookie_name="session_id",
    cookie_path="/",
    cookie_https_only=False,  # an app served by hand has no https
)


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


@app.exception_handler(RedisError)
async def without_redis(request: Request, error: RedisError) -> JSONResponse:
    return JSONResponse({"detail": "sessions are out of reach, try again later"}, 503)


def session_of(request: Request) -> dict[str, Any]:
    if "user_id" not in request.session:
        raise HTTPException(401, "not logged in")
    return request.session


@app.post("/login")
async def login(credentials: Credentials, request: Request) -> Profile:
    user: User | None = await verify(credentials.username, credentials.password)
    if user is None:
        raise HTTPException(401, "no such user, or another password")
    profile = Profile(user_id=user.user_id, username=user.username, theme=user.theme, language=user.language)
    regenerate_session_id(request)
    request.session.clear()
    request.session.update(profile.model_dump())
    return profile


@app.get("/profile")
async def get_profile(request: Request) -> Profile:
    return Profile(**session_of(request))


@app.put("/profile/{field}")
async def put_profile(field: Literal["theme", "language"], change: Change, request: Request) -> Profile:
    session = session_of(request)
    session[field] = change.value
    return Profile(**session)


@app.post("/logout", status_code=204)
async def logout(request: Request) -> None:
    request.session.clear()


if __name__ == "__main__":
    serve(app, port=8002)
