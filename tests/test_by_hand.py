"""A kata without an app that is run by hand: python solutions/redis_basics/main.py"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.kit_runs import ROOT, environment_with
from tests.support.usage_errors import says


def run_by_hand(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the reference on a machine where no Redis answers on port 6379."""
    source = (ROOT / "solutions" / "redis_basics" / "main.py").read_text(encoding="utf-8")
    main_py = folder / "main.py"
    no_local_redis = "import dojo.local_redis\ndojo.local_redis.LOCAL_URL = 'redis://127.0.0.1:1/0'\n"
    main_py.write_text(no_local_redis + source, encoding="utf-8")
    variables = environment_with({"PYTHONPATH": str(ROOT), **environment})
    return subprocess.run([sys.executable, str(main_py)], env=variables, capture_output=True, text=True, timeout=60)


def test_it_says_which_redis_it_uses_and_what_the_functions_return(tmp_path: Path) -> None:
    """And ends."""
    run = run_by_hand(tmp_path)

    first, *calls = run.stdout.splitlines()
    assert first == "redis: fakeredis, inside this process. For a real one: docker compose up -d, then start again."
    assert [line.split(maxsplit=2)[-1] for line in calls] == ["Margaret Hamilton", "1"]
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize(
    ("url", "tried", "wrong"),
    [
        ("redis://:secret@127.0.0.1:1/0", "REDIS_URL=redis://***@127.0.0.1:1/0", "Connection refused"),
        ("http://localhost", "REDIS_URL=http://localhost", "this is not a Redis URL"),
    ],
)
def test_a_redis_url_that_does_not_work_is_told_in_three_lines(
    tmp_path: Path, url: str, tried: str, wrong: str
) -> None:
    """Rather than by a traceback from the first command."""
    run = run_by_hand(tmp_path, REDIS_URL=url)

    assert run.returncode == 1
    assert says(run.stderr, tried=tried, wrong=wrong, do="unset REDIS_URL")
    assert "Traceback" not in run.stderr
    assert "secret" not in run.stderr
