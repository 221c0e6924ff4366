"""An app whose start-up code fails."""

from contextlib import asynccontextmanager

from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app):
    raise ValueError("no tea in the house")
    yield


app = FastAPI(lifespan=lifespan)
