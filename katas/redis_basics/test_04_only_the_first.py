"""A nickname is given only once"""

from dojo.steps import expected
from katas.redis_basics.checks import ACCENTED, MOMENTS, another_client, characters, ttl_at

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


def test_of_two_claims_at_the_same_moment_one_wins(main, redis, wire):
    """If you look first and write afterwards, another client can claim the nickname in between."""
    for moment in MOMENTS:
        redis.delete("nickname:countess")
        claim = another_client(wire, before=moment, does=lambda: redis.set("nickname:countess", "grace", nx=True))
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


def test_an_empty_owner_is_an_owner(main, redis):
    """An empty text is false in Python. In Redis its key exists, so the nickname is taken."""
    redis.set("nickname:countess", "")

    given = main.claim_nickname("countess", "grace")

    assert given.value is False, expected("False: there is a key nickname:countess", got=given)


def test_a_nickname_can_be_free_again(main, redis):
    """Other programs remove nicknames too. What your process remembers is out of date then."""
    main.claim_nickname("countess", "ada")
    redis.delete("nickname:countess")

    given = main.claim_nickname("countess", "grace")

    assert given.value is True, expected("True: another program has removed the nickname", got=given)


def test_nickname_and_name_are_stored_unchanged(main, redis):
    """Other programs look for this very key: change neither capitals nor spaces nor other characters."""
    nicknames = [" Countess ", f"The Countess: {ACCENTED}", "what?/100%"]
    given = [main.claim_nickname(nickname, f" Ada {ACCENTED}") for nickname in nicknames]

    for nickname, each in zip(nicknames, given, strict=True):
        owner, wanted = characters(redis, f"nickname:{nickname}"), ascii(f" Ada {ACCENTED}")
        assert owner == wanted, expected(f"{wanted} at {f'nickname:{nickname}'!a}", got=owner, about=each)


def test_a_nickname_never_expires(main, redis):
    """With a TTL, the nickname would be free again one day. Only drafts expire."""
    main.claim_nickname("countess", "ada")

    left = ttl_at(redis, "nickname:countess")
    assert left == "no TTL", expected("no TTL at nickname:countess", got=left)
