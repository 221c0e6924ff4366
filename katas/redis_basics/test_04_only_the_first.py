"""Only the first one gets a nickname"""

import pytest

from dojo.steps import expected

READ = "katas/redis_basics/README.md#only-the-first"


def test_a_nickname_is_given_once(main, redis):
    """Whoever has it keeps it. Not even its owner gets it a second time."""
    ada = main.claim_nickname("Countess", "ada")
    ada_again = main.claim_nickname("Countess", "ada")
    grace = main.claim_nickname("Countess", "grace")

    assert ada.value is True, expected("True for the first one", got=ada)
    assert grace.value is False, expected("False for the second one", got=grace)
    assert ada_again.value is False, expected("False: it is not free any more", got=ada_again)
    owner = redis.get("nickname:Countess")
    assert owner == b"ada", expected("ada at nickname:Countess, the nickname to the letter", got=owner)
    left = redis.ttl("nickname:Countess")
    assert left == -1, expected("a nickname that stays, without a TTL", got=f"TTL {left}")


@pytest.mark.parametrize("nickname", [" Countess ", "The Countess: Zoë", "what?/100%"])
def test_a_nickname_is_kept_to_the_letter(main, redis, nickname):
    """Others look for it at that very key: with its blanks, its capitals and its colons."""
    main.claim_nickname(nickname, "ada")

    owner = redis.get(f"nickname:{nickname}")
    assert owner == b"ada", expected(f'ada at "nickname:{nickname}"', got=owner)


@pytest.mark.parametrize("round_trip", [2, 3, 4])
def test_of_two_at_the_same_moment_one_gets_it(main, redis, wire, round_trip):
    """Grace claims it too, between two commands of yours."""
    grace = []
    wire.before(round_trip=round_trip, do=lambda: grace.append(redis.set("nickname:countess", "grace", nx=True)))
    ada = main.claim_nickname("countess", "ada")

    first, owner = "grace" if grace == [True] else "ada", redis.get("nickname:countess")
    assert owner == first.encode(), expected(f"{first}, who was the first, at nickname:countess", got=owner)
    assert ada.value is (first == "ada"), expected(f"{first == 'ada'}: {first} was the first", got=ada)
