"""The failure block is the product: what a learner reads, to the letter."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from tests.support.named_runs import SKELETON, small

BADLY = ("katas/typo", "katas/starts_badly", "katas/ends_badly", "katas/misses")

RUNS = {
    "skeleton": SKELETON,
    "blocks": small("katas/blocks", *BADLY, "--all-steps", on_this_redis=True),
}

BLOCKS = {
    "step 1": """
        step 1 of 23 · The learner's own exception
          called    GET /boom
          expected  200 and a JSON object with the field 'data'
          got       500 Internal Server Error
          your code katas/blocks/main.py:14   return order["milk"]  # in a function of
                      the learner's own
                    KeyError: 'milk'
          the wire  request 1: nothing
          in Redis  no keys
    """,
    "step 2": """
        step 2 of 23 · Redis says no
          called    GET /wrong-type
          expected  200 and a JSON object with the field 'data'
          got       500 Internal Server Error
          your code katas/blocks/main.py:19   return await redis.get("list")
                    redis.exceptions.ResponseError: WRONGTYPE Operation against a key
                      holding the wrong kind of value
          the wire  request 1: 2 round trips
                      RPUSH list a → 1
                      GET list → WRONGTYPE Operation against a key holding the wrong
                        kind of value
          in Redis  list  list, no TTL: [a]
    """,
    "step 3": """
        step 3 of 23 · A list instead of an object
          called    GET /list
          expected  200 and a JSON object with the field 'data'
          got       200 ["tea", "milk"]
          the wire  request 1: nothing
          in Redis  no keys
    """,
    "step 4": """
        step 4 of 23 · An exception that comes from a library
          called    GET /decode
          expected  200
          got       500 Internal Server Error
          your code katas/blocks/main.py:27   return json.loads(await
                      redis.get("nothing") or b"")
                    json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char
                      0)
          the wire  request 1: GET nothing → nil
          in Redis  no keys
    """,
    "step 5": """
        step 5 of 23 · Long values
          called    GET /long
          expected  nothing
          got       200 {"data": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
                    xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
          the wire  request 1: SET cache:kkkkkkkkkkkkkk…kkkkkkkkkkkkkkkkkkk
                    vvvvvvvvvvvvvvvvvvvvvvvv…vvvvvvvvvvvvvvvvvvvvvvv EX 300 → OK
          in Redis  cache:kkkkkkkkkkkkkk…kkkkkkkkkkkkkkkkkkk  string, TTL 300 s:
                    vvvvvvvvvvvvvvvvvvvv…vvvvvvvvvvvvvvvvvvv
    """,
    "step 6": """
        step 6 of 23 · Many requests and many keys
          called    GET /touch/0 · GET /touch/1 · … 15 more requests … · GET /touch/17 ·
                    GET /touch/18 · GET /touch/19
          expected  fewer
          got       20
          the wire  request 1: SET key:00 0 → OK
                    request 2: SET key:01 1 → OK
                    … 15 more requests …
                    request 18: SET key:17 17 → OK
                    request 19: SET key:18 18 → OK
                    request 20: SET key:19 19 → OK
          in Redis  key:00  string, no TTL: 0
                    key:01  string, no TTL: 1
                    key:02  string, no TTL: 2
                    key:03  string, no TTL: 3
                    key:04  string, no TTL: 4
                    key:05  string, no TTL: 5
                    key:06  string, no TTL: 6
                    key:07  string, no TTL: 7
                    … 12 more keys
    """,
    "step 7": r"""
        step 7 of 23 · Binary data
          called    GET /binary
          expected  text
          got       bytes
          the wire  request 1: 3 round trips
                      SET b'\xff\x00key' b'\xc1\x80' EX 60 → OK
                      SET 'line\nbreak' '' → OK
                      GET b'\xff\x00key' → b'\xc1\x80'
          in Redis  'line\nbreak'  string, no TTL: ''
                    b'\xff\x00key'  string, TTL 60 s: b'\xc1\x80'
    """,
    "step 8": """
        step 8 of 23 · Every kind of reply
          called    GET /kinds, in two workers
          expected  something else
          got       two
                    lines
          the wire  request 1: 2 round trips
                      MULTI[HSET hash field 1 + EXPIRE hash 1800 + GET nothing] →
                        [1, 1, nil]
                      RPUSH list a b → 2 + LRANGE list 0 -1 → [a, b]
                    request 2: 2 round trips
                      MULTI[HSET hash field 1 + EXPIRE hash 1800 + GET nothing] →
                        [0, 1, nil]
                      RPUSH list a b → 4 + LRANGE list 0 -1 → [a, b, a, b]
          in Redis  hash  hash, TTL 1800 s: {field: 1}
                    list  list, no TTL: [a, b, a, b]
    """,
    "step 9": """
        step 9 of 23 · Redis is away
          called    GET /touch/1, twice
          expected  200
          got       500 Internal Server Error
          your code katas/blocks/main.py:36   await redis.set(f"key:{number:02}",
                      number)
                    redis.exceptions.ConnectionError: Connection refused (the test took
                      Redis away)  (request 2, GET /touch/1)
          the wire  request 1: SET key:01 1 → OK
                    — the test takes Redis down —
                    request 2: SET key:01 1 → connection refused
          in Redis  key:01  string, no TTL: 1
    """,
    "step 10": """
        step 10 of 23 · A test without a client
          expected  a key
          in Redis  no keys
    """,
    "step 11": """
        step 11 of 23 · A request that never ends
          called    GET /wait
          expected  an answer within 0.2 s
          got       none: the app was still busy or waiting
          your code katas/blocks/main.py:72   await asyncio.Event().wait()
          the wire  request 1: nothing
          in Redis  no keys
    """,
    "step 12": """
        step 12 of 23 · Fields that expire
          called    GET /fields
          expected  none
          the wire  request 1: 4 round trips
                      HSET each a 1 b 2 → 2
                      HEXPIRE each 60 FIELDS 2 a b → [1, 1]
                      HSET some a 1 b 2 → 2
                      HEXPIRE some 60 FIELDS 1 a → [1]
          in Redis  each  hash, TTL 60 s on each field: {a: 1, b: 2}
                    some  hash, no TTL: {a: 1, b: 2}
    """,
    "step 14": """
        step 14 of 23 · An app that exits
          called    GET /exit
          expected  200 and a JSON object with the field 'data'
          got       500
          your code katas/blocks/main.py:67   raise SystemExit(1)
                    SystemExit: 1
          the wire  request 1: nothing
          in Redis  no keys
    """,
    "step 15": """
        step 15 of 23 · Many requests that do not ask Redis
          called    GET /list, 5 times
          expected  Redis to be asked
          the wire  requests 1 to 5: nothing
          in Redis  no keys
    """,
    "step 16": """
        step 16 of 23 · Commands of many words, and many in one round trip
          called    GET /empty/300
          expected  less
          the wire  — the test sends MSET cart:0 tea cart:1 tea … cart:299 tea (600
                      arguments) —
                    request 1: 2 round trips
                      DEL cart:0 cart:1 cart:2 cart:3 … cart:298 cart:299 (300
                        arguments) → 300
                      20 commands: GET cart:0 → nil + GET cart:1 → nil + … + GET cart:19
                        → nil
          in Redis  no keys
    """,
    "step 17": """
        step 17 of 23 · Many round trips in many requests
          called    GET /touch/1 · GET /loop, 3 times · GET /touch/2
          expected  less
          the wire  request 1: SET key:01 1 → OK
                    request 2: 301 round trips
                      GET cart:0 → nil
                      … 299 more …
                      GET cart:300 → nil
                    request 3: 301 round trips
                      GET cart:0 → nil
                      … 299 more …
                      GET cart:300 → nil
                    request 4: 301 round trips
                      GET cart:0 → nil
                      … 299 more …
                      GET cart:300 → nil
                    — the test lets 5 s pass —
                    request 5: SET key:02 2 → OK
          in Redis  key:01  string, no TTL: 1
                    key:02  string, no TTL: 2
    """,
    "step 18": """
        step 18 of 23 · The requests that matter are not left out
          called    GET /touch/0 · GET /touch/1 · … 3 more requests … ·
                    GET /touch/5 (request 6) · … 9 more requests … ·
                    GET /list, 6 times · GET /touch/0 · GET /touch/1
          expected  6
          got       200 {"data": 5}  (request 6)
          the wire  request 1: SET key:00 0 → OK
                    request 2: SET key:01 1 → OK
                    … 3 more requests …
                    request 6: SET key:05 5 → OK
                    … 6 more requests …
                    — the test cuts the connection after 3 more round trips —
                    request 13: SET key:00 0 → OK
                    request 14: SET key:01 1 → OK
                    request 15: SET key:02 2 → OK
                    — the test brings Redis back —
                    requests 16 to 21: nothing
                    request 22: SET key:00 0 → OK
                    request 23: SET key:01 1 → OK
          in Redis  key:00  string, no TTL: 0
                    key:01  string, no TTL: 1
                    key:02  string, no TTL: 2
                    key:03  string, no TTL: 3
                    key:04  string, no TTL: 4
                    key:05  string, no TTL: 5
                    key:06  string, no TTL: 6
                    key:07  string, no TTL: 7
                    … 4 more keys
    """,
    "step 19": """
        step 19 of 23 · Words about a request
          called    GET /touch/0 · GET /touch/1 · … 3 more requests … ·
                    GET /touch/5 (request 6) · … 3 more requests … · GET /touch/9 ·
                    GET /touch/10 · GET /touch/11
          expected  a header on request 6
          got       none
          the wire  request 1: SET key:00 0 → OK
                    request 2: SET key:01 1 → OK
                    … 3 more requests …
                    request 6: SET key:05 5 → OK
                    … 3 more requests …
                    request 10: SET key:09 9 → OK
                    request 11: SET key:10 10 → OK
                    request 12: SET key:11 11 → OK
          in Redis  key:00  string, no TTL: 0
                    key:01  string, no TTL: 1
                    key:02  string, no TTL: 2
                    key:03  string, no TTL: 3
                    key:04  string, no TTL: 4
                    key:05  string, no TTL: 5
                    key:06  string, no TTL: 6
                    key:07  string, no TTL: 7
                    … 4 more keys
    """,
    "step 20": """
        step 20 of 23 · A missing await that shows as an exception
          called    GET /list · GET /no-await
          expected  200
          got       500 Internal Server Error
          your code katas/blocks/main.py:90   if count > 5:
                    TypeError: '>' not supported between instances of 'coroutine' and
                      'int'  (request 2, GET /no-await)
                    is an `await` missing?
          the wire  request 1: nothing · request 2: nothing
          in Redis  no keys
    """,
    "step 21": """
        step 21 of 23 · A pipeline that is not executed
          called    GET /no-execute
          expected  a key
          the wire  request 1: GET b → nil, and 3 commands in a pipeline without
                    execute()
          in Redis  no keys
    """,
    "step 22": """
        step 22 of 23 · Much that the test does
          called    GET /list
          expected  less
          the wire  — the test sends SET key:0 0 —
                    — the test sends SET key:1 1 —
                    … 6 more by the test …
                    — the test sends SET key:8 8 —
                    — the test sends SET key:9 9 —
                    request 1: nothing
          in Redis  key:0  string, no TTL: 0
                    key:1  string, no TTL: 1
                    key:2  string, no TTL: 2
                    key:3  string, no TTL: 3
                    key:4  string, no TTL: 4
                    key:5  string, no TTL: 5
                    key:6  string, no TTL: 6
                    key:7  string, no TTL: 7
                    … 2 more keys
    """,
    "step 23": """
        step 23 of 23 · Always the same, again and again
          called    GET /touch/0 · GET /touch/1 · … 15 more requests … · GET /touch/17 ·
                    GET /touch/18 · GET /touch/19
          expected  less
          got       19  (request 20)
          the wire  — the test lets 60 s pass —
                    request 1: SET key:00 0 → OK
                    … 12 more requests …
                    request 14: SET key:13 13 → OK
                    — the test lets 60 s pass —
                    request 15: SET key:14 14 → OK
                    — the test lets 60 s pass —
                    request 16: SET key:15 15 → OK
                    — the test lets 60 s pass —
                    request 17: SET key:16 16 → OK
                    — the test lets 60 s pass —
                    request 18: SET key:17 17 → OK
                    — the test lets 60 s pass —
                    request 19: SET key:18 18 → OK
                    — the test lets 60 s pass —
                    request 20: SET key:19 19 → OK
          in Redis  key:00  string, no TTL: 0
                    key:01  string, no TTL: 1
                    key:02  string, no TTL: 2
                    key:03  string, no TTL: 3
                    key:04  string, no TTL: 4
                    key:05  string, no TTL: 5
                    key:06  string, no TTL: 6
                    key:07  string, no TTL: 7
                    … 12 more keys
    """,
}

BAD_STARTS = {
    "typo": """
          expected  main.py to load, and its `app` to start and to stop
          got       main.py cannot be loaded
          your code katas/typo/main.py:3   app = FastAPI(
                    SyntaxError: '(' was never closed
    """,
    "starts_badly": """
          expected  main.py to load, and its `app` to start and to stop
          got       the app's start-up code failed
          your code katas/starts_badly/main.py:10   raise ValueError("no tea in the
                      house")
                    ValueError: no tea in the house
    """,
    "ends_badly": """
          called    GET /
          expected  main.py to load, and its `app` to start and to stop
          got       the app's shut-down code failed
          your code katas/ends_badly/main.py:11   raise ValueError("who washes up?")
                    ValueError: who washes up?
          the wire  request 1: nothing
    """,
    "misses": """
          expected  main.py to load, and its `app` to start and to stop
          got       main.py cannot be loaded
          your code katas/misses/main.py:1   import not_installed
                    ModuleNotFoundError: No module named 'not_installed'
    """,
}


def text(block: str) -> str:
    """The block as it stands at the left margin."""
    return dedent(block).strip("\n")


def without_its_end(block: str, kata: str) -> str:
    """The block without its last three lines, which lead to the test, to the page and to a hint."""
    *lines, test, read, hint = block.splitlines()
    assert re.fullmatch(rf"  test      katas/{kata}/test_\w+\.py:\d+", test), block
    assert read == f"  read      katas/{kata}/README.md#{kata}"
    assert hint == f"  hint      pytest katas/{kata} --hint"
    return "\n".join(lines)


def test_the_skeleton_is_explained_in_one_block(runs):
    """What a learner sees first, after a fresh clone."""
    block = runs.block("skeleton", "cache_api", "step 2")

    assert block == text("""
        step 2 of 9 · A repeated request is answered from Redis
          called    GET /users/7, twice
          expected  1 call to the slow API
          got       2 calls to the slow API
          why       The first request is a miss and fills the cache, the second is a
                    hit.
          the wire  request 1: nothing · request 2: nothing
          in Redis  no keys
          test      katas/cache_api/test_02_from_redis.py:13
          read      theory/01-why-caching-matters.md#the-cache-aside-pattern
          hint      pytest katas/cache_api --hint
    """)


@pytest.mark.parametrize("step", BLOCKS)
def test_a_block_says_what_happened_in_the_learners_terms(runs, step):
    """Whatever happened; the same on fakeredis and on real Redis."""
    block = runs.block("blocks", "blocks", step)

    assert without_its_end(block, "blocks") == text(BLOCKS[step])


def test_an_exception_of_several_lines_is_put_in_one(runs):
    """What FastAPI says of an answer of another shape; it comes from no line of the learner's."""
    block = runs.block("blocks", "blocks", "step 13")

    assert "  your code outside your file\n            fastapi.exceptions.ResponseValidationError: 1 val" in block


@pytest.mark.parametrize("kata", BAD_STARTS)
def test_an_app_that_does_not_run_is_explained_with_its_line(runs, kata):
    """A SyntaxError, an import, start-up or shut-down code that fails: a failed step, not an error of the kit."""
    block = runs.block("blocks", kata, "step 1")

    head, *body, in_redis, _test = block.splitlines()
    assert head == "step 1 of 1 · Nothing yet"
    assert dedent("\n".join(body)) == dedent(BAD_STARTS[kata]).strip("\n").rstrip()
    assert in_redis == "  in Redis  no keys"


def test_no_framework_is_in_sight(runs):
    """Neither a traceback nor a path of an installed package, in any block."""
    output = runs("blocks").output

    assert "Traceback" not in output
    assert "site-packages" not in output
    assert "was never awaited" not in output  # by Python, of what an exception kept alive
    assert not re.search(r"dojo/(?!steps\.py:\d+: )", output)


def test_no_line_of_a_block_is_endless(runs):
    """It is wrapped at the width of the terminal, which is 80 without a terminal."""
    too_long = [line for line in runs("blocks").output.splitlines() if len(line) > 80 and line.startswith("  ")]

    assert too_long == []


def test_every_failure_counts_once(runs):
    """All steps ran, and what failed is a failure; shut-down code alone is an error after a test that passed."""
    run = runs("blocks")

    assert run.exit_code == 1
    assert "26 failed, 1 passed, 1 error" in run.output
