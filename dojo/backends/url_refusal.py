"""A Redis at a URL that refuses to be used: the message for the user, with the way out."""

from __future__ import annotations

import pytest
import redis

from dojo.errors import one_line, usage_error


def refused(error: redis.RedisError, tried: str, leave_out: str) -> pytest.UsageError:
    """The usage error for the server's answer; `leave_out` says how to run without that server."""
    said = one_line(error)
    if isinstance(error, redis.AuthenticationError | redis.exceptions.NoPermissionError) or "NOAUTH" in said:
        said = "the server asks for a password" if "HELLO must be called" in said else said
        way_out = "put the user and the password in the URL: redis://user:password@host:6379/0"
    elif "DENIED" in said or "protected mode" in said:
        said = "the server answers DENIED: it runs in protected mode and takes no connection from elsewhere"
        way_out = "give that server a password and put it in the URL: redis://:password@host:6379/0"
    else:
        way_out = "start it (docker compose up -d) or correct the URL"
    return usage_error(tried, said, way_out, f"{leave_out} to use fakeredis")
