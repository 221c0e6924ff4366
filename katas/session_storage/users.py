"""The users of session_storage, and their passwords. Given: do not edit.

    user = await verify("ada", "analytical engine")    # the User, or None: no such user, or another password

The passwords themselves are nowhere in this file: each is kept as an Argon2id hash, which is slow to try out. They are
in README.md, so that you can log in.
"""

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError


@dataclass(frozen=True)
class User:
    """A user, and the values that a profile begins with."""

    user_id: int
    username: str
    theme: str
    language: str


ADA = User(1, "ada", theme="light", language="en")
GRACE = User(2, "grace", theme="dark", language="en")
HEDY = User(3, "hedy", theme="light", language="de")


@dataclass(frozen=True)
class Accounts:
    """Users with the hash of their password, by name. The tests put cheaper hashes in place of these."""

    hasher: PasswordHasher
    hashes: dict[str, str]
    hash_of_nobody: str
    users: ClassVar = {user.username: user for user in (ADA, GRACE, HEDY)}

    def verify(self, username: str, password: str) -> User | None:
        # For an unknown name as much work is done as for a known one: the time must not tell which names there are.
        password_hash = self.hashes.get(username, self.hash_of_nobody)
        try:
            self.hasher.verify(password_hash, password.encode(errors="surrogatepass"))
        except VerifyMismatchError:
            return None
        return self.users.get(username)


accounts = Accounts(
    PasswordHasher(),
    hashes={
        "ada": "$argon2id$v=19$m=65536,t=3,p=4$gQKsOpKFwn8kGXmfUMTRUQ$B8C40ilxvNeT+jX8kJEeT5I30nijW8q5CVhxRpFjq/M",
        "grace": "$argon2id$v=19$m=65536,t=3,p=4$bKjGeD+jxVAjJaEV3HNQLA$OIEF5/h3IM52lO6SSRJPSBvlSDzlpzfSHwg2eLBVgyQ",
        "hedy": "$argon2id$v=19$m=65536,t=3,p=4$BHPkyDYT+VhK+n2dVpOY9g$FA8OPWAGN9NsGP0M9JXk3qs2vJUwn15TAJ68a9whgI0",
    },
    hash_of_nobody="$argon2id$v=19$m=65536,t=3,p=4$/1iH+9fvCzMS6V69W5VgnA$+DvMIvK135M4ZnE6gqNUPgFkuZK4Aq7SE+vE7uOLIro",
)


async def verify(username: str, password: str) -> User | None:
    """The user of that name, if this is the password. It takes a tenth of a second, in a thread: others go on."""
    return await asyncio.to_thread(accounts.verify, username, password)
