"""Runs with a container that are in the middle of a test, and the containers of such runs."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import psutil

from dojo.backends.container import KIT
from tests.support.docker_engine import ENGINE

StartKit = Callable[..., subprocess.Popen[str]]

HEADER = re.compile(r"^redis: (\d+\.\d+\.\d+) in container ([0-9a-f]{6}) on 127\.0\.0\.1:(\d+)$", re.MULTILINE)

WAITS_FOR_EVER = """
import asyncio
from fastapi import FastAPI

app = FastAPI()


@app.get("/{path:path}")
async def get(path: str):
    print("the route is entered", flush=True)
    await asyncio.Event().wait()
"""


def stuck(folder: Path, *katas: str) -> list[str]:
    for kata in katas:
        main_py = folder / kata / "main.py"
        main_py.parent.mkdir()
        main_py.write_text(WAITS_FOR_EVER, encoding="utf-8")
    return [*(f"katas/{kata}" for kata in katas), "--real-redis", "-s", "--impl", str(folder)]


def containers_of(pid: int) -> list[str]:
    """The ids of the containers of a process."""
    assert ENGINE
    found = ENGINE.containers.list(all=True, filters={"label": f"{KIT}.pid={pid}"}, ignore_removed=True)
    return [str(container.id) for container in found]


def container_of(output: str) -> str:
    """The id in the header line."""
    found = HEADER.search(output)
    assert found, output
    return found[2]


def exists(container_id: str) -> bool:
    """Whether the engine has it, running or not."""
    assert ENGINE
    return bool(ENGINE.containers.list(all=True, filters={"id": container_id}, ignore_removed=True))


def read_until(process: subprocess.Popen[str], wanted: str) -> str:
    """What it printed so far, once it has printed `wanted`."""
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if wanted in line:
            return said
    raise AssertionError(f"ended without {wanted!r}:\n{said}")


def created_for_processes_of(pid: int, since: int, until: int) -> list[str]:
    """The ids of the first two containers of two processes that `pid` started."""
    assert ENGINE
    created: dict[str, str] = {}
    filters = {"label": f"{KIT}.session", "event": "create"}
    for event in ENGINE.events(since=since, until=until, filters=filters, decode=True):
        owner = event["Actor"]["Attributes"][f"{KIT}.pid"]
        if owner.isdecimal() and pid in _parents_of(int(owner)):
            created[owner] = event["Actor"]["ID"]
        if len(created) == 2:
            break
    return list(created.values())


def _parents_of(pid: int) -> list[int]:
    try:
        return [parent.pid for parent in psutil.Process(pid).parents()]
    except psutil.NoSuchProcess:
        return []
