"""A kit in a folder of its own: this kit's conftest.py with katas so small that what they print can be foretold."""

from __future__ import annotations

import shutil
from pathlib import Path
from textwrap import dedent

from tests.runs import ROOT

_HEAD = """\
from fastapi import Depends, FastAPI, HTTPException
from redis.asyncio import Redis
from dojo.app import get_redis
app = FastAPI()
"""

_TEA = """
@app.get("/tea")
async def tea():
    return {"data": "green"}

@app.get("/milk")
async def milk(redis: Redis = Depends(get_redis)):
    return {"data": None}

@app.get("/sugar")
async def sugar():
    return {"data": 0}
"""

_TEST_TEA = """
import pytest
from dojo.steps import expected, step, stretch

tea = step(1, "Tea is served", read="katas/tea/README.md#tea")
milk = step(2, "Milk comes from Redis", read="katas/tea/README.md#milk")
cake = step(3, "Cake is fast", read="katas/tea/README.md#cake")
sugar = stretch(1, "Sugar on top", read="katas/tea/README.md#sugar")

@tea
def test_tea(client):
    assert client.get("/tea")["data"] == "green", expected("green tea")

@milk
def test_milk(client):
    got = client.get("/milk")["data"]
    assert got == 1, expected("1 spoon of milk", got=got)

@milk
def test_more_milk(client):
    client.get("/milk")
    got = client.get("/milk")["data"]
    assert got == 2, expected("2 spoons of milk", got=got)

@cake
@pytest.mark.parametrize("piece", ["first", "second"])
def test_cake(client, piece):
    got = client.get("/milk")["data"]
    assert got == 1, expected("cake with milk", got=got)

@cake
def test_cake_is_fast(speed):
    speedup = speed.compare(slow=lambda number: 0.301, fast=lambda number: 0.0011, needs=40)
    assert speedup.ratio >= 40, expected("at least 40 times faster", got=speedup)

@cake
@pytest.mark.benchmark(group="tea")
def test_benchmark(client, benchmark, speed):
    answer = benchmark.pedantic(client.get, args=("/milk",), rounds=3)
    speed.describe(benchmark, round_trips=answer.round_trips)
    assert answer["data"] == 3 or answer["data"] == 1, expected("milk", got=answer)

@sugar
def test_sugar(client):
    got = client.get("/sugar")["data"]
    assert got == 1, expected("1 lump of sugar", got=got)
"""

_HINTS = """
# Hints for tea

## Step 2 · Milk comes from Redis

### A nudge

Who counts?

### What to look up

INCR, in two lines:
the second.

### Nearly the code

    await redis.incr("milk")

## Step 3 · Cake is fast

### One

c1

### Two

c2

### Three

c3

## Stretch step 1 · Sugar on top

### One

s1

### Two

s2

### Three

s3
"""

_BLOCKS = """
import json
from fastapi import Response

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
    await redis.set(b"\\xff\\x00key", b"\\xc1\\x80", ex=60)
    await redis.set("line\\nbreak", b"")
    await redis.get(b"\\xff\\x00key")
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

@app.get("/no-execute")
async def no_execute(redis: Redis = Depends(get_redis)):
    pipe = redis.pipeline()
    pipe.set("a", 1)
    await redis.get("b")
    async with redis.pipeline() as pipe:
        pipe.set("a", 1).expire("a", 60)
"""

_TEST_BLOCKS = """
import pytest
from dojo.report import failure_block
from dojo.guards import time_limit
from dojo.steps import expected, step

def block(number, title):
    return step(number, title, read="katas/blocks/README.md#blocks")

@block(1, "The learner's own exception")
def test_boom(client):
    got = client.get("/boom")["data"]

@block(2, "Redis says no")
def test_wrong_type(client):
    got = client.get("/wrong-type")["data"]

@block(3, "A list instead of an object")
def test_list(client):
    got = client.get("/list")["data"]

@block(4, "An exception that comes from a library")
def test_decode(client):
    answer = client.get("/decode")
    assert answer.status == 200, expected("200", got=answer)

@block(5, "Long values")
def test_long(client):
    answer = client.get("/long")
    assert answer["data"] == "", expected("nothing", got=answer)

@block(6, "Many requests and many keys")
def test_many(client):
    for number in range(20):
        client.get(f"/touch/{number}")
    assert False, expected("fewer", got="20")

@block(7, "Binary data")
def test_binary(client):
    client.get("/binary")
    assert False, expected("text", got="bytes")

@block(8, "Every kind of reply")
def test_kinds(client, second_worker):
    client.get("/kinds")
    second_worker.get("/kinds")
    assert False, expected("something else", got="two\\nlines", called="GET /kinds, in two workers")

@block(9, "Redis is away")
def test_away(client, wire):
    client.get("/touch/1")
    wire.down()
    answer = client.get("/touch/1")
    assert answer.status == 200, expected("200", got=answer)

@block(10, "A test without a client")
def test_no_client(redis):
    assert redis.dbsize() == 1, expected("a key")

@block(11, "A request that waits for ever")
def test_wait(client, monkeypatch):
    monkeypatch.setattr(time_limit, "ANSWER_WITHIN_SECONDS", 0.2)
    client.get("/wait")

@block(12, "Fields that expire")
def test_fields(client):
    client.get("/fields")
    assert False, expected("none")

@block(13, "An answer of another shape")
def test_shape(client):
    client.get("/shape")["data"]

@block(14, "An app that exits")
def test_exit(client):
    client.get("/exit")["data"]

@block(15, "Many requests that do not ask Redis")
def test_nothing(client):
    client.together(["/list"] * 5)
    assert False, expected("Redis to be asked")

@block(16, "Commands of many words, and many in one round trip")
def test_words(client, redis):
    redis.mset({f"cart:{number}": "tea" for number in range(300)})
    client.get("/empty/300")
    assert False, expected("less")

@block(17, "Many round trips in many requests")
def test_loops(client, clock):
    client.get("/touch/1")
    for _ in range(3):
        client.get("/loop")
    clock.advance(5)
    client.get("/touch/2")
    assert False, expected("less")

@block(18, "The requests that matter are not left out")
def test_judged(client, wire):
    answers = [client.get(f"/touch/{number}") for number in range(12)]
    wire.cut_after(3)
    answers += [client.get(f"/touch/{number}") for number in range(3)]
    wire.mend()
    answers += [client.get("/list") for _ in range(6)]
    answers += [client.get(f"/touch/{number}") for number in range(2)]
    assert answers[5]["data"] == 6, expected("6", got=answers[5])

@block(19, "Words about a request")
def test_about(client):
    answers = [client.get(f"/touch/{number}") for number in range(12)]
    assert False, expected("a header on request 6", got="none", about=answers[5])

@block(20, "A missing await that shows as an exception")
def test_no_await(client):
    client.get("/list")
    answer = client.get("/no-await")
    assert answer.status == 200, expected("200", got=answer)

@block(21, "A pipeline that is not executed")
def test_no_execute(client, redis):
    client.get("/no-execute")
    assert redis.get("a"), expected("a key")

@block(22, "Much that the test does")
def test_setup(client, redis):
    for number in range(10):
        redis.set(f"key:{number}", number)
    client.get("/list")
    assert False, expected("less")

@block(23, "Always the same, again and again")
def test_in_turn(client, redis, clock):
    for number in range(20):
        clock.advance(60)
        answer = client.get(f"/touch/{number}")
        assert number < 19, expected("less", got=redis.get("key:19"), about=answer)
"""

_TEST_ONE = """
from dojo.steps import expected, step

@step(1, "Nothing yet", read="katas/README.md")
def test_one(client):
    assert client.get("/").status == 404
"""

_STARTS_BADLY = """
from contextlib import asynccontextmanager

@asynccontextmanager
async def lifespan(app):
    raise ValueError("no tea in the house")
    yield

app = FastAPI(lifespan=lifespan)
"""

_ENDS_BADLY = """
from contextlib import asynccontextmanager

@asynccontextmanager
async def lifespan(app):
    yield
    raise ValueError("who washes up?")

app = FastAPI(lifespan=lifespan)
"""

_PAGE = """
# A page on which nothing is right but the first block

```redis-cli
127.0.0.1:6379> SET tea green EX 60
OK
127.0.0.1:6379> TTL tea
(integer) 60
(61 seconds later)
127.0.0.1:6379> GET tea
(nil)
```

```redis-cli
127.0.0.1:6379> RPUSH teas green black
(integer) 2
127.0.0.1:6379> LRANGE teas 0 -1
1) "green"
```

```python
>>> redis.llen("teas")
2
>>> redis.get("teas")
b'green'
```

```python
def pour(cups):
    return cups["green"]

pour({"black": 1})
```

```jsom
{}
```

```text
127.0.0.1:6379> PING
a session that nobody would execute
```

```console
docker compose up -d
```

```redis-cli
127.0.0.1:6379> MULTI
OK
127.0.0.1:6379> INCR cups
QUEUED
```

<!-- real Redis only: fakeredis has no kettle -->
```redis-cli
127.0.0.1:6379> CONFIG SET maxmemory 0
OK
```

```python
def pour(
```

```python
cups = 2
pour({"oolong": cups})
```
"""

_CALLS = """
import time

def greet(redis, name):
    return f"Hello, {name}"

def spend(redis, name, amount):
    have = int(redis.get(f"purse:{name}") or 0)
    redis.set(f"purse:{name}", have - amount)
    return have >= amount

def count(redis, things):
    return len(things) + redis.incr("list")

def wait(redis):
    while True:
        time.sleep(0.01)

def leave(redis):
    raise SystemExit("bye")

def read_all(redis, names):
    redis.hset("hash", mapping={"name": "Ada", "city": "London"})
    redis.hgetall("hash")
    redis.sadd("set", "tea")
    redis.smembers("set")

def forget(redis):
    redis.pipeline().set("a", 1)
"""

_TEST_CALLS = """
import pytest
from dojo.guards import time_limit
from dojo.steps import expected, step

def block(number, title):
    return step(number, title, read="katas/calls/README.md#calls")

@block(1, "A value")
def test_value(main):
    greeting = main.greet('Zoë "Z"')
    assert greeting == "Hello", expected('"Hello"', got=greeting)

@block(2, "Somebody else in between")
def test_meanwhile(main, redis, wire):
    redis.set("purse:ada", 100)
    wire.before(round_trip=2, do=lambda: redis.incrby("purse:ada", 50))
    spent = main.spend("ada", 30)
    left = redis.get("purse:ada")
    assert left == b"120", expected("120 for ada", got=left)

@block(3, "The learner's own exception")
def test_exception(main, redis):
    redis.rpush("list", "a")
    main.greet("Ada")
    counted = main.count(["tea", 1, {"milk": None}])
    assert counted == 4, expected("4", got=counted)

@block(4, "A call that does not end")
def test_wait(main, monkeypatch):
    monkeypatch.setattr(time_limit, "ANSWER_WITHIN_SECONDS", 0.2)
    main.wait()

@block(5, "A call that exits")
def test_leave(main):
    left = main.leave()
    assert left.value is None, expected("None", got=left)

@block(6, "No such function")
def test_missing(main):
    thanked = main.thank("Ada")
    assert thanked == "Thank you", expected('"Thank you"', got=thanked)

@block(7, "Another number of arguments")
def test_arguments(main):
    greeting = main.greet()
    assert greeting == "Hello", expected('"Hello"', got=greeting)

@block(8, "The test looks at a key of another type")
def test_look(main, redis):
    main.spend("ada", 1)
    redis.lrange("purse:ada", 0, -1)

@block(9, "Calls with long arguments")
def test_long_calls(main, redis):
    for number in range(9):
        called = main.greet("Ada" * (15 + number))
    assert called == "Hello", expected("Hello", got="something else", about=called)

@block(10, "Hashes and Sets are replies too")
def test_replies(main):
    main.greet("Ada")
    read = main.read_all(["Ada"])
    main.greet("Grace")
    assert read == 1, expected("1", got=read)

@block(11, "A pipeline that is not executed")
def test_pipeline(main, redis):
    main.forget()
    assert redis.get("a"), expected("a key")
"""

_TEST_NO_CALLS = """
from dojo.steps import expected, step

@step(1, "Nothing yet", read="katas/README.md")
def test_one(main):
    assert main.greet() == 1
"""

_TEST_DONE = """
import pytest
from dojo.steps import expected, step, stretch

@step(1, "Tea is served", read="katas/README.md")
@pytest.mark.benchmark(group="done")
def test_tea(client, benchmark):
    answer = benchmark.pedantic(client.get, args=("/tea",), rounds=3)
    assert answer["data"] == "green", expected("green tea", got=answer)

@stretch(1, "Sugar", read="katas/README.md")
def test_sugar(client):
    assert client.get("/sugar")["data"] == 0, expected("no sugar")
"""

FILES = {
    "katas/done/main.py": _HEAD + _TEA,
    "katas/done/test_done.py": _TEST_DONE,
    "theory/page.md": _PAGE,
    "katas/calls/main.py": _CALLS,
    "katas/calls/test_calls.py": _TEST_CALLS,
    "katas/no_calls/main.py": "import not_installed\n",
    "katas/no_calls/test_no_calls.py": _TEST_NO_CALLS,
    "katas/tea/main.py": _HEAD + _TEA,
    "katas/tea/test_tea.py": _TEST_TEA,
    "katas/tea/hints.md": _HINTS,
    "solutions/tea/main.py": _HEAD + _TEA.replace('{"data": None}', '{"data": await redis.incr("milk")}'),
    "katas/blocks/main.py": _HEAD + _BLOCKS,
    "katas/blocks/test_blocks.py": _TEST_BLOCKS,
    "katas/typo/main.py": 'from fastapi import FastAPI\n\napp = FastAPI(\n\n@app.get("/")\ndef nothing(): ...\n',
    "katas/typo/test_typo.py": _TEST_ONE,
    "katas/starts_badly/main.py": _HEAD + _STARTS_BADLY,
    "katas/starts_badly/test_starts_badly.py": _TEST_ONE,
    "katas/ends_badly/main.py": _HEAD + _ENDS_BADLY,
    "katas/ends_badly/test_ends_badly.py": _TEST_ONE,
    "katas/misses/main.py": "import not_installed\n",
    "katas/misses/test_misses.py": _TEST_ONE,
}


def build(folder: Path) -> Path:
    """Write it into `folder`."""
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    for path, source in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(dedent(source), encoding="utf-8")
    return folder
