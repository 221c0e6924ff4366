"""A server that no answer could be green on is refused before the first test, with exit code 4 and three lines."""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import redis

from dojo.backends import probe
from dojo.backends.url import UrlBackend
from tests.backends.redis_server import RedisServer, StartServer, needs_redis_server, redis_servers
from tests.support.kit_runs import KitRun, run_warm
from tests.support.usage_errors import says

pytestmark = needs_redis_server

KATA = "katas/redis_basics"
FAKEREDIS = "leave the option out to use fakeredis"


@pytest.fixture(scope="module")
def start() -> Iterator[StartServer]:
    with redis_servers() as start:
        yield start


@pytest.fixture(scope="module")
def server(start: StartServer) -> RedisServer:
    """One that can be used, until a test changes its settings."""
    return start()


def refused(url: str, *, wrong: str, do: str) -> KitRun:
    """The run on a server that is refused so."""
    run = run_warm(KATA, "--redis-url", url)

    assert run.exit_code == pytest.ExitCode.USAGE_ERROR, run.output
    assert "step " not in run.output
    assert "Traceback" not in run.output
    assert says(run.output, tried="--redis-url redis://", wrong=wrong, do=do)
    assert FAKEREDIS in run.output
    return run


# A server that takes no writes ----------------------------------------------------------------------------------------


def test_a_replica_is_refused(start: StartServer, server: RedisServer) -> None:
    """The learner would read READONLY in a step, and be asked to repair main.py."""
    replica = start("--replicaof", "127.0.0.1", str(server.port))

    refused(replica.url, wrong="the server is a replica, which takes no writes", do="name its primary")


def test_a_replica_that_has_lost_its_primary_is_refused(start: StartServer) -> None:
    """It does not even read."""
    replica = start("--replicaof", "127.0.0.1", "1", "--replica-serve-stale-data", "no")

    refused(replica.url, wrong="the server is a replica, which takes no writes", do="name its primary")


def test_a_server_that_cannot_save_is_refused(start: StartServer) -> None:
    """Redis answers each write with MISCONF, until it can save again."""
    server = start("--save", "3600 1", "--enable-protected-configs", "yes")
    with server.client() as client:
        client.config_set("dir", "/proc")  # nobody can write there
        client.bgsave()
        _wait_until(lambda: client.info("persistence")["rdb_last_bgsave_status"] == "err")

    refused(server.url, wrong="the server takes no writes (MISCONF)", do="look into its log, and make room on its disk")


def test_a_server_without_memory_is_refused(start: StartServer) -> None:
    """maxmemory with noeviction: every write is an OOM."""
    server = start("--maxmemory", "1", "--maxmemory-policy", "noeviction")

    refused(server.url, wrong="the server has no memory left for a write (OOM)", do="CONFIG SET maxmemory 100mb")


def test_a_server_with_too_few_replicas_is_refused(start: StartServer) -> None:
    """min-replicas-to-write protects data, and refuses each write."""
    server = start("--min-replicas-to-write", "1")

    refused(server.url, wrong="the server takes no writes (NOREPLICAS)", do="start its replicas")


# A server of another kind ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("database", ["0", "9"])
def test_a_node_of_a_cluster_is_refused(start: StartServer, database: str) -> None:
    """Keys of one MULTI would have to be in one slot. And it has no database 9."""
    node = start("--cluster-enabled", "yes", "--cluster-config-file", f"nodes-{database}.conf")

    refused(node.url[:-1] + database, wrong="the server is a node of a cluster", do="name a")


def test_a_sentinel_is_refused(start: StartServer) -> None:
    """It answers PING, and stores nothing."""
    refused(start("--sentinel").url, wrong="the server is a Sentinel, which stores no keys", do="name another server")


# A user who may not do everything -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "wrong"),
    [
        (["-flushdb"], "no permissions to run FLUSHDB"),
        (["-@scripting"], "no permissions to run EVAL"),
        (["-@transaction"], "no permissions to run "),
        (["-@dangerous"], "no permissions to run INFO"),
        (["-@write"], "no permissions to run SET"),
        (["-incr"], "no permissions to run INCR"),
        (["-hset"], "no permissions to run HSET"),
        (["-keys"], "no permissions to run KEYS"),
        (["resetkeys", "~cache:*"], "no permissions to use every key"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_user_without_a_command_is_refused(server: RedisServer, rules: list[str], wrong: str) -> None:
    """The command is named, and the user and the password are not."""
    with server.client() as client:
        client.execute_command("ACL", "SETUSER", "lovelace", "reset", "on", ">s3cret", "~*", "&*", "+@all", *rules)
        url = server.url.replace("//", "//lovelace:s3cret@")

        run = refused(url, wrong=wrong, do="let that user do everything (ACL SETUSER … +@all ~* &*)")

        client.flushdb()
    assert "lovelace" not in run.output
    assert "s3cret" not in run.output


def test_a_probe_leaves_no_key(server: RedisServer) -> None:
    """The database of a server that is not ours stays as empty as it was."""
    backend = UrlBackend(server.url)

    with server.client() as client:
        assert client.dbsize() == 0
        assert backend.version_text == client.info("server")["redis_version"]


# A server that is too old, or too far away ----------------------------------------------------------------------------


def test_a_redis_before_7_0_is_refused() -> None:
    """The katas need EXPIRE NX, which came with 7.0. The version is named."""
    with old_server(b"6.2.14") as url:
        refused(url, wrong="this is Redis 6.2.14; the katas need 7.0 or newer", do="name another server")


def test_a_redis_that_is_too_far_away_is_refused(server: RedisServer) -> None:
    """With 200 ms a round trip a right answer fails the speed test, minutes later."""
    with delayed(server.port, 0.1) as port:
        begin = time.perf_counter()
        refused(
            f"redis://127.0.0.1:{port}/0",
            wrong="the server is too far away: a PING takes 2",
            do="name a server that answers within 4 ms, such as one on this machine",
        )

    assert time.perf_counter() - begin < 10


def test_one_slow_reply_is_not_far_away(server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine delays a PING now and then; the shortest of a few counts."""
    ping, pauses = redis.Redis.ping, iter([0, 0.05, 0.05, 0.05, 0])

    def slow(client: redis.Redis, **options: object) -> object:
        time.sleep(next(pauses, 0))
        return ping(client, **options)

    monkeypatch.setattr(redis.Redis, "ping", slow)

    with server.client() as client:
        client.ping()
        assert probe._seconds_of_a_ping(client) < 0.05


# The servers ----------------------------------------------------------------------------------------------------------


def _wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.perf_counter() + 10
    while not holds():
        assert time.perf_counter() < deadline
        time.sleep(0.02)


@contextmanager
def old_server(version: bytes) -> Iterator[str]:
    """The URL of a server that says it has this version, and answers the commands of a probe before that."""
    info = b"# Server\r\nredis_version:" + version + b"\r\nredis_mode:standalone\r\nrun_id:f00\r\n"
    replies = {
        b"HELLO": b"-ERR unknown command `HELLO`\r\n",
        b"PING": b"+PONG\r\n",
        b"INFO": b"$%d\r\n%s\r\n" % (len(info), info),
        b"DBSIZE": b":0\r\n",
    }

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            while sent := self.request.recv(4096):
                self.request.sendall(next((reply for name, reply in replies.items() if name in sent), b"+OK\r\n"))

    with _serving(Handler) as port:
        yield f"redis://127.0.0.1:{port}/0?protocol=2"


@contextmanager
def delayed(port: int, seconds: float) -> Iterator[int]:
    """A port at which everything takes `seconds` longer, in each direction."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection(("127.0.0.1", port)) as server:
                threading.Thread(target=_copy, args=(server, self.request), daemon=True).start()
                _copy(self.request, server)

    def _copy(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                time.sleep(seconds)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the other side has gone

    with _serving(Handler) as own_port:
        yield own_port


@contextmanager
def _serving(handler: type[socketserver.BaseRequestHandler]) -> Iterator[int]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
