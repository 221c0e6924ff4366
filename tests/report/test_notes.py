"""Notes name a likely cause, and only where the failed test gives evidence of it."""

from __future__ import annotations

import pytest

from dojo.record import Expectation
from dojo.report.notes import Failure, notes
from dojo.report.source import Source

RIGHT = """
    import json
    import time

    @app.get("/tea")
    async def tea(redis: Redis = Depends(get_redis)):
        started = time.perf_counter()
        stored = await redis.get("tea")
        await redis.set("tea", json.dumps({"tea": "green", "at": time.time()}))
        return {"stored": stored and stored.decode(), "ms": (time.perf_counter() - started) * 1000}
"""


@pytest.fixture
def noted(_main_py, record):
    """``noted(answer, expected="…")``: the notes about a test that failed like this."""

    def noted(judged=None, expected="tea", got="water", error=None):
        exchange = getattr(judged, "exchange", None)
        record.expectation = Expectation(expected, got, judged=exchange)
        error = error or AssertionError()
        return notes(Failure(record, error, _main_py, "main.py", expected, got))

    return noted


def line_of(main_py, words):
    """The number of the first line with these words."""
    lines = main_py.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


@pytest.mark.app(RIGHT)
def test_a_right_answer_gets_no_note(client, second_worker, clock, noted):
    """Whatever the test did: a note is shown only where something points to it."""
    answer = client.get("/tea")
    clock.advance(60)
    again = second_worker.get("/tea")

    assert noted() == []
    assert noted(answer, "429 for request 6", "200 {}") == []
    assert noted(again, "an age of 60 s", "0") == []


@pytest.mark.app("")
def test_a_test_that_sent_nothing_gets_no_note(noted):
    """There is no evidence of anything."""
    assert noted() == []


# A transaction that never begins --------------------------------------------------------------------------------------


WATCHES = """
    from redis import WatchError

    def transfer(redis, amount):
        with redis.pipeline() as pipe:
            pipe.watch("purse")
            left = int(pipe.get("purse") or 0)
            MULTI
            pipe.set("purse", left - amount)
            pipe.execute()
        return True
"""


@pytest.mark.app(WATCHES.replace("MULTI", "pass"))
def test_a_watch_without_multi_is_named_with_its_line(main, redis, noted, _main_py):
    """redis-py sends each command at once after watch(), and execute() sends an empty transaction."""
    main.transfer(10)

    line = line_of(_main_py, "pipe.watch")
    assert noted() == [
        f"main.py:{line}: after watch(), each command is sent at once; `pipe.multi()` begins the transaction"
    ]


@pytest.mark.app(WATCHES.replace("MULTI", "pipe.multi()"))
def test_a_watch_with_multi_gets_no_note(main, redis, noted):
    """Whatever else is wrong with it."""
    main.transfer(10)

    assert noted() == []


# A client of its own --------------------------------------------------------------------------------------------------


@pytest.mark.app("""
    import redis.asyncio as aioredis

    mine = aioredis.Redis(port=1)  # nothing answers there

    @app.get("/mine")
    async def with_mine():
        return {"tea": await mine.get("tea")}

    @app.get("/given")
    async def with_given(redis: Redis = Depends(get_redis)):
        return {"tea": await redis.get("tea")}
""")
def test_a_client_of_its_own_is_named_with_its_line(client, noted, _main_py):
    """If the request made no round trip that the tests see; and redis-py gives up at once, not after seconds."""
    own, given = client.get("/mine"), client.get("/given")

    line = line_of(_main_py, "mine =")
    words = f"main.py:{line} makes a Redis client of its own; the tests see only `redis: RedisClient`"
    assert noted(own) == [words]
    assert noted(given) == []
    assert own.seconds < 1


@pytest.mark.app("""
    from redis import from_url

    def count(redis):
        with from_url("redis://localhost:1") as mine:
            mine.incr("count")
""")
def test_a_function_has_its_client_as_an_argument(main, noted, _main_py):
    """In a kata without an app."""
    main.count()

    line = line_of(_main_py, "with from_url")
    words = f"main.py:{line} makes a Redis client of its own; the tests see only the argument `redis`"
    assert noted() == [words]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("import redis\nclient = redis.Redis()\n", 2),
        ("import redis.asyncio\nclient = redis.asyncio.from_url('redis://localhost')\n", 2),
        ("from redis.asyncio import Redis\nclient = Redis.from_url('redis://localhost')\n", 2),
        ("from dojo.local_redis import open_redis\nclient = open_redis()\n", 2),
        ("from redis import Redis\nif __name__ == '__main__':\n    Redis()\n", None),
        ("from redis.asyncio import Redis\ndef get(redis: Redis): return redis.get('tea')\n", None),
        ("class Redis: ...\nclient = Redis()\n", None),
        ("def (", None),
    ],
)
def test_a_client_is_found_however_it_is_made(source, line, tmp_path):
    """But not one that is made when main.py is run by hand."""
    main_py = tmp_path / "main.py"
    main_py.write_text(source, encoding="utf-8")

    assert Source.of(main_py).own_client == line


# A call that sent nothing ---------------------------------------------------------------------------------------------


@pytest.mark.app("""
    def save(redis, name):
        redis.set("name", name)

    def seconds_left(redis, name):
        return None

    def all_of(redis, names):
        return [] if not names else redis.mget(names)

    def fail(redis):
        return 1 / 0
""")
def test_the_call_that_sent_nothing_is_named(main, noted):
    """If others did; of an empty list nothing need be sent, and an exception is explained by itself."""
    main.save("Ada")
    assert noted() == []
    main.all_of([])
    assert noted() == []
    left = main.seconds_left("Ada")
    assert noted() == noted(left) == ["call 3, seconds_left(), sent nothing"]
    assert noted(main.fail()) == []


# An error that is not raised ------------------------------------------------------------------------------------------


@pytest.mark.app("""
    from fastapi import HTTPException, status

    def too_many():
        return HTTPException(429)

    @app.get("/made")
    async def made():
        HTTPException(429, "too many")
        return {"tea": "green"}

    @app.get("/returned")
    async def returned():
        return HTTPException(status_code=status.HTTP_401_UNAUTHORIZED)

    @app.get("/set")
    async def set_only(response: Response):
        response.status_code = 403
        return {"tea": "green"}

    @app.get("/raised")
    async def raised():
        raise too_many()
""")
def test_an_error_that_is_made_and_not_raised_is_named(client, noted, _main_py):
    """Where the test expects that status, and the request went on; a helper that makes it for `raise` is fine."""
    made, returned, set_only, raised = (client.get(f"/{name}") for name in ("made", "returned", "set", "raised"))

    def words(line):
        return f"main.py:{line_of(_main_py, line)} makes an HTTPException but does not raise it, so the request goes on"

    assert noted(made, "429 for request 6") == [words('HTTPException(429, "too many")')]
    assert noted(returned, "401") == [words("status.HTTP_401")]
    assert noted(made, "404") == noted(made, "tea") == noted(raised, "429 with a detail") == []
    assert noted(set_only, "200") == []
    assert noted(set_only, 'a JSON object with a "detail"') == [
        f"main.py:{line_of(_main_py, '= 403')} sets the status, but the route still runs; "
        "`raise HTTPException` ends a request"
    ]


# Bytes ----------------------------------------------------------------------------------------------------------------


@pytest.mark.app("""
    import json

    @app.get("/missing")
    async def missing(redis: Redis = Depends(get_redis)):
        await redis.hset("session", mapping={"user": "ada"})
        return (await redis.hgetall("session"))["user"]

    @app.get("/absent")
    async def absent(redis: Redis = Depends(get_redis)):
        return (await redis.hgetall("nobody"))["user"]

    @app.get("/dumped")
    async def dumped(redis: Redis = Depends(get_redis)):
        await redis.set("tea", "green")
        return json.dumps({"tea": await redis.get("tea")})
""")
def test_bytes_in_place_of_text_are_named(client, noted):
    """A KeyError for a field that is there as bytes, a TypeError that speaks of bytes, or b'' in the words."""
    missing, absent, dumped = (client.get(f"/{name}") for name in ("missing", "absent", "dumped"))

    words = ["Redis replies with bytes, not text; `.decode()` makes text of them"]
    assert noted(missing) == noted(dumped) == words
    assert noted(absent) == []


@pytest.mark.app("""
    def text(reply):
        return str(reply, "utf-8")

    def get_name(redis):
        return b"Ada"
""")
def test_bytes_that_a_function_returns_are_named(main, noted):
    """With the helper that main.py has; not where the test wants bytes."""
    name = main.get_name()

    assert noted(name, '"Ada"', str(name)) == ["Redis replies with bytes, not text; `text(reply)` makes text of them"]
    assert noted(name, "b'Grace'", str(name)) == []


@pytest.mark.app("""
    def counts(redis):
        return [b"42", b"7"]

    def queued(redis):
        return int(redis.pipeline().get("balance"))
""")
def test_bytes_in_place_of_numbers_are_named(main, noted):
    """`text()` would make texts of them. An exception that speaks of a bytes-like object is about something else."""
    counts, queued = main.counts(), main.queued()

    assert noted(counts, "[42, 7]", str(counts)) == [
        "Redis replies with bytes, also for a number; `int(reply)` makes a number of them"
    ]
    assert "bytes-like" in str(queued)
    assert not [note for note in noted(queued, "True", str(queued)) if "bytes" in note]


# Python's own exception -----------------------------------------------------------------------------------------------


@pytest.mark.app("""
    @app.get("/tea")
    async def tea(redis: Redis = Depends(get_redis)):
        try:
            return {"tea": await redis.get("tea")}
        except (ConnectionError, ValueError):
            return {"tea": "green"}

    @app.get("/milk")
    async def milk(redis: Redis = Depends(get_redis)):
        try:
            return {"milk": await redis.get("milk")}
        except TimeoutError:
            return {"milk": "oat"}
""")
def test_pythons_own_exceptions_are_named(client, wire, noted, _main_py):
    """If redis-py's of the same name came through."""
    wire.down()
    down, other = client.get("/tea"), client.get("/milk")
    wire.mend()
    wire.hang()
    hanging = client.get("/milk")

    def words(line, name):
        return f"main.py:{line_of(_main_py, line)} catches Python's own {name}; redis-py's is in redis.exceptions"

    assert noted(down) == [words("except (Conn", "ConnectionError")]
    assert noted(hanging) == [words("except Timeout", "TimeoutError")]
    assert noted(other) == noted(down)


@pytest.mark.app("""
    from redis.exceptions import ConnectionError, TimeoutError

    @app.get("/tea")
    async def tea(redis: Redis = Depends(get_redis)):
        try:
            return {"tea": 1 / 0}
        except (ConnectionError, TimeoutError):
            return {"milk": await redis.get("milk")}
""")
def test_redis_pys_exceptions_are_not(client, wire, noted):
    """They are imported."""
    wire.down()

    assert noted(client.get("/tea")) == []


# A stopwatch ----------------------------------------------------------------------------------------------------------


@pytest.mark.app("""
    import time

    @app.get("/tea")
    async def tea(redis: Redis = Depends(get_redis)):
        began = time.perf_counter()
        await redis.set("tea", f"green at {time.monotonic()}")
        return {"tea": "green", "ms": (time.perf_counter() - began) * 1000}
""")
def test_a_stopwatch_that_is_stored_is_named(client, clock, noted, _main_py):
    """When time has passed. The one that measures a request is fine."""
    client.get("/tea")
    assert noted() == []
    clock.advance(60)

    assert noted() == [
        f"main.py:{line_of(_main_py, 'green at')}: time.monotonic() starts again in each process, "
        "and the tests move only time.time()"
    ]


@pytest.mark.app("""
    from time import monotonic

    @app.get("/tea")
    async def tea(redis: Redis = Depends(get_redis)):
        now = monotonic()
        await redis.incr(f"window:{int(now // 60)}")
""")
def test_a_window_named_after_a_stopwatch_is_named(client, second_worker, noted, _main_py):
    """Another worker is another process."""
    second_worker.get("/tea")

    assert noted() == [
        f"main.py:{line_of(_main_py, 'now =')}: monotonic() starts again in each process, "
        "and the tests move only time.time()"
    ]


# A cookie that the browser drops --------------------------------------------------------------------------------------


@pytest.mark.app("""
    @app.get("/login")
    async def login(response: Response, path: str = "/", domain: str = "", max_age: int = 0, at: int = 0):
        response.set_cookie("id", "k3y", path=path, domain=domain or None, max_age=max_age or None, expires=at or None)

    @app.get("/profile")
    async def profile(request: Request, response: Response):
        response.status_code = 200 if "id" in request.cookies else 401

    @app.get("/logout")
    async def logout(response: Response):
        response.delete_cookie("id")
""")
@pytest.mark.parametrize(
    ("attributes", "why"),
    [
        ("path=/login", "its Path=/login does not fit /profile"),
        ("domain=example.com", "its Domain=example.com is not this app's host"),
        ("max_age=60", "its Max-Age=60 is over"),
        ("max_age=-1", "its Max-Age=-1 is over"),
        ("at=60", "its Expires is over"),
    ],
)
def test_a_cookie_that_the_browser_drops_is_named_with_the_reason(client, clock, noted, attributes, why):
    """By the request that set it."""
    client.get("/profile")
    client.get(f"/login?{attributes}")
    clock.advance(60)

    refused = client.get("/profile")
    assert refused.status == 401
    assert noted(refused) == [f"the browser does not send back the cookie id of request 2: {why}"]


@pytest.mark.app("""
    @app.get("/login")
    async def login(response: Response):
        response.set_cookie("id", "k3y", domain="example.com")
""")
def test_a_cookie_that_is_never_kept_is_named_at_once(client, noted):
    """Before another request misses it."""
    login = client.get("/login")

    words = "the browser does not send back the cookie id of request 1: its Domain=example.com is not this app's host"
    assert noted(login) == [words]
    assert noted(client.get("/login", cookie="tea=green")) == []


@pytest.mark.app("""
    @app.get("/login")
    async def login(response: Response):
        response.set_cookie("id", "k3y")

    @app.get("/logout")
    async def logout(response: Response):
        response.delete_cookie("id")

    @app.get("/profile")
    async def profile(response: Response):
        response.status_code = 401
""")
def test_a_cookie_that_is_sent_or_removed_is_not(client, noted):
    """Neither by the browser that has it, nor after a logout, nor by another browser, nor by hand."""
    client.get("/login")
    for refused in (
        client.get("/profile"),
        client.another_browser().get("/profile"),
        client.get("/profile", cookie="id=other"),
    ):
        assert noted(refused) == []
    client.get("/logout")

    assert noted(client.get("/profile")) == []
