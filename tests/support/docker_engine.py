"""The Docker engine for tests that need a real one."""

from __future__ import annotations

import io
import socket
import socketserver
import tarfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import docker
import pytest

from dojo.backends import docker_engine


def _engine() -> docker.DockerClient | None:
    try:
        return docker_engine.connect()
    except pytest.UsageError:
        return None


ENGINE = _engine()

needs_engine = pytest.mark.skipif(ENGINE is None, reason="no Docker engine answers on this machine")

_SOCKET = Path("/var/run/docker.sock")
needs_socket = pytest.mark.skipif(not _SOCKET.is_socket(), reason=f"the Docker engine does not listen at {_SOCKET}")


class Proxy:
    """The engine of this machine at another address, where it can be slow or silent."""

    slow = b"\0"
    """A request with these bytes is replied to a second later."""
    mute = b"\0"
    """A request with these bytes, and each later one, never arrives."""

    def __init__(self, port: int) -> None:
        self.host = f"tcp://127.0.0.1:{port}"
        self.asked = threading.Event()
        """Set at such a request."""


@contextmanager
def engine_behind_a_proxy() -> Iterator[Proxy]:
    """The engine at `proxy.host`, an address for DOCKER_HOST."""

    class Handler(socketserver.BaseRequestHandler):
        is_slow = False

        def handle(self) -> None:
            with socket.socket(socket.AF_UNIX) as engine:
                engine.connect(str(_SOCKET))
                threading.Thread(target=self.reply, args=(engine,), daemon=True).start()
                is_mute = False
                while sent := self.request.recv(65536):
                    is_mute = is_mute or proxy.mute in sent
                    self.is_slow = proxy.slow in sent
                    if not is_mute:
                        engine.sendall(sent)
                    if is_mute or self.is_slow:
                        proxy.asked.set()

        def reply(self, engine: socket.socket) -> None:
            try:
                while received := engine.recv(65536):
                    if self.is_slow:
                        time.sleep(1)
                    self.request.sendall(received)
            except OSError:
                pass  # the client has gone

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        proxy = Proxy(server.server_address[1])
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield proxy
        finally:
            server.shutdown()


@contextmanager
def image_of(name: str, files: dict[str, bytes], base: str) -> Iterator[str]:
    """An image like `base` with a few files of its own."""
    assert ENGINE
    container = ENGINE.containers.create(base)
    try:
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as tar:
            for path, content in files.items():
                info = tarfile.TarInfo(path)
                info.size, info.mode = len(content), 0o755
                tar.addfile(info, io.BytesIO(content))
        container.put_archive("/", packed.getvalue())
        container.commit(*name.split(":"))
    finally:
        container.remove(force=True, v=True)
    try:
        yield name
    finally:
        ENGINE.images.remove(name, force=True)
