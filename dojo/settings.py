"""One set of client settings and one Redis version, for every client and every backend of the kit."""

import re
from typing import Any
from urllib.parse import SplitResult, urlsplit

from redis.asyncio.connection import ConnectionPool, parse_url
from redis.maint_notifications import MaintNotificationsConfig

IMAGE = "redis:8.2-alpine"
"""The one place that names the image, and with it the version of Redis. --redis-image and REDIS_IMAGE override it."""

TIMEOUT_SECONDS = 1.0

PATIENT_SECONDS = 6.0
"""The time-out of the app's client in a test: on a busy machine forty connections at once can take more than a second.

When a Redis hangs in a test, the wire does it, and that takes a twentieth of a second.
"""


def redis_version(image: str = IMAGE) -> tuple[int, int]:
    """The (major, minor) that an official image's tag names: ``redis:8.2-alpine`` is ``(8, 2)``."""
    tag = image.rpartition(":")[2]
    major, _, minor = tag.partition("-")[0].partition(".")
    return int(major), int(minor.partition(".")[0] or 0)


def client_settings(timeout: float = TIMEOUT_SECONDS) -> dict[str, Any]:
    """Keyword arguments for a connection, without ``retry``: the asyncio and the sync client each need their own class.

    By default redis-py 8 waits 5 s for an answer and tries 10 more times, so an outage would cost seconds per command.
    """
    return {
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
        "driver_info": None,
        "maint_notifications_config": MaintNotificationsConfig(enabled=False),
    }


def url_settings(url: str) -> dict[str, Any]:
    """Keyword arguments for an asyncio connection, as the URL of a Redis says them.

    Raises:
        ValueError: it is malformed. The text does not quote a user or a password.
    """
    try:
        parts = urlsplit(url)
        if _has_part_of_a_password(parts):
            raise ValueError("there is an @ behind a /, a ? or a #")
        settings = dict(parse_url(url))
        database = parts.path.removeprefix("/")
    except ValueError as error:
        # "Port could not be cast to integer value as 'pa'": with an unescaped / in the password it is a part of that.
        raise ValueError(str(error).partition(" as ")[0]) from None
    if not url.startswith("unix://") and database and not database.isdecimal():
        raise ValueError(f"the database is a number, not {database}")  # redis-py would take database 0
    try:
        ConnectionPool.from_url(url).make_connection()  # type: ignore[no-untyped-call]  # it does not connect yet
    except TypeError as error:
        raise ValueError(f"redis-py knows no such option: {str(error).rpartition(' ')[2]}") from None
    return settings


def without_user(url: str) -> str:
    """The URL as it may be shown on a screen, also if it is malformed: without its user and password."""
    shown = re.sub(r"([?&](?:username|password)=).*", r"\1***", url, flags=re.IGNORECASE | re.DOTALL)
    scheme, separator, rest = shown.partition("://") if "://" in shown.partition("@")[0] else ("", "", shown)
    _, at, server = rest.rpartition("@")
    return f"{scheme}{separator}{'***@' if at else ''}{server}"


def _has_part_of_a_password(parts: SplitResult) -> bool:
    """With an unescaped /, ? or # in it, a password goes on in the path, the query or the fragment, up to the @."""
    if "@" in parts.path and (parts.scheme != "unix" or parts.netloc):
        return True
    options = [option for option in parts.query.split("&") if not option.startswith(("username=", "password="))]
    return "@" in parts.fragment or any("@" in option for option in options)
