"""A mutant of a reference falls, or the list of survivors says why not. `python -m tests.mutants` judges all."""

from __future__ import annotations

import pytest

from tests.mutants.command import complaints, gone_from, table
from tests.mutants.mutant import Mutant, all_mutants, mutants_of, sample
from tests.mutants.operators import mistakes
from tests.mutants.survivors import by_key, entries, listed, read
from tests.support.kit_runs import BackgroundRuns, KitRun

SIZE, SEED = 4, 62

REFERENCE = """
from redis import Redis

LIMIT = 5


def add(redis: Redis, count: int) -> int:
    for key in ("a", "b"):
        redis.incrby(key, count)
    return count + LIMIT


if __name__ == "__main__":
    print(1)
"""
LIST = """
[[equivalent]]
where = "add"
line = "return count + LIMIT"
becomes = ["return count | LIMIT"]
why = "No bit is in both."
"""

SURVIVED = KitRun(0, "")
FELL = KitRun(1, "step 2 of 9 · Two numbers are added")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "mutant" in metafunc.fixturenames:
        chosen = sample(all_mutants(), SIZE, SEED)
        metafunc.parametrize("mutant", chosen, ids=lambda mutant: f"{mutant.kata}-{mutant.where}-{mutant.operator}")


def test_a_mutant_falls_or_is_on_the_list(mutant: Mutant, background_runs: BackgroundRuns) -> None:
    """A mistake that no step sees would pass in a learner's answer too."""
    survivor = by_key(listed([mutant.kata])).get(mutant.key)

    run = background_runs.result(mutant.run)

    assert run.exit_code == (0 if survivor else 1), f"{mutant}\n{survivor}\n{run.output}"


def test_each_survivor_on_the_list_is_a_mutant():
    """An entry for a line that has changed would hide nothing, and mislead its reader."""
    assert [str(one) for one in gone_from(all_mutants(), listed())] == []


def mutants(source: str = REFERENCE) -> dict[str, Mutant]:
    """By what the line becomes."""
    return {mutant.becomes: mutant for mutant in mutants_of("adding", "main.py", source)}


@pytest.mark.parametrize(
    ("line", "becomes"),
    [
        ("return a + b", "return a - b"),
        ("if a < b: pass", "if a <= b: pass"),
        ("if a: pass", "if not a: pass"),
        ("limit = 5", "limit = 6"),
        ("limit = 5", "limit = 0"),
        ('limit = int(get("LIMIT", "60"))', 'limit = int(get("LIMIT", "61"))'),
        ("except RedisError: pass", "except Exception: pass"),
        ("except (RedisError, ValueError): pass", "except ValueError: pass"),
        ("time.time()", "time.monotonic()"),
        ("user.name, user.theme", "user.theme, user.theme"),
    ],
)
def test_an_operator_makes_its_mistake(line, becomes):
    """An operator that a release of cosmic-ray takes away, or renames, would be missed by nobody."""
    before = "try: pass\n" if line.startswith("except") else ""

    assert before + becomes in [text for _, text in mistakes(before + line)]


def test_a_loop_can_end_after_its_first_round():
    """The second occurrence is what tests forget."""
    assert "        redis.incrby(key, count)\n        break\n" in mutants_text()


@pytest.mark.parametrize(
    ("line", "becomes"),
    [
        ("redis.call('GET', KEYS[1])", "redis.call('DEL', KEYS[1])"),
        ("redis.call('GET', KEYS[1])", "redis.call('GET', KEYS[2])"),
        ("redis.call('DEL', KEYS[2])", ""),
        ("return 5", "return 0"),
        ("if a == b then return 5 end", "if a ~= b then return 5 end"),
    ],
)
def test_the_text_of_a_lua_script_is_changed(line, becomes):
    """To Python a script is one string, in which cosmic-ray changes nothing."""
    script = f'SCRIPT = """\n{line}\nredis.call(\'DEL\', KEYS[1])\nreturn 1\n"""'

    changed = [text for _, text in mistakes(script)]

    assert script.replace(f"{line}\n", f"{becomes}\n" if becomes else "", 1) in changed


def test_what_no_step_runs_is_left_alone():
    """Imports, annotations, and what `python main.py` does would only fill the list of survivors."""
    lines = {mutant.line for mutant in mutants().values()}

    assert lines == {"LIMIT = 5", 'for key in ("a", "b"):', "redis.incrby(key, count)", "return count + LIMIT"}


def test_no_mutant_is_made_twice():
    """`number - 1` and `number → 0` are the same where the number is 1."""
    all_of_them = list(mutants_of("adding", "main.py", "LIMIT = 1\n"))

    assert sorted(mutant.becomes for mutant in all_of_them) == ["LIMIT = 0", "LIMIT = 2"]


def test_a_mutant_keeps_its_name_when_lines_move():
    """With line numbers, each change of a reference would mean a new list."""
    moved = REFERENCE.replace("LIMIT = 5", "OTHER = None\nLIMIT = 5")

    assert mutants()["return count - LIMIT"] in mutants_of("adding", "main.py", moved)


def test_two_changes_that_read_alike_are_told_apart():
    """A list that names one of them does not excuse the other."""
    twice = "def f(a):\n    if a:\n        a += 1\n    if a:\n        a += 2\n"

    alike = [mutant for mutant in mutants_of("adding", "main.py", twice) if mutant.becomes == "if not a:"]

    assert [mutant.nth for mutant in alike] == [1, 2]
    assert len({mutant.key for mutant in alike}) == 2


def test_a_survivor_has_to_be_on_the_list():
    """It shows a hole in the tests, or it gets its reason."""
    open_one = mutants()["return count | LIMIT"]

    (complaint,) = complaints([open_one], {open_one: SURVIVED}, [])

    assert "tests/mutants/survivors/<kata>.toml" in complaint
    assert 'line = "return count + LIMIT"' in complaint
    assert complaints([open_one], {open_one: SURVIVED}, list(read("adding", LIST))) == []


def test_a_mutant_that_falls_has_to_leave_the_list():
    """A list that excuses more than it must is no longer read."""
    fallen = mutants()["return count | LIMIT"]

    (complaint,) = complaints([fallen], {fallen: FELL}, list(read("adding", LIST)))

    assert "they fell" in complaint
    assert "step 2" in complaint


def test_an_entry_without_a_mutant_has_to_leave_the_list():
    """The line that it speaks of has changed, and its reason may be wrong by now."""
    other = mutants()["return count - LIMIT"]

    (complaint,) = complaints([other], {}, list(read("adding", LIST)))

    assert "no mutant is like them" in complaint


def test_an_open_survivor_is_printed_as_an_entry():
    """A maintainer pastes it, and says which kind it is, and why."""
    printed = entries([mutants()["return count | LIMIT"]], mutants().values())

    assert printed.replace("[[]]", "[[equivalent]]").replace('""', '"No bit is in both."') == LIST.lstrip()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("equivalent", "harmless"),
        ('"No bit is in both."', '""'),
        ("where", "function"),
        ("why =", 'who = "me"\nwhy ='),
    ],
)
def test_an_entry_that_is_not_complete_is_refused(old, new):
    """A slip of the pen in a name would drop the reason unseen."""
    with pytest.raises(ValueError, match="adding"):
        list(read("adding", LIST.replace(old, new)))


def test_the_table_counts_each_kind():
    """Nothing that was judged is missing in a column."""
    one, other = mutants()["return count | LIMIT"], mutants()["return count - LIMIT"]

    line = table([one, other], {one: SURVIVED, other: FELL}, list(read("adding", LIST))).splitlines()[1]

    assert line.split() == ["adding/main.py", "2", "2", "1", "1", "0", "0", "0"]


def test_a_run_without_a_verdict_is_neither():
    """A run that could not begin would count as a mutant that fell."""
    one = mutants()["return count | LIMIT"]

    (complaint,) = complaints([one], {one: KitRun(4, "there is no such file")}, [])

    assert "exit code 4" in complaint


def mutants_text() -> str:
    return "".join(mutant.source for mutant in mutants().values())
