"""Given: the same routes without a limiter. The last step measures what your limiter costs. Do not edit it."""

from fastapi import FastAPI

from katas.rate_limiter.items import find_item

app = FastAPI(title="rate_limiter without a limiter")


@app.get("/api/status")
async def get_status() -> dict[str, str]:
    return {"status": "open"}


@app.get("/api/items/{item_id}")
async def get_item(item_id: int) -> dict[str, object]:
    return find_item(item_id)
