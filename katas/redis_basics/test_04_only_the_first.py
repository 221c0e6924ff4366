"""A nickname is given only once"""

import pytest

from dojo.steps import expected
from katas.redis_basics.checks import another_client, ttl_at

READ = "katas/redis_basics/README.md#only-the-first"


def test_a_free_nickname_is_given(main, redis):
    """SET itself replies whether it stored the name. A name that you read back is bytes, not a str."""
    given = main.claim_nickname("countess", "ada")

    assert given.value is True, expected("True: the nickname was free", got=given)
    owner = redis.get("nickname:countess")
    assert owner == b"ada", expected("ada at nickname:countess", got=owner)


def test_a_taken_nickname_keeps_its_owner(main, redis):
    """A SET without a condition would give the nickname to the second user."""
    redis.set("nickname:countess", "ada")

    main.claim_nickname("countess", "grace")

    owner = redis.get("nickname:countess")
    assert owner == b"ada", expected("ada at nickname:countess, as before", got=owner)


def test_a_taken_nickname_is_refused(main, redis):
    """Where SET does nothing, redis-py returns None. The signature promises a bool."""
    redis.set("nickname:countess", "ada")

    given = main.claim_nickname("countess", "grace")

    assert given.value is False, expected("False: the nickname was taken", got=given)


@pytest.mark.parametrize("round_trip", [2, 3, 4])
def test_of_two_claims_at_the_same_moment_one_wins(main, redis, wire, round_trip):
    """If you look first and write afterwards, another client can claim the nickname in between."""
    claim = another_client(wire, before=round_trip, does=lambda: redis.set("nickname:countess", "grace", nx=True))

    given = main.claim_nickname("countess", "ada")

    first, owner = "grace" if claim == [True] else "ada", redis.get("nickname:countess")
    assert owner == first.encode(), expected(f"{first}, who was first, at nickname:countess", got=owner)
    assert given.value is (first == "ada"), expected(f"{first == 'ada'}: {first} was first", got=given)


# Edge cases


def test_the_owner_cannot_claim_it_again(main, redis):
    """The nickname is not free any more, so the answer is False for its owner too."""
    redis.set("nickname:countess", "ada")

    again = main.claim_nickname("countess", "ada")

    assert again.value is False, expected("False: the nickname was taken", got=again)


def test_the_nickname_stands_in_the_key_unchanged(main, redis):
    """Other programs look for this very key: change neither capitals nor spaces nor other characters."""
    for nickname in (" Countess ", "The Countess: Zoë", "what?/100%"):
        given = main.claim_nickname(nickname, "ada")

        owner = redis.get(f"nickname:{nickname}")
        assert owner == b"ada", expected(f'ada at "nickname:{nickname}"', got=owner, about=given)


def test_a_nickname_never_expires(main, redis):
    """With a TTL, the nickname would be free again one day. Only drafts expire."""
    main.claim_nickname("countess", "ada")

    left = ttl_at(redis, "nickname:countess")
    assert left == "no TTL", expected("no TTL at nickname:countess", got=left)
