"""The requests that matter are not left out"""

from dojo.steps import expected

READ = "katas/blocks/README.md#blocks"


def test_judged(client, wire):
    answers = [client.get(f"/touch/{number}") for number in range(12)]
    wire.cut_after(3)
    answers += [client.get(f"/touch/{number}") for number in range(3)]
    wire.mend()
    answers += [client.get("/list") for _ in range(6)]
    answers += [client.get(f"/touch/{number}") for number in range(2)]
    assert answers[5]["data"] == 6, expected("6", got=answers[5])
