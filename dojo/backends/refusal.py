"""What a server's refusal means, and what to do about it: at the start of a run, and in the middle of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
import redis

from dojo.errors import one_line, usage_error

_USER_IN_URL = "put the user and the password in the URL: redis://user:password@host:6379/0"


@dataclass(frozen=True)
class Refusal:
    """What is wrong with the server, and what to do."""

    wrong: str
    do: str


_OF_A_CLUSTER = Refusal("the server is a node of a cluster", "name a server that is not part of a cluster")
_OF_A_REPLICA = Refusal(
    "the server is a replica, which takes no writes", "name its primary, which is the server that takes writes"
)
BY_CODE = {
    "READONLY": _OF_A_REPLICA,
    "MASTERDOWN": _OF_A_REPLICA,
    "CLUSTERDOWN": _OF_A_CLUSTER,
    "CROSSSLOT": _OF_A_CLUSTER,
    "MOVED": _OF_A_CLUSTER,
    "MISCONF": Refusal(
        "the server takes no writes (MISCONF), because it could not save its data to disk",
        "look into its log, and make room on its disk",
    ),
    "OOM": Refusal(
        "the server has no memory left for a write (OOM): maxmemory is reached, and its policy is noeviction",
        "give it more memory, such as CONFIG SET maxmemory 100mb",
    ),
    "NOREPLICAS": Refusal(
        "the server takes no writes (NOREPLICAS), because too few replicas are connected to it",
        "start its replicas, or CONFIG SET min-replicas-to-write 0",
    ),
    "LOADING": Refusal("the server is still loading its data", "wait until it has loaded them"),
}
"""By the first word of Redis's error. None of them can be the fault of the code that sent the command."""

_COMMAND = re.compile(r"'(\S+?)' command")


def refusal_in(error: object, command: str = "") -> Refusal | None:
    """What it means if a server refuses to work; None for every other error, such as WRONGTYPE."""
    if not isinstance(error, redis.RedisError):
        return None
    said = one_line(error)
    code = getattr(error, "status_code", None) or said.partition(" ")[0]
    if isinstance(error, redis.exceptions.NoPermissionError):
        found = _COMMAND.search(said)
        name = found[1].replace("|", " ").upper() if found else command
        may_not = "use every key" if not found and "key" in said else f"run {name}"  # the error quotes the user's name
        return Refusal(
            f"the user of this URL has no permissions to {may_not}",
            f"let that user do everything (ACL SETUSER … +@all ~* &*), or {_USER_IN_URL}",
        )
    return _OF_A_CLUSTER if "cluster mode" in said else BY_CODE.get(code)


def refused(error: redis.RedisError, tried: str, without: str, command: str = "") -> pytest.UsageError:
    """The usage error for the server's answer at the start; `without` says how to run without that server."""
    said = one_line(error)
    if refusal := refusal_in(error, command):
        said, way_out = refusal.wrong, refusal.do
    elif isinstance(error, redis.AuthenticationError) or "NOAUTH" in said:
        said = "the server asks for a password" if "HELLO must be called" in said else said
        way_out = _USER_IN_URL
    elif "DENIED" in said or "protected mode" in said:
        said = "the server answers DENIED: it runs in protected mode and takes no connection from elsewhere"
        way_out = "give that server a password and put it in the URL: redis://:password@host:6379/0"
    else:
        way_out = "start it (docker compose up -d) or correct the URL"
    return usage_error(tried, said, way_out, without)
