"""Answers that do not load, do not start or do not end: each with what the learner must read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tests.support.kit_runs import Wanted, judging

NO_ANSWER = "none: the app was still busy or waiting"
NOT_LOADED = "main.py cannot be loaded"

_HEAD = """
import asyncio, contextlib, sys, time
from fastapi import FastAPI
from dojo.app import health

app = FastAPI()
app.include_router(health)
"""


@dataclass(frozen=True)
class BadAnswer:
    """A main.py, what the failure block says of it, and the line it names."""

    name: str
    source: str
    got: str
    line: str = ""
    raised: str = ""
    others_pass: bool = False
    """Whether a test that does not go where it is bad passes in the same run."""

    @cached_property
    def run(self) -> Wanted:
        """One test goes where it is bad, one may not; what does not end is given up soon."""
        selection = ("-k", "test_a_user_is_served or test_health_says", "--all-steps")
        return judging("cache_api", self.source, "-p", "tests.support.short_time_limit", *selection)

    @property
    def place(self) -> str:
        """``main.py:12   while True:``"""
        if not self.line:
            return ""
        number = [line.strip() for line in self.source.splitlines()].index(self.line) + 1
        return f"main.py:{number}   {self.line}"


def _at_import(name: str, source: str, line: str, raised: str) -> BadAnswer:
    return BadAnswer(name, _HEAD + source, NOT_LOADED, line, raised)


def _in_route(name: str, body: str, line: str, route: str = "async def", **words: str) -> BadAnswer:
    indented = "".join(f"    {part}\n" for part in body.splitlines())
    source = f'{_HEAD}\n@app.get("/users/{{user_id}}")\n{route} get_user(user_id: int):\n{indented}'
    return BadAnswer(name, source, words.pop("got", NO_ANSWER), line, others_pass=True, **words)


BAD_ANSWERS = [
    _at_import("does not parse", "def get_user(:\n    pass\n", "def get_user(:", "SyntaxError: invalid syntax"),
    _at_import("cannot import", "import rediss\n", "import rediss", "ModuleNotFoundError: No module named 'rediss'"),
    _at_import(
        "raises when it is loaded",
        "TTL = int('five minutes')\n",
        "TTL = int('five minutes')",
        "ValueError: invalid literal for int() with base 10: 'five minutes'",
    ),
    _at_import("exits", "sys.exit('bye')\n", "sys.exit('bye')", "SystemExit: bye"),
    BadAnswer(
        "skips its tests when it is loaded",
        f"{_HEAD}\nimport pytest\n\npytest.importorskip('rediss')\n",
        "main.py called pytest.skip()",
        "pytest.importorskip('rediss')",
        "Skipped: could not import 'rediss'",
    ),
    BadAnswer(
        "expects its tests to fail, in a middleware",
        f"{_HEAD}\nimport pytest\n\n\n@app.middleware('http')\nasync def later(request, call_next):\n"
        "    pytest.xfail('later')\n",
        "main.py called pytest.xfail()",
        "pytest.xfail('later')",
        "XFailed: later",
    ),
    _in_route(
        "skips its test",
        "import pytest\npytest.skip('later')",
        "pytest.skip('later')",
        got="main.py called pytest.skip()",
    ),
    _in_route(
        "ends the run",
        "import pytest\npytest.exit('later', 0)",
        "pytest.exit('later', 0)",
        got="500 Internal Server Error",
        raised="Exit: later",
    ),
    _in_route(
        "ends the process", "import os\nos._exit(0)", "os._exit(0)", got="500", raised="SystemExit: by os._exit(0)"
    ),
    _in_route(
        "ends the process in a thread",
        "import os\nos._exit(0)",
        "os._exit(0)",
        route="def",
        got="500",
        raised="SystemExit: by os._exit(0)",
    ),
    BadAnswer("has no app", "from fastapi import FastAPI\n", "main.py has no `app`"),
    BadAnswer("is empty", "", "main.py has no `app`"),
    BadAnswer(
        "raises when it starts",
        f"{_HEAD}\n@contextlib.asynccontextmanager\nasync def lifespan(app):\n"
        "    raise RuntimeError('not today')\n    yield\n\n\napp = FastAPI(lifespan=lifespan)\n",
        "the app's start-up code failed",
        "raise RuntimeError('not today')",
        "RuntimeError: not today",
    ),
    BadAnswer("never ends loading", f"{_HEAD}\nwhile True:\n    pass\n", NO_ANSWER, "while True:"),
    _in_route("loops", "while True:\n    pass", "while True:"),
    _in_route("loops and catches everything", "while True:\n    try:\n        pass\n    except:\n        pass", ""),
    _in_route("waits for what never comes", "await asyncio.Event().wait()", "await asyncio.Event().wait()"),
    _in_route(
        "waits and catches everything",
        "while True:\n    try:\n        await asyncio.sleep(1000)\n    except:\n        pass",
        "await asyncio.sleep(1000)",
    ),
    _in_route("sleeps", "time.sleep(1000)", "time.sleep(1000)"),
    _in_route("loops in a thread", "while True:\n    pass", "while True:", route="def"),
    _in_route("sleeps in a thread", "time.sleep(1000)", "time.sleep(1000)", route="def"),
]
