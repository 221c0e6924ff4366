"""rate_limiter with slowapi: its decorator, on a sync client of its own.

slowapi takes no client and no asyncio: it reads the URL of its Redis from RATELIMIT_STORAGE_URL. So the tests see its
keys, if that is their Redis, but none of its round trips, and they cannot take its Redis away. Its routes are `def`: in
`async def` its client would block every other request.
"""

import os

from fastapi import FastAPI, Request, Response
from slowapi import Limiter, _rate_limit_exceeded_handler
from slowapi.errors import RateLimitExceeded
from slowapi.util import get_remote_address

from dojo.app import health, serve
from katas.rate_limiter.items import find_item

RATE_LIMIT = int(os.environ.get("RATE_LIMIT", "5"))
WINDOW_SECONDS = int(os.environ.get("WINDOW_SECONDS", "60"))

limiter = Limiter(
    key_func=get_remote_address,
    headers_enabled=True,
    retry_after="delta-seconds",
    swallow_errors=True,  # without Redis, requests pass
    storage_options={"key_prefix": "ratelimit"},
)
one_budget = limiter.shared_limit(f"{RATE_LIMIT} per {WINDOW_SECONDS} seconds", scope="api")

app = FastAPI(title="rate_limiter")
app.include_router(health)
app.state.limiter = limiter
app.add_exception_handler(RateLimitExceeded, _rate_limit_exceeded_handler)


@app.get("/api/status")
@one_budget
def get_status(request: Request, response: Response) -> dict[str, str]:
    return {"status": "open"}


@app.get("/api/items/{item_id}")
@one_budget
def get_item(item_id: int, request: Request, response: Response) -> dict[str, object]:
    return find_item(item_id)


if __name__ == "__main__":
    serve(app, port=8001)
