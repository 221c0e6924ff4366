"""A redis-server of this machine, for tests that need one with settings, or one that they can stop."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

REDIS_SERVER = shutil.which("redis-server")
_PATIENTLY = Retry(ConstantBackoff(0.02), 500, supported_errors=(redis.ConnectionError,))

# Debian and Ubuntu have it in the package redis-server
needs_redis_server = pytest.mark.skipif(REDIS_SERVER is None, reason="no redis-server is installed on this machine")


class RedisServer:
    """A server process on a free port of 127.0.0.1."""

    def __init__(self, folder: Path, *options: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder, self._options = folder, options
        self.start()

    def start(self) -> None:
        assert REDIS_SERVER
        configuration = self._folder / f"{self.port}.conf"  # a Sentinel does not start without one
        configuration.write_text(f"port {self.port}\ndir {self._folder}\n", encoding="utf-8")
        command = [REDIS_SERVER, str(configuration), *self._options]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            with redis.Redis(port=self.port, retry=_PATIENTLY) as client, suppress(redis.ResponseError):
                client.ping()
        except BaseException:
            self.stop()
            raise

    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


StartServer = Callable[..., RedisServer]


@contextmanager
def redis_servers() -> Iterator[StartServer]:
    """``start("--maxmemory", "1")`` starts one. All are stopped at the end."""
    with TemporaryDirectory(prefix="redis") as folder:
        started: list[RedisServer] = []

        def start(*options: str) -> RedisServer:
            started.append(RedisServer(Path(folder), *options))
            return started[-1]

        try:
            yield start
        finally:
            for server in started:
                server.stop()
