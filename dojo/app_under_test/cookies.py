"""Cookies as a test sees them: those that an answer sets, and those that a browser holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy


@dataclass(frozen=True)
class SetCookie:
    """One Set-Cookie of an answer; the names of its attributes in lower case, the value of a flag is an empty string.

    ``SetCookie("session_id", "k3y", {"path": "/", "httponly": "", "samesite": "lax"})``
    """

    name: str
    value: str
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def pair(self) -> str:
        """As a browser sends it back: ``session_id=k3y``"""
        return f"{self.name}={self.value}"

    def __str__(self) -> str:
        """With its value cut short: ``session_id=k3y…; path=/; httponly``"""
        value = self.value if len(self.value) <= 8 else f"{self.value[:8]}…"
        attributes = [f"{name}={word}" if word else name for name, word in self.attributes.items()]
        return "; ".join([f"{self.name}={value}", *attributes])


def set_cookies(headers: Iterable[str]) -> dict[str, SetCookie]:
    """The Set-Cookie headers of an answer, by the name of the cookie; of two with one name the last counts."""
    return {cookie.name: cookie for cookie in map(_read, headers)}


def held_in(jar: CookieJar) -> dict[str, str]:
    """Name and value of each cookie that has not expired."""
    return {cookie.name: cookie.value or "" for cookie in jar if not cookie.is_expired()}


def no_jar() -> CookieJar:
    """A jar that never takes a cookie."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def _read(header: str) -> SetCookie:
    pair, *attributes = header.split(";")
    name, _, value = pair.partition("=")
    split = [attribute.partition("=") for attribute in attributes if attribute.strip()]
    return SetCookie(name.strip(), value.strip(), {key.strip().lower(): word.strip() for key, _, word in split})
