"""Cake is fast"""

import pytest

from dojo.steps import expected

READ = "katas/tea/README.md#cake"


@pytest.mark.parametrize("piece", ["first", "second"])
def test_cake(client, piece):
    got = client.get("/milk")["data"]
    assert got == 1, expected("cake with milk", got=got)


def test_cake_is_fast(speed):
    speedup = speed.compare(slow=lambda number: 0.301, fast=lambda number: 0.0011, needs=40)
    assert speedup.ratio >= 40, expected("at least 40 times faster", got=speedup)


@pytest.mark.benchmark(group="tea")
def test_benchmark(client, benchmark, speed):
    answer = benchmark.pedantic(client.get, args=("/milk",), rounds=3)
    speed.describe(benchmark, round_trips=answer.round_trips)
    assert answer["data"] == 3 or answer["data"] == 1, expected("milk", got=answer)
