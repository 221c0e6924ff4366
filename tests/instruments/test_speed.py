"""`speed` is a ratio of medians, shown as a bar and written into the benchmark's JSON."""

from __future__ import annotations

import json
import re

import pytest

from dojo.instruments.speed import Cost, Speed, Speedup
from tests.support.named_runs import SOLVED, kit, small

RUNS = {
    "reference": kit(
        *("solutions/cache_api", "-q", "-k", "40_times or benchmark", "--benchmark-json={tmp}/reference.json"),
        on_this_redis=True,
    ),
    "rate_limiter": kit(
        *("solutions/rate_limiter", "-q", "-k", "costs or benchmark", "--benchmark-json={tmp}/rate_limiter.json"),
        on_this_redis=True,
    ),
    "measured": small("solutions/tea", "-q", "--benchmark-json={tmp}/tea.json"),
    "disabled": SOLVED,
    "in a process": small("solutions/tea", "-q", "-n", "1"),
}

BAR = "slow API 301 ms ████████████ · cached 1.1 ms ▏ 274× faster, needs 40×"


@pytest.fixture
def speed(request, backend) -> Speed:
    """As a kata's test has it."""
    return Speed(request.node, backend)


@pytest.mark.parametrize(
    ("slow", "fast", "bar"),
    [
        (0.301, 0.0011, BAR),
        (0.3, 0.3, "slow API 300 ms ████████████ · cached 300 ms ████████████ 1.0× faster, needs 40×"),
        (0.3, 0.075, "slow API 300 ms ████████████ · cached 75 ms ███ 4.0× faster, needs 40×"),
        (0.3, 0.0099, "slow API 300 ms ████████████ · cached 9.9 ms ▍ 30× faster, needs 40×"),
        (0.1, 0.2, "slow API 100 ms ██████ · cached 200 ms ████████████ 0.5× faster, needs 40×"),
        (0.3, 0.000001, "slow API 300 ms ████████████ · cached 0.0 ms ▏ 300000× faster, needs 40×"),
    ],
)
def test_the_bar_shows_the_ratio(slow, fast, bar):
    """Lengths in eighths of a block, never none at all; milliseconds with a digit where it says something."""
    assert str(Speedup(slow, fast, 40)) == bar


def test_a_busy_moment_does_not_count(speed):
    """Medians: two of five slow ones may be far off, and all fast ones of two rounds, and two of each other round."""
    slow = iter([0.3, 9.0, 0.3, 9.0, 0.3])
    fast = iter([5.0, 0.001, 5.0] * 3 + [5.0] * 6)

    speedup = speed.compare(slow=lambda number: next(slow), fast=lambda number: next(fast), needs=40)

    assert (speedup.slow, speedup.fast) == (0.3, 0.001)
    assert speedup.ratio == pytest.approx(300)


def test_slow_and_fast_are_measured_in_turn(speed):
    """A busy moment of the machine meets both; each fast one comes after the slow one of its round."""
    order = []

    speed.compare(
        slow=lambda number: order.append(f"slow {number}") or 1.0,
        fast=lambda number: order.append(f"fast {number}") or 1.0,
        needs=1,
        rounds=2,
    )

    assert order == ["slow 0", "fast 0", "fast 0", "fast 0", "slow 1", "fast 1", "fast 1", "fast 1"]


def test_the_best_of_five_measurements_counts(speed):
    """A machine that is busy for a while hides how fast a hit is; a sixth one is not made."""
    fast = {0: 0.05, 1: 0.001, 2: 0.05, 3: 0.05, 4: 0.05}

    passed = speed.compare(slow=lambda number: 0.3, fast=lambda number: fast[number // 5], needs=40)
    failed = speed.compare(slow=lambda number: 0.3, fast=lambda number: fast[number // 5] + 0.01, needs=40)

    assert passed.ratio == pytest.approx(300)
    assert failed.ratio == pytest.approx(0.3 / 0.011)


def test_what_is_far_from_fast_enough_is_not_measured_again(speed):
    """A busy machine does not make 3x of 40x. A learner need not wait for it."""
    fast = {0: 0.1}

    failed = speed.compare(slow=lambda number: 0.3, fast=lambda number: fast[number // 5], needs=40)

    assert failed.ratio == pytest.approx(3)


def test_a_ratio_that_is_too_small_is_shown_too(speed):
    """The test compares. The bar shows how far off it is."""
    speedup = speed.compare(slow=lambda number: 0.3, fast=lambda number: 0.01, needs=40)

    assert speedup.ratio < 40
    assert str(speedup).endswith("30× faster, needs 40×")


@pytest.mark.parametrize(
    ("cost", "line"),
    [
        (Cost(0.0011, 0.0006, 1), "limited 1.1 ms · without 0.6 ms · 1.8× the time, 1 round trip"),
        (Cost(0.0011, 0.0006, 1, "with tea"), "with tea 1.1 ms · without 0.6 ms · 1.8× the time, 1 round trip"),
        (Cost(0.0121, 0.0011, 3), "limited 12 ms · without 1.1 ms · 11.0× the time, 3 round trips"),
        (Cost(0.0018, 0.0017, 1, wins=0.75), "limited 1.8 ms · without 1.7 ms · 1.1× the time, 1 round trip"),
    ],
)
def test_a_cost_is_one_line(cost, line):
    """With its round trips, which explain it."""
    assert str(cost) == line


@pytest.mark.parametrize(
    "cost",
    [Cost(0.0018, 0.0085, 1, "with a session"), Cost(0.0018, 0.0018, 1), Cost(0.0018, 0.0017, 1, wins=0.7)],
    ids=["faster", "equal", "more than a quarter of the pairs are the other way round"],
)
def test_noise_is_called_noise(cost):
    """A ratio below 1 would say that a round trip to Redis saves time."""
    assert str(cost).endswith(" ms: too noisy to compare")
    assert "×" not in str(cost)


def test_the_share_of_pairs_that_agree_is_counted(speed):
    """Of each pair, the request without a session should be the faster one."""
    costly = iter([0.002, 0.002, 0.002, 0.0005])

    cost = speed.cost(costly=lambda: next(costly), without=lambda: 0.001, round_trips=1, rounds=4)

    assert cost.wins == 0.75
    assert not cost.is_noise


def test_a_cost_is_of_medians_measured_in_turn(speed):
    """A busy moment of the machine meets both, and does not count."""
    order = []
    limited = iter([0.002, 9.0, 0.002])

    cost = speed.cost(
        costly=lambda: order.append("limited") or next(limited),
        without=lambda: order.append("without") or 0.001,
        round_trips=1,
        rounds=3,
    )

    assert cost == Cost(0.002, 0.001, 1)
    assert order == ["limited", "without"] * 3


@pytest.mark.parametrize("name", ["measured", "disabled", "in a process"])
def test_the_bar_is_printed_and_the_verdict_is_the_same(runs, name):
    """With the benchmark's table, without it, and in a process of xdist, which has no table."""
    run = runs(name)

    assert run.exit_code == 0
    assert f"\n{BAR}\n" in run.output
    assert "7 passed, 1 skipped" in run.output


def test_the_json_says_how_fast_on_what_with_how_many_round_trips(runs):
    """So that the numbers of several runs can be compared."""
    runs("measured")
    benchmark = json.loads((runs.folder / "tea.json").read_text())["benchmarks"][0]

    assert benchmark["group"] == "tea"
    assert benchmark["extra_info"].pop("backend").startswith("fakeredis 2.")
    assert benchmark["extra_info"] == {"round_trips": 1, "speedup": 273.6}


def test_the_reference_is_measured_on_the_redis_of_this_run(runs, backend):
    """A miss makes no round trip, a hit one; the speedup is far beyond what is needed."""
    run = runs("reference")
    benchmarks = json.loads((runs.folder / "reference.json").read_text())["benchmarks"]
    extra = {benchmark["name"]: benchmark["extra_info"] for benchmark in benchmarks}

    assert run.exit_code == 0, run.output
    assert {name: info["round_trips"] for name, info in extra.items()} == {
        "test_benchmark[miss]": 0,
        "test_benchmark[hit]": 1,
    }
    assert {info["backend"].split()[0] for info in extra.values()} == {backend.header.split()[0]}
    assert all(info["speedup"] >= 40 for info in extra.values())
    assert "× faster, needs 40×" in run.output


def test_the_cost_of_the_limiter_is_in_the_json_and_at_the_end(runs, backend):
    """As a ratio and in round trips. No test judges it, and a busy machine may make it noise."""
    run = runs("rate_limiter")
    benchmarks = json.loads((runs.folder / "rate_limiter.json").read_text())["benchmarks"]
    extra = {benchmark["name"]: benchmark["extra_info"] for benchmark in benchmarks}

    assert run.exit_code == 0, run.output
    assert {name: info["round_trips"] for name, info in extra.items()} == {
        "test_benchmark[without a limiter]": 0,
        "test_benchmark[passes]": 1,
        "test_benchmark[refused]": 1,
    }
    assert {info["backend"].split()[0] for info in extra.values()} == {backend.header.split()[0]}
    assert all(info["cost"] > 0 for info in extra.values())
    assert re.search(r" ms( · .*× the time, 1 round trip|: too noisy to compare)\n", run.output)
