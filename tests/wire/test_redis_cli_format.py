"""What a page shows of redis-cli is what redis-cli shows: held against the real one where there is one."""

from __future__ import annotations

from contextlib import closing

import pytest
import redis as redis_py

from dojo.backends import selection
from dojo.backends.container import ContainerBackend
from dojo.settings import IMAGE
from dojo.wire import redis_cli_format
from tests.support.docker_engine import needs_engine

SESSION = [
    (r'SET greeting "hello \"you\"\n\x01" EX 60', "OK"),
    ("GET greeting", r'"hello \"you\"\n\x01"'),
    ("SET greeting 'it\\'s \\n' GET", r'"hello \"you\"\n\x01"'),
    ("GET greeting", r'"it' + r"'" + r's \\n"'),
    ('ECHO "tab\\tbell\\abackspace\\b"', r'"tab\tbell\abackspace\b"'),
    ('ECHO "\\xc3\\xa9 \\q"', r'"\xc3\xa9 q"'),
    ("ECHO é", r'"\xc3\xa9"'),
    ('ECHO ""', '""'),
    ("GET nothing", "(nil)"),
    ("TYPE greeting", "string"),
    ("PING", "PONG"),
    ("PING hello", '"hello"'),
    ("INCR greeting", "(error) ERR value is not an integer or out of range"),
    ("LLEN greeting", "(error) WRONGTYPE Operation against a key holding the wrong kind of value"),
    ("EVALSHA 0123456789012345678901234567890123456789 0", "(error) NOSCRIPT No matching script. Please use EVAL."),
    ("RPUSH list 1 2 3 4 5 6 7 8 9 10", "(integer) 10"),
    (
        "LRANGE list 0 -1",
        ' 1) "1"\n 2) "2"\n 3) "3"\n 4) "4"\n 5) "5"\n 6) "6"\n 7) "7"\n 8) "8"\n 9) "9"\n10) "10"',
    ),
    ("LRANGE nothing 0 -1", "(empty array)"),
    ("HSET hash a 1 b 2.5", "(integer) 2"),
    ("HGETALL hash", '1) "a"\n2) "1"\n3) "b"\n4) "2.5"'),
    ("HMGET hash a c", '1) "1"\n2) (nil)'),
    ("ZADD zset 1.5 a 2 b", "(integer) 2"),
    ("ZSCORE zset a", '"1.5"'),
    ("ZRANGE zset 0 -1 WITHSCORES", '1) "a"\n2) "1.5"\n3) "b"\n4) "2"'),
    ("ZINCRBY zset 0.5 b", '"2.5"'),
    ("XADD stream 1-1 field value", '"1-1"'),
    ("XRANGE stream - +", '1) 1) "1-1"\n   2) 1) "field"\n      2) "value"'),
    ("SCAN 0 MATCH nothing", '1) "0"\n2) (empty array)'),
    ("MULTI", "OK"),
    ("SET a 1", "QUEUED"),
    ("GET a", "QUEUED"),
    ("LRANGE nothing 0 -1", "QUEUED"),
    ("INCR greeting", "QUEUED"),
    ("EXEC", '1) OK\n2) "1"\n3) (empty array)\n4) (error) ERR value is not an integer or out of range'),
    ("EXEC", "(error) ERR EXEC without MULTI"),
    ("LTRIM list 0 1", "OK"),
    ("PFADD hll a", "(integer) 1"),
    ("PFMERGE merged hll", "OK"),
    ("WATCH a", "OK"),
    ("XGROUP CREATE stream group 0", "OK"),
    ('ECHO "not closed', "Invalid argument(s)"),
    ('ECHO "closed"too early', "Invalid argument(s)"),
]


def test_replies_are_shown_as_redis_cli_shows_them(redis, request):
    """Statuses bare, strings in quotes, numbers and errors named, arrays numbered and indented."""
    connection = selection.backend_of(request.config).look_client(protocol=2).connection_pool.get_connection()
    queued, shown = [], []
    for typed, _ in SESSION:
        shown.append(reply_to(typed, connection, queued))

    assert shown == [reply for _, reply in SESSION]


@needs_engine
def test_the_real_redis_cli_shows_them_so():
    """The one in a container of Redis, given the same lines."""
    typed = "\n".join(typed for typed, _ in SESSION)
    with closing(ContainerBackend(IMAGE)) as backend:
        run = backend._container.exec_run(["sh", "-c", f"redis-cli --no-raw <<'END'\n{typed}\nEND"])
    printed = run.output.decode()

    assert printed.splitlines() == "\n".join(reply for _, reply in SESSION).splitlines()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("  SET  a   b ", [b"SET", b"a", b"b"]),
        ('SET "a key" "two\\nlines"', [b"SET", b"a key", b"two\nlines"]),
        (r'SET a "\x41\\\""', [b"SET", b"a", b'A\\"']),
        (r"SET a 'it\'s \n'", [b"SET", b"a", b"it's \\n"]),
        ('SET a ""', [b"SET", b"a", b""]),
        (r"SET a b\nc", [b"SET", b"a", rb"b\nc"]),
        ("SET a ü", [b"SET", b"a", "ü".encode()]),
        ("", []),
    ],
)
def test_a_line_is_split_as_redis_cli_splits_it(line, words):
    """In double quotes a backslash escapes, in single quotes only a quote, outside nothing."""
    assert list(redis_cli_format.split(line)) == words


@pytest.mark.parametrize("line", ['GET "a', "GET 'a", 'GET "a"b', "GET 'a'b"])
def test_a_quote_that_is_not_closed_is_refused(line):
    """In redis-cli's own words."""
    with pytest.raises(ValueError, match=r"^Invalid argument\(s\)$"):
        redis_cli_format.split(line)


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ((b"GET", b"cache:user:7"), "GET cache:user:7"),
        ((b"SET", b"a", b"it's\n"), 'SET a "it\'s\\n"'),
        ((b"SET", b"a", b"", b"\xff\x00"), r'SET a "" "\xff\x00"'),
        ((b"SET", b"a", rb"b\nc"), r'SET a "b\\nc"'),
        ((b"SET", b"a", b'{"id": 7}'), r'SET a "{\"id\": 7}"'),
    ],
)
def test_a_command_is_written_as_it_is_typed(command, line):
    """With quotes where it needs them, and split again into the same words."""
    assert redis_cli_format.typed(command) == line
    assert redis_cli_format.split(line) == command


def reply_to(typed, connection, queued):
    """What the page's redis-cli shows for a line."""
    try:
        command = redis_cli_format.split(typed)
        connection.send_command(*command)
        reply = connection.read_response(disable_decoding=True)
    except ValueError as error:
        return str(error)
    except redis_py.ResponseError as error:
        reply = error
    shown = redis_cli_format.show(reply, command, list(queued))
    if shown == "QUEUED":
        queued.append(command)
    elif command[0] == b"EXEC":
        queued.clear()
    return shown
