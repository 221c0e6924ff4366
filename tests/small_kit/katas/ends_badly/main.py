"""An app whose shut-down code fails."""

from contextlib import asynccontextmanager

from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app):
    yield
    raise ValueError("who washes up?")


app = FastAPI(lifespan=lifespan)
