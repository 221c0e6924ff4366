"""The Docker engine for tests that need a real one."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager

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
