"""Always the same, again and again"""

from dojo.steps import expected

READ = "katas/blocks/README.md#blocks"


def test_in_turn(client, redis, clock):
    for number in range(20):
        clock.advance(60)
        answer = client.get(f"/touch/{number}")
        assert number < 19, expected("less", got=redis.get("key:19"), about=answer)
