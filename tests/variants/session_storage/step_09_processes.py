"""Wrong answers that step 9 of session_storage must catch: processes differ, and a request is overtaken anywhere."""

from tests.variants.passage import above, below
from tests.variants.session_storage.passages import (
    AFTER_IMPORTS,
    APP,
    CHANGED,
    END_OLD,
    KEY,
    MEMORY,
    NEW_ID,
    READ,
    SESSION,
    SET_COOKIE,
    WITH_LIFESPAN,
    cookie_is,
)
from tests.variants.variant import Answers

answers = Answers(__file__)


def at_stop(statements: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Each worker runs `statements`, one line, when it stops; they can use `redis`."""
    return (
        above(
            APP,
            f"""
            @asynccontextmanager
            async def lifespan(app: FastAPI) -> AsyncIterator[None]:
                redis = await get_redis()
                yield
                {statements}


            """,
        ),
        ('"session_storage", dep', '"session_storage", lifespan=lifespan, dep'),
    )


answers.wrong(
    "the-process-in-the-key",
    "The key holds the process id: another worker does not find the session.",
    (KEY, KEY.replace("session:", "session:{os.getpid()}:")),
)
answers.wrong(
    "the-host-in-the-key",
    "The key holds the name of the host.",
    below("import hashlib", "import socket"),
    (KEY, KEY.replace("session:", "session:{socket.gethostname()}:")),
)
answers.wrong(
    "the-key-is-a-hash-of-python",
    "hash() has another seed in each process.",
    (KEY, 'return f"session:{hash(session_id):x}{hashlib.sha256(session_id.encode()).hexdigest()}"'),
)
answers.wrong(
    "a-secret-per-process",
    "Each process makes a secret of its own, with which it signs the key.",
    below(AFTER_IMPORTS, "PEPPER = secrets.token_bytes(16)"),
    (KEY, 'return f"session:{hashlib.blake2b(session_id.encode(), key=PEPPER).hexdigest()}"'),
)
answers.wrong(
    "the-worker-in-the-id",
    "The id names the worker that made it, and other workers refuse it.",
    cookie_is('f"{os.getpid()}.{secrets.token_urlsafe(32)}"'),
    above(
        READ,
        """
        if session_id.partition(".")[0] != str(os.getpid()):
            raise HTTPException(401, "not logged in")
        """,
    ),
)
answers.wrong(
    "local-time-in-the-session",
    "The session holds the local time of its login. One from the future, as another time zone sees it, is refused.",
    below("import hashlib", "from datetime import datetime, timedelta"),
    (SESSION, 'session: dict[Any, Any] = {**profile.model_dump(), "since": datetime.now().isoformat()}'),
    above(
        "return profile_in(session)",
        """
        if session and datetime.fromisoformat(session[b"since"].decode()) - datetime.now() > timedelta(hours=1):
            session = {}
        """,
    ),
)
answers.wrong(
    "an-old-session-ends-in-its-own-worker-only",
    "A login ends the session before only if this process has made it.",
    below(AFTER_IMPORTS, "made_here: set[str] = set()"),
    (END_OLD, END_OLD.replace("if session_id:", "if session_id in made_here:")),
    below(NEW_ID, "made_here.add(new_id)"),
)
answers.wrong(
    "a-stop-removes-all-sessions",
    "A worker that stops removes everybody's sessions.",
    WITH_LIFESPAN,
    *at_stop('await redis.delete("session:none", *[key async for key in redis.scan_iter(match="session:*")])'),
)
answers.wrong(
    "a-stop-removes-its-own-sessions",
    "A worker that stops removes the sessions that began in it.",
    WITH_LIFESPAN,
    *at_stop('await redis.delete("session:none", *made_here)'),
    below(AFTER_IMPORTS, "made_here: set[str] = set()"),
    below(NEW_ID, "made_here.add(key_of(new_id))"),
)
answers.wrong(
    "a-variable-after-redis",
    "A variable of the module is set after Redis has replied, and read after another await.",
    above("import hashlib", "import asyncio"),
    MEMORY,
    (
        "return profile_in(session)",
        """
        memory["session"] = session
        await asyncio.sleep(0)
        return profile_in(memory["session"])
        """,
    ),
)
answers.wrong(
    "a-variable-for-the-answer",
    "A dependency leaves the profile in the state of the app, and the route waits before it reads it.",
    above("import hashlib", "import asyncio"),
    (
        "return profile_in(session)",
        """
        app.state.profile = profile_in(session)
        await asyncio.to_thread(str)
        return app.state.profile
        """,
    ),
)
answers.wrong(
    "a-change-in-a-variable",
    "A change waits in a variable of the module while its session is looked up.",
    above("import hashlib", "import asyncio"),
    MEMORY,
    (
        CHANGED,
        """
        memory.update(field=field, value=change.value)
        await asyncio.sleep(0)
        pairs = await redis.eval(
            CHANGE_FIELD, 1, key_of(session_id), memory["field"], memory["value"], SESSION_TTL_SECONDS
        )
        return profile_in(dict(zip(pairs[::2], pairs[1::2], strict=True)))
        """,
    ),
)
answers.wrong(
    "a-new-id-in-a-variable",
    "The new id stands in a variable of the module while the answer is written.",
    above("import hashlib", "import asyncio"),
    MEMORY,
    (
        SET_COOKIE,
        """
        memory["id"] = new_id
        await asyncio.sleep(0)
        response.set_cookie("session_id", memory["id"], **cookie_attributes(request))
        """,
    ),
)
answers.wrong(
    "a-lifetime-in-local-time",
    "The end is a local time without its zone: a worker in another zone is hours off.",
    below("import time", "from datetime import datetime"),
    ('"ends_at": ends_at}', '"ends_at": ends_at, "until": datetime.fromtimestamp(ends_at).isoformat()}'),
    (
        """
        if not pairs:
            raise HTTPException(401, "not logged in")
        session = dict(zip(pairs[::2], pairs[1::2], strict=True))
        """,
        """
        session = dict(zip(pairs[::2], pairs[1::2], strict=True))
        if not session or datetime.fromisoformat(session[b"until"].decode()) < datetime.now():
            raise HTTPException(401, "not logged in")
        """,
    ),
    stretch=True,
)
