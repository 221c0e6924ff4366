"""The failure block of a kata without an app tells of calls, as the learner writes them."""

from __future__ import annotations

import pytest

from tests.report.test_failure_block import text, without_its_end
from tests.support.named_runs import small

RUNS = {"calls": small("katas/calls", "katas/no_calls", "--all-steps", on_this_redis=True)}


BLOCKS = {
    "step 1": r"""
        step 1 of 11 · A value
          called    greet(redis, "Zoë \"Z\"")
          expected  "Hello"
          got       "Hello, Zoë \"Z\""
          the wire  call 1: nothing
          in Redis  no keys
    """,
    "step 2": """
        step 2 of 11 · Somebody else in between
          called    spend(redis, "ada", 30)
          expected  120 for ada
          got       70
          the wire  — the test sends SET purse:ada 100 —
                    call 1: 2 round trips
                      GET purse:ada → 100
                      (meanwhile the test sends INCRBY purse:ada 50)
                      SET purse:ada 70 → OK
          in Redis  purse:ada  string, no TTL: 70
    """,
    "step 3": """
        step 3 of 11 · The learner's own exception
          called    greet(redis, "Ada") · count(redis, ["tea", 1, {"milk": None}])
          expected  4
          got       ResponseError: WRONGTYPE Operation against a key holding the wrong
                    kind of value
          your code katas/calls/main.py:13   return len(things) + redis.incr("list")
                    redis.exceptions.ResponseError: WRONGTYPE Operation against a key
                      holding the wrong kind of value  (call 2, count(redis, ["tea", 1,
                      {"milk": None}]))
          the wire  — the test sends RPUSH list a —
                    call 1: nothing
                    call 2: INCRBY list 1 → WRONGTYPE Operation against a key holding
                      the wrong kind of value
          in Redis  list  list, no TTL: [a]
    """,
    "step 4": """
        step 4 of 11 · A call that does not end
          called    wait(redis)
          expected  an answer within 0.2 s
          got       none: the call was still busy or waiting
          your code katas/calls/main.py:17   time.sleep(0.01)
          the wire  call 1: nothing
          in Redis  no keys
    """,
    "step 5": """
        step 5 of 11 · A call that exits
          called    leave(redis)
          expected  None
          got       SystemExit: bye
          your code katas/calls/main.py:20   raise SystemExit("bye")
                    SystemExit: bye
          the wire  call 1: nothing
          in Redis  no keys
    """,
    "step 6": """
        step 6 of 11 · No such function
          called    thank(redis, "Ada")
          expected  "Thank you"
          got       main.py has no function thank
          the wire  call 1: nothing
          in Redis  no keys
    """,
    "step 7": """
        step 7 of 11 · Another number of arguments
          called    greet(redis)
          expected  "Hello"
          got       TypeError: greet() missing 1 required positional argument: 'name'
          your code outside your file
                    TypeError: greet() missing 1 required positional argument: 'name'
          the wire  call 1: nothing
          in Redis  no keys
    """,
    "step 8": """
        step 8 of 11 · The test looks at a key of another type
          called    spend(redis, "ada", 1)
          expected  keys of the types that the brief promises
          got       Redis says WRONGTYPE Operation against a key holding the wrong kind
                    of value
          the wire  call 1: 2 round trips
                      GET purse:ada → nil
                      SET purse:ada -1 → OK
          in Redis  purse:ada  string, no TTL: -1
    """,
    "step 9": """
        step 9 of 11 · Calls with long arguments
          called    greet(redis, "AdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAda") ·
                    greet(redis, "AdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAda") ·
                    … 6 more calls … ·
                    greet(redis, "AdaAdaAdaAdaAdaAdaAd…aAdaAdaAdaAdaAdaAda")
          expected  Hello
          got       something else  (call 9)
          the wire  calls 1 to 9: nothing
          in Redis  no keys
    """,
    "step 10": """
        step 10 of 11 · Hashes and Sets are replies too
          called    greet(redis, "Ada") · read_all(redis, ["Ada"]) ·
                    greet(redis, "Grace")
          expected  1
          got       None  (call 2)
          note      call 1, greet(), sent nothing
          the wire  call 1: nothing
                    call 2: 4 round trips
                      HSET hash name Ada city London → 2
                      HGETALL hash → {name: Ada, city: London}
                      SADD set tea → 1
                      SMEMBERS set → [tea]
                    call 3: nothing
          in Redis  hash  hash, no TTL: {city: London, name: Ada}
                    set  set, no TTL: {tea}
    """,
    "step 11": """
        step 11 of 11 · A pipeline that is not executed
          called    forget(redis)
          expected  a key
          the wire  call 1: nothing, and 1 command in a pipeline without execute()
          in Redis  no keys
    """,
}


@pytest.mark.parametrize("step", BLOCKS)
def test_a_block_tells_of_calls_as_the_learner_writes_them(runs, step):
    """The same on fakeredis and on real Redis."""
    block = runs.block("calls", "calls", step)

    assert without_its_end(block, "calls") == text(BLOCKS[step])


def test_a_main_py_that_does_not_load_needs_no_app(runs):
    """It is not asked for one."""
    block = runs.block("calls", "no_calls", "step 1")

    assert "  expected  main.py to load\n  got       main.py cannot be loaded\n" in block
    assert "ModuleNotFoundError: No module named 'not_installed'" in block
