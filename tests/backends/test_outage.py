"""Redis is lost during a run: the run says so and ends. No step fails, and no progress changes."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docker.errors
import pytest
import redis

from dojo.backends.container import KIT
from dojo.backends.url import UrlBackend
from tests.backends.redis_server import RedisServer, StartServer, needs_redis_server, redis_servers
from tests.support.docker_engine import ENGINE, needs_engine
from tests.support.kit_runs import ROOT, KitRun, run_warm
from tests.support.usage_errors import says

SOLVED = (ROOT / "tests" / "small_kit" / "solutions" / "tea" / "main.py").read_text(encoding="utf-8")

# The second worker that is loaded is the one of the first test of step 2.
IN_STEP_2 = """
import sys
sys.loaded = getattr(sys, "loaded", 0) + 1
if sys.loaded == 2:
    {what}
"""

BY_SIGNAL = "import os; os.kill({pid}, {number})"
WAIT_FOR = """
    import pathlib, time
    pathlib.Path({said!r}).touch()
    while not pathlib.Path({heard!r}).exists():
        time.sleep(0.01)
"""


@pytest.fixture
def start() -> Iterator[StartServer]:
    with redis_servers() as start:
        yield start


class Learner:
    """Somebody who runs the small kit's kata `tea` again and again, with one cache."""

    def __init__(self, kit: Path, folder: Path) -> None:
        self._kit, self.folder = kit, folder
        self._main_py = folder / "tea" / "main.py"
        self._main_py.parent.mkdir()

    def runs(self, source: str, *arguments: str, **environment: str) -> KitRun:
        self._main_py.write_text(source, encoding="utf-8")
        return run_warm(
            *("-p", "cacheprovider", "-o", f"cache_dir={self.folder / 'cache'}", "--benchmark-disable"),
            *("katas/tea", "--impl", str(self.folder), *arguments),
            cwd=self._kit,
            PYTHONPATH=str(ROOT),
            **environment,
        )

    @property
    def progress(self) -> dict[Path, str]:
        """What the kit remembers."""
        folder = self.folder / "cache" / "v" / "redis-katas"
        return {path: path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def learner(small_kit: Path, tmp_path: Path) -> Learner:
    return Learner(small_kit, tmp_path)


def is_lost(run: KitRun, *, tried: str, wrong: str) -> bool:
    """Whether the run ended without a verdict, and says why."""
    assert run.exit_code == pytest.ExitCode.INTERRUPTED, run.output
    assert says(run.output, tried=tried, wrong=wrong, do="run the same command again")
    assert "Interrupted: Redis is lost" in run.output
    for word in ("step 2 of", "edit since then", "FAILED", "failed", "Traceback", "of 3 steps"):
        assert word not in run.output, run.output
    return True


# The server behind a URL ----------------------------------------------------------------------------------------------


@needs_redis_server
@pytest.mark.parametrize(
    ("number", "wrong"),
    [
        pytest.param(signal.SIGKILL, "it does not answer any more: ", id="it dies"),
        pytest.param(
            signal.SIGSTOP, "it does not answer any more: Timeout", id="it is paused", marks=pytest.mark.thorough
        ),
    ],
)
def test_a_lost_server_ends_the_run(start: StartServer, learner: Learner, number: int, wrong: str) -> None:
    """The answer is right and was green before; a step that fails now would blame the learner."""
    server = start()
    first = learner.runs(SOLVED, "--redis-url", server.url)
    before = learner.progress

    deed = IN_STEP_2.format(what=BY_SIGNAL.format(pid=server.process.pid, number=int(number)))
    run = learner.runs(SOLVED + deed, "--redis-url", server.url)

    assert first.exit_code == 0, first.output
    assert "3 of 3 steps" in first.output
    assert is_lost(run, tried=f"the tests on Redis at {server.url}", wrong=wrong)
    assert before
    assert learner.progress == before


@needs_redis_server
def test_a_server_that_is_restarted_ends_the_run(start: StartServer, learner: Learner) -> None:
    """Its keys are gone, and no connection fails: a new one answers."""
    server = start()

    run = while_step_2_waits(learner, server, lambda: (server.stop(), server.start()))

    assert is_lost(run, tried=f"the tests on Redis at {server.url}", wrong="it was started again during the run")


@needs_redis_server
def test_another_server_at_the_url_is_not_emptied(start: StartServer) -> None:
    """What it holds is not of the tests, neither before the next test nor at the end."""
    server = start()
    backend = UrlBackend(server.url)
    server.stop()
    server.start()
    with server.client() as client:
        client.set("order:1", "tea")

        with pytest.raises(redis.ConnectionError, match="it was started again during the run"):
            backend.empty()
        backend.close()

        assert client.get("order:1") == b"tea"


@needs_redis_server
@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        pytest.param({"maxmemory": "1"}, "the server has no memory left for a write (OOM)", id="OOM"),
        pytest.param(
            {"min-replicas-to-write": "1"},
            "the server takes no writes (NOREPLICAS)",
            id="NOREPLICAS",
            marks=pytest.mark.thorough,
        ),
    ],
)
def test_a_server_that_refuses_in_the_middle_ends_the_run(
    start: StartServer, learner: Learner, settings: dict[str, str], wrong: str
) -> None:
    """Redis was well at the start; the refusal is in the replies of the failed test."""
    server = start()

    def change() -> None:
        with server.client() as client:
            for name, value in settings.items():
                client.config_set(name, value)

    run = while_step_2_waits(learner, server, change)

    assert is_lost(run, tried=f"the tests on Redis at {server.url}", wrong=wrong)


@needs_redis_server
def test_a_command_that_the_user_may_not_run_ends_the_run(start: StartServer, learner: Learner) -> None:
    """An answer may need a command that was not tried at the start."""
    server = start()
    with server.client() as client:
        client.execute_command("ACL", "SETUSER", "ada", "on", ">lovelace", "~*", "&*", "+@all", "-incrbyfloat")
    url = server.url.replace("//", "//ada:lovelace@")

    run = learner.runs(SOLVED.replace("redis.incr", "redis.incrbyfloat"), "--redis-url", url)

    assert is_lost(run, tried="the tests on Redis at redis://***@", wrong="no permissions to run INCRBYFLOAT")
    assert "lovelace" not in run.output


@needs_redis_server
def test_a_server_that_is_lost_after_the_last_step_ends_the_run(start: StartServer, learner: Learner) -> None:
    """A test may pass without Redis, so its last one could be green by mistake."""
    server = start()
    dies = f"import os\n    os.kill({server.process.pid}, {int(signal.SIGKILL)})\n    return"
    at_the_end = SOLVED.replace('return {"data": 0}', f'{dies} {{"data": 1}}')

    run = learner.runs(at_the_end, "--redis-url", server.url, "--stretch")

    assert is_lost(run, tried=f"the tests on Redis at {server.url}", wrong="it does not answer any more: ")


@needs_redis_server
def test_a_wrong_answer_still_fails(start: StartServer, learner: Learner) -> None:
    """Redis is well, so the step is judged; also if the answer waits in vain for a reply, or stops Redis itself."""
    server = start()
    wrong = SOLVED.replace('await redis.incr("milk")', "0")
    waits = SOLVED.replace('await redis.incr("milk")', 'await redis.blpop("milk", 0)')

    stops = SOLVED.replace('await redis.incr("milk")', 'await redis.execute_command("SHUTDOWN", "NOSAVE")')

    runs = [learner.runs(source, "--redis-url", server.url) for source in (wrong, waits, stops)]

    assert [run.exit_code for run in runs[:2]] == [1, 1], "\n".join(run.output for run in runs)
    assert [run.open_step for run in runs] == ["step 2", "step 2", "step 2"], runs[2].output


def while_step_2_waits(learner: Learner, server: RedisServer, act: Callable[[], object]) -> KitRun:
    """A run that waits in step 2 until `act` has been called."""
    said, heard = learner.folder / "said", learner.folder / "heard"
    deed = IN_STEP_2.format(what=WAIT_FOR.format(said=str(said), heard=str(heard)).strip())
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(learner.runs, SOLVED + deed, "--redis-url", server.url)
        while not said.exists() and not future.done():
            time.sleep(0.01)
        act()
        heard.touch()
        return future.result()


# A container ----------------------------------------------------------------------------------------------------------

BY_DOCKER = """import docker, posix  # os.getpid() is that of the app's worker
    _engine = docker.from_env()
    (_mine,) = _engine.containers.list(filters={{"label": f"{kit}.pid={{posix.getpid()}}"}})
    _mine.{deed}
"""


@needs_engine
@pytest.mark.parametrize(
    ("deed", "wrong"),
    [
        ("kill()", "its container is exited with code 137"),
        pytest.param("pause()", "its container is paused", marks=pytest.mark.thorough),
        pytest.param("restart(timeout=0)", "its container was restarted during the run", marks=pytest.mark.thorough),
        pytest.param("remove(force=True)", "its container was removed during the run", marks=pytest.mark.thorough),
    ],
)
def test_a_lost_container_ends_the_run(learner: Learner, deed: str, wrong: str) -> None:
    """`docker kill`, `pause`, `restart` and `rm`: it is named, and none is left."""
    assert ENGINE
    run = learner.runs(SOLVED + IN_STEP_2.format(what=BY_DOCKER.format(kit=KIT, deed=deed).strip()), "--real-redis")

    assert is_lost(run, tried="the tests on Redis in container ", wrong=wrong)
    container_id = run.output.partition("the tests on Redis in container ")[2][:6]
    with pytest.raises(docker.errors.NotFound):
        ENGINE.containers.get(container_id)


@needs_engine
@pytest.mark.thorough
def test_a_lost_container_ends_the_run_of_several_processes(learner: Learner) -> None:
    """The process that has lost it reports it to the one that prints."""
    run = learner.runs(
        SOLVED + IN_STEP_2.format(what=BY_DOCKER.format(kit=KIT, deed="kill()").strip()), "--real-redis", "-n", "2"
    )

    assert is_lost(run, tried="the tests on ", wrong="its container is exited with code 137")
