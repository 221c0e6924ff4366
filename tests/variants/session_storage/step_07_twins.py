"""Wrong answers that step 7 of session_storage must catch: one of the two fields is right, or the first change."""

from tests.variants.passage import above, below
from tests.variants.session_storage.passages import (
    CHANGE,
    CHANGED,
    DECODE,
    END_OLD,
    FIELD,
    SESSION,
    STORE,
)
from tests.variants.variant import Answers

answers = Answers(__file__)


answers.wrong(
    "exists-then-hset-for-the-language",
    "The language is changed with EXISTS, then HSET; the theme by a script.",
    above(
        CHANGED,
        """
        if field == "language":
            if not await redis.exists(key_of(session_id)):
                raise HTTPException(401, "not logged in")
            async with redis.pipeline(transaction=True) as pipe:
                pipe.hset(key_of(session_id), field, change.value)
                pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
                await pipe.execute()
            return await get_profile(redis, session_id)
        """,
    ),
)
answers.wrong(
    "the-whole-session-is-written-back-for-the-language",
    "A change of the language writes the whole session back, and loses a change of the theme.",
    above(
        CHANGED,
        """
        if field == "language":
            profile = await get_profile(redis, session_id)
            mapping = {**profile.model_dump(), "language": change.value}
            await redis.eval(
                "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], unpack(ARGV)) end",
                1,
                key_of(session_id),
                *(word for pair in mapping.items() for word in pair),
            )
            return await get_profile(redis, session_id)
        """,
    ),
)
answers.wrong(
    "a-new-language-does-not-renew",
    "A change of the theme renews the session, one of the language does not.",
    (
        "redis.call('EXPIRE', KEYS[1], ARGV[3])",
        "if ARGV[1] == 'theme' then redis.call('EXPIRE', KEYS[1], ARGV[3]) end",
    ),
)
answers.wrong(
    "the-same-value-is-no-change",
    "A change to the value that is there already does not renew the session.",
    (
        "redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])",
        """
        if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then return redis.call('HGETALL', KEYS[1]) end
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
        """,
    ),
)
answers.wrong(
    "a-new-language-has-half-an-hour",
    "A change of the language renews the session for 1800 s, whatever SESSION_TTL_SECONDS says.",
    (CHANGE, CHANGE.replace("SESSION_TTL_SECONDS", "SESSION_TTL_SECONDS if field == 'theme' else 1800")),
)
answers.wrong(
    "languages-are-lower-case",
    "The language is stored in lower case.",
    (CHANGE, CHANGE.replace("change.value", "change.value.lower() if field == 'language' else change.value")),
)
answers.wrong(
    "themes-are-normalised",
    "The theme is stored in another Unicode form.",
    below("import secrets", "import unicodedata"),
    (CHANGE, CHANGE.replace("change.value", 'unicodedata.normalize("NFC", change.value)')),
)
answers.wrong(
    "values-are-compatible",
    "The values are stored in the form NFKC: a ligature becomes two letters.",
    below("import secrets", "import unicodedata"),
    (CHANGE, CHANGE.replace("change.value", 'unicodedata.normalize("NFKC", change.value)')),
)
answers.wrong(
    "known-languages-only",
    "Other languages than those of a list are refused.",
    above(
        CHANGE,
        """
        if field == "language" and change.value not in ("en", "de", "fr", ""):
            raise HTTPException(422)
        """,
    ),
)
answers.wrong(
    "unknown-themes-become-light",
    "A theme that the model does not know is answered as the default.",
    (
        f"return Profile.model_validate({DECODE})",
        """
        profile = Profile.model_validate({name.decode(): value.decode() for name, value in session.items()})
        known = ("light", "dark", "solarized")
        return profile if profile.theme in known else profile.model_copy(update={"theme": "light"})
        """,
    ),
)
answers.wrong(
    "languages-of-64-bytes",
    "The length of a language counts bytes.",
    above(
        CHANGE,
        """
        if field == "language" and len(change.value.encode()) > 64:
            raise HTTPException(422)
        """,
    ),
)
answers.wrong(
    "lengths-as-in-javascript",
    "The length counts UTF-16, in which an emoji is two.",
    above(
        CHANGE,
        """
        if len(change.value.encode("utf-16-le")) // 2 > 64:
            raise HTTPException(422)
        """,
    ),
)
answers.wrong(
    "values-end-at-a-null",
    "A value is cut at its first NUL, as in C.",
    (CHANGE, CHANGE.replace("change.value", 'change.value.partition("\\0")[0]')),
)
answers.wrong(
    "an-empty-language-removes-the-field",
    "An empty language removes the field, and the default is answered.",
    (
        "redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])",
        """
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
        if ARGV[1] == 'language' and ARGV[2] == '' then redis.call('HDEL', KEYS[1], ARGV[1]) end
        """,
    ),
    (DECODE, '{"language": "en"} | ' + DECODE),
)
answers.wrong(
    "the-whole-body-is-stored",
    "All fields of the body go into the Hash: a body with user_id makes anyone any user.",
    (FIELD, FIELD.replace("change: Change,", "change: Change, request: Request,")),
    (
        CHANGED,
        """
        pairs = await redis.eval(CHANGE_FIELD, 1, key_of(session_id), field, change.value, SESSION_TTL_SECONDS)
        profile_in(dict(zip(pairs[::2], pairs[1::2], strict=True)))
        others = {name: value for name, value in (await request.json()).items() if name != "value"}
        for name in others:
            pairs = await redis.eval(CHANGE_FIELD, 1, key_of(session_id), name, others[name], SESSION_TTL_SECONDS)
        return profile_in(dict(zip(pairs[::2], pairs[1::2], strict=True)))
        """,
    ),
)
answers.wrong(
    "a-language-may-be-a-number",
    "A number as the language is stored as text.",
    ("value: Annotated[str, Field(max_length=64)]", "value: str | int"),
    above(
        CHANGED,
        """
        if field == "theme" and not isinstance(change.value, str):
            raise HTTPException(422)
        """,
    ),
)
answers.wrong(
    "a-login-takes-the-theme-over",
    "A login over a living session of the same user begins with its theme.",
    above(
        SESSION,
        """
        if session_id:
            before = await redis.hgetall(key_of(session_id))
            if before.get(b"username") == profile.username.encode():
                profile.theme = before[b"theme"].decode()
        """,
    ),
)
answers.wrong(
    "a-login-takes-the-language-over",
    "RENAME keeps the Hash of a living session for the new login, with its language.",
    (
        END_OLD,
        """
        if session_id:
            session.pop("language")
            pipe.eval(
                "if redis.call('HGET', KEYS[1], 'username') == ARGV[1] then redis.call('RENAME', KEYS[1], KEYS[2]) end"
                " redis.call('DEL', KEYS[1])",
                2,
                key_of(session_id),
                key_of(new_id),
                user.username,
            )
        """,
    ),
    (STORE, STORE.strip() + '\npipe.hsetnx(key_of(new_id), "language", user.language)\n'),
)
