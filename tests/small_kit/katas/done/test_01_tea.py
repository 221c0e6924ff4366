"""Tea is served"""

import pytest

from dojo.steps import expected

READ = "katas/README.md"


@pytest.mark.benchmark(group="done")
def test_tea(client, benchmark):
    answer = benchmark.pedantic(client.get, args=("/tea",), rounds=3)
    assert answer["data"] == "green", expected("green tea", got=answer)
