"""`comparison` measures two answers in turn, and says which one costs less."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from rich.console import Console

from dojo.comparison import table
from dojo.comparison.comparison import ROUNDS, Comparison, Cost, Operation, Side

ONE_TRIP = SimpleNamespace(commands=[(b"GET", b"key")])


class App:
    """Answers with these seconds and round trips, one after the other."""

    def __init__(self, *seconds, trips=1):
        self._seconds, self._trips, self.calls = list(seconds), trips, 0

    def get(self):
        self.calls += 1
        seconds = self._seconds[self.calls % len(self._seconds)]
        return SimpleNamespace(seconds=seconds, trips=[ONE_TRIP] * self._trips)


def compared(yours, reference):
    """The operation `get` of two such apps."""
    redis = SimpleNamespace(flushdb=lambda: None)
    wire = SimpleNamespace(mend=lambda: None)
    sides = Side("yours", yours, redis, wire), Side("reference", reference, redis, wire)
    comparison = Comparison("katas/tea/main.py", sides)
    comparison.operation("get", lambda side: side.app.get())
    return comparison


def shown(comparison, tmp_path, yours="a = 1\n", reference="a = 1\n", width=80):
    (tmp_path / "yours.py").write_text(yours, encoding="utf-8")
    (tmp_path / "reference.py").write_text(reference, encoding="utf-8")
    output = io.StringIO()
    console = Console(file=output, width=width, highlight=False, markup=False)
    table.show(comparison, tmp_path / "yours.py", tmp_path / "reference.py", console)
    return output.getvalue()


def test_both_are_measured_the_same_number_of_times():
    """And the medians are compared."""
    yours, reference = App(0.001, 0.002, 0.001), App(0.003)
    (operation,) = compared(yours, reference).operations

    assert yours.calls == reference.calls == ROUNDS
    assert operation.yours == Cost(1, 1, 0.001)
    assert operation.ratio == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("yours", "reference", "says"),
    [
        (App(0.001), App(0.002), "faster"),
        (App(0.002), App(0.001), "slower"),
        (App(0.0011), App(0.001), "the same"),
        (App(0.001, 0.004), App(0.002), "the same"),
        (App(0.002, trips=1), App(0.001, trips=2), "faster"),
        (App(0.001, trips=2), App(0.002, trips=1), "slower"),
    ],
    ids=["faster", "slower", "nearly the same", "by chance", "fewer round trips", "more round trips"],
)
def test_only_a_clear_difference_is_said(yours, reference, says):
    """A busy machine makes one answer look faster than its equal. Fewer round trips always win."""
    (operation,) = compared(yours, reference).operations

    assert operation.says == says


def test_a_learner_who_beats_the_reference_reads_it(tmp_path):
    """Below the table."""
    output = shown(compared(App(0.001), App(0.002)), tmp_path)

    assert "get        1 / 1 · 1.0 ms  1 / 1 · 2.0 ms  0.5×  yours is faster" in output
    assert "Yours beats the reference in 1 of 1 operations: get." in output


def test_a_slower_answer_is_named(tmp_path):
    """With the operation."""
    assert "The reference is faster in 1 of 1 operations: get." in shown(compared(App(0.002), App(0.001)), tmp_path)


def test_facts_stand_below_the_costs(tmp_path):
    """One for each side."""
    comparison = compared(App(0.001), App(0.001))
    comparison.fact("while Redis is down", lambda side: {"yours": 500, "reference": 200}[side.name])

    assert "while Redis is down  500    200" in shown(comparison, tmp_path)


def test_the_diff_goes_from_yours_to_the_reference(tmp_path):
    """Text in brackets is no markup."""
    output = shown(compared(App(1), App(1)), tmp_path, yours="a = [1]\n", reference="a = [bold]\n")

    assert "-a = [1]\n+a = [bold]\n" in output
    assert "the same, to the letter" in shown(compared(App(1), App(1)), tmp_path)


def test_the_json_has_all_numbers():
    """For a teacher's own table."""
    written = table.as_json(compared(App(0.001), App(0.002)))

    assert written["main_py"] == "katas/tea/main.py"
    assert written["operations"][0]["yours"] == {"round_trips": 1, "commands": 1, "seconds": 0.001}
    assert written["operations"][0]["yours_is"] == "faster"


def test_one_operation_of_none_is_as_fast():
    """No operation is faster or slower."""
    same = Operation("get", Cost(1, 1, 0.001), Cost(1, 1, 0.001), 0.5)

    assert table.in_a_sentence([same]) == "Yours is as fast as the reference."
