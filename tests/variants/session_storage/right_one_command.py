"""Right answers to session_storage in which most requests are a single command."""

from tests.variants.passage import above
from tests.variants.session_storage.passages import CHANGED, LOGIN, READ
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.right(
    "one-command-each",
    "A login over no session is one HSETEX, a read is one HGETEX, and both are sent without MULTI.",
    (
        LOGIN,
        """
        if session_id:
            async with redis.pipeline(transaction=True) as pipe:
                pipe.delete(key_of(session_id))
                pipe.hsetex(key_of(new_id), mapping=session, ex=SESSION_TTL_SECONDS)
                await pipe.execute()
        else:
            await redis.hsetex(key_of(new_id), mapping=session, ex=SESSION_TTL_SECONDS)
        """,
    ),
    (
        READ,
        """
        fields = [b"user_id", b"username", b"theme", b"language"]
        values = await redis.hgetex(key_of(session_id), *fields, ex=SESSION_TTL_SECONDS)
        session = {} if None in values else dict(zip(fields, values, strict=True))
        """,
    ),
    (
        CHANGED,
        """
        async with redis.pipeline(transaction=True) as pipe:
            change_only = HashDataPersistOptions.FXX
            pipe.hsetex(key_of(session_id), field, change.value, data_persist_option=change_only, keepttl=True)
            pipe.hexpire(key_of(session_id), SESSION_TTL_SECONDS, "user_id", "username", "theme", "language")
            pipe.hgetall(key_of(session_id))
            _, _, session = await pipe.execute()
        return profile_in(session)
        """,
    ),
    above("from redis.exceptions import RedisError", "from redis.commands.core import HashDataPersistOptions"),
)
