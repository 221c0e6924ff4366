"""Hints come in three doses per step, one at a time, and the kit remembers how far it went."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from dojo.course.hints import DOSES, pytest_configure, read_hints, show
from dojo.kata import ROOT as ROOT_OF_THE_KIT
from tests.support.kata_steps import steps_of
from tests.support.kit_runs import ROOT, run_warm
from tests.support.named_runs import SOLVED, small

RUNS = {"just the second": small("katas/tea", "--hint=2"), "solved": SOLVED}

HINTS_MD = """
# Hints

Words before the first step belong to no hint.

## Step 1 · It is served

### A nudge

One.

### What to look up

Two, with `code` and
a second line.

### Nearly the code

```python
# a comment in code is no heading
await redis.get("a")
```

## Stretch step 1 · More

### A

a

### B

b

### C

c
"""


@pytest.fixture
def kit_in(tmp_path):
    """What `show` needs of pytest's config: the options, and a cache that remembers."""
    (tmp_path / "katas" / "tea").mkdir(parents=True)
    (tmp_path / "katas" / "tea" / "hints.md").write_text(HINTS_MD, encoding="utf-8")
    remembered = {}
    cache = SimpleNamespace(get=remembered.get, set=remembered.__setitem__)

    def asked(hint="next", cache=cache):
        config = SimpleNamespace(getoption=lambda name: hint, cache=cache, stash=pytest.Stash())
        config.stash[ROOT_OF_THE_KIT] = tmp_path
        return config

    return asked


@pytest.fixture(scope="module")
def asked_twice(small_kit, tmp_path_factory):
    """`pytest katas/tea --hint`, again and again, with the cache that a learner has."""
    cache = f"cache_dir={tmp_path_factory.mktemp('cache')}"
    command = ("-p", "cacheprovider", "-o", cache, "katas/tea", "--hint")
    return [run_warm(*command, cwd=small_kit, PYTHONPATH=str(ROOT)).output for _ in range(2)]


def section(output: str) -> str:
    """The hint in the output of a run."""
    found = re.search(r"^=+ (hint \d of \d .*?) =+\n(.*?)^=+ short test summary", output, re.MULTILINE | re.DOTALL)
    assert found, output
    return f"{found[1]}\n{found[2]}"


def test_every_step_of_a_kata_has_three_doses():
    """None is empty, and none says what another one said."""
    for hints_md in (ROOT / "katas").glob("*/hints.md"):
        kata = hints_md.parent.name

        hints = read_hints(hints_md)

        hinted = [name for name in steps_of(kata) if name in hints or name != "step 1"]  # the first one is given
        assert list(hints) == hinted, kata
        for name, doses in hints.items():
            assert len(set(filter(None, doses))) == len(doses) == DOSES, f"{kata}, {name}"


def test_hints_are_read_by_their_headings(tmp_path):
    """Second level: a step; third level: a dose; the rest is the dose's own."""
    hints_md = tmp_path / "hints.md"
    hints_md.write_text(HINTS_MD, encoding="utf-8")

    assert read_hints(hints_md) == {
        "step 1": [
            "One.",
            "Two, with `code` and\na second line.",
            '```python\n# a comment in code is no heading\nawait redis.get("a")\n```',
        ],
        "stretch step 1": ["a", "b", "c"],
    }


def test_each_time_the_next_hint_comes_and_the_last_one_stays(kit_in):
    """After the third there is nothing but the reference."""
    shown = [show(kit_in(), "tea", "step 1", "katas/tea/main.py") for _ in range(4)]

    assert [lines[0] for lines in shown] == [
        "hint 1 of 3 for step 1 of tea",
        "hint 2 of 3 for step 1 of tea",
        "hint 3 of 3 for step 1 of tea",
        "hint 3 of 3 for step 1 of tea",
    ]
    assert shown[1][1:] == [
        *("", "Two, with `code` and", "a second line.", ""),
        "(the next one: the same command again; just this one: --hint=2)",
    ]
    assert show(kit_in("again"), "tea", "step 1", "katas/tea/main.py") == shown[3]
    assert shown[2][-1] == shown[3][-1] == "(that was the last one; the reference is solutions/tea/main.py)"


def test_the_last_hint_names_the_reference_that_solves_the_step(kit_in, tmp_path):
    """A stretch step is solved in stretch.py, if there is one."""
    stretch_py = tmp_path / "solutions" / "tea" / "stretch.py"
    stretch_py.parent.mkdir(parents=True)
    stretch_py.touch()
    shown = [show(kit_in(), "tea", "stretch step 1", "katas/tea/main.py") for _ in range(3)]

    assert shown[2][-1] == "(that was the last one; the reference is solutions/tea/stretch.py)"


def test_each_step_and_each_main_py_has_its_own_count(kit_in):
    """One that was looked at says nothing about the others."""
    show(kit_in(), "tea", "step 1", "katas/tea/main.py")
    another_step = show(kit_in(), "tea", "stretch step 1", "katas/tea/main.py")
    another_main_py = show(kit_in(), "tea", "step 1", "/elsewhere/tea/main.py")

    assert another_step[0] == "hint 1 of 3 for stretch step 1 of tea"
    assert another_main_py[0] == "hint 1 of 3 for step 1 of tea"


def test_one_that_is_asked_for_by_number_does_not_count(kit_in):
    """It is shown alone, and the next one is still the first."""
    third = show(kit_in("3"), "tea", "stretch step 1", "katas/tea/main.py")
    first = show(kit_in(), "tea", "stretch step 1", "katas/tea/main.py")

    assert third == ["hint 3 of 3 for stretch step 1 of tea", "", "c"]
    assert first[0] == "hint 1 of 3 for stretch step 1 of tea"


def test_without_a_cache_it_is_always_the_first(kit_in):
    """-p no:cacheprovider."""
    shown = [show(kit_in(cache=None), "tea", "step 1", "katas/tea/main.py")[0] for _ in range(2)]

    assert shown == ["hint 1 of 3 for step 1 of tea"] * 2


def test_pytest_remembers_how_far_it_went(asked_twice):
    """From run to run, each with the block above it."""
    sections = [section(output).splitlines() for output in asked_twice]

    assert sections[0] == [
        *("hint 1 of 3 for step 2 of tea", "", "Who counts?", ""),
        "(the next one: the same command again; just this one: --hint=1)",
    ]
    assert sections[1][:4] == ["hint 2 of 3 for step 2 of tea", "", "INCR, in two lines:", "the second."]
    assert all("step 2 of 3 · Milk comes from Redis" in output for output in asked_twice)


def test_a_number_shows_that_hint_alone(runs):
    """Nothing around it."""
    assert section(runs("just the second").output).splitlines() == [
        *("hint 2 of 3 for step 2 of tea", "", "INCR, in two lines:", "the second."),
    ]


def test_when_all_is_green_there_is_nothing_to_hint_at(runs):
    """And it says so."""
    run = runs("solved")

    assert run.exit_code == 0
    assert "no step is open: there is nothing to hint at" in run.output


@pytest.mark.parametrize("asked", ["katas/tea", "4", "0", ""])
def test_what_is_no_hint_is_refused_in_words(kit_in, asked):
    """Also the path that `--hint` swallows when it stands before it."""
    with pytest.raises(pytest.UsageError) as caught:
        pytest_configure(kit_in(asked))

    assert str(caught.value).startswith(f"tried   --hint {asked}\n")
    wrong = "--hint took katas/tea for its number" if asked == "katas/tea" else "three hints per step, 1, 2 and 3"
    assert wrong in str(caught.value)
    assert "--hint stands after the path" in str(caught.value)


def test_a_file_that_cannot_be_loaded_gets_no_hint_of_step_1(small_kit):
    """The hints of a step are about its idea, and not about a missing bracket."""
    run = run_warm("katas/typo", "--hint", cwd=small_kit, PYTHONPATH=str(ROOT))

    assert "no hint yet: first mend katas/typo/main.py, at the line under `your code`" in run.output
    assert "hint 1 of 3" not in run.output
