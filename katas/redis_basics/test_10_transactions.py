"""A transfer neither makes nor loses money"""

import pytest
from redis.exceptions import RedisError

from dojo.steps import expected

READ = "katas/redis_basics/README.md#transactions"


@pytest.mark.parametrize(("receiver", "amount"), [("grace", 30), ("grace", 100), ("Ada", 30)])
def test_money_is_moved(main, redis, receiver, amount):
    """All that the sender has is not too much; and Ada is not ada."""
    redis.mset({"balance:ada": 100, f"balance:{receiver}": 20})
    moved = main.transfer("ada", receiver, amount)

    balances = [balance or b"0" for balance in redis.mget("balance:ada", f"balance:{receiver}")]
    wanted = [b"%d" % (100 - amount), b"%d" % (20 + amount)]
    assert moved.value is True, expected("True", got=moved)
    assert balances == wanted, expected(f"{wanted} for ada and {receiver}", got=balances)


def test_a_fortune_is_moved_to_the_last_coin(main, redis):
    """Nobody is too rich, and 1e+15 is not what somebody has."""
    redis.mset({"balance:ada": 10**15 + 7, "balance:grace": 2})
    moved = main.transfer("ada", "grace", 10**15)

    balances = redis.mget("balance:ada", "balance:grace")
    assert moved.value is True, expected("True", got=moved)
    assert balances == [b"7", b"1000000000000002"], expected("7 for ada, 1000000000000002 for grace", got=balances)


def test_who_had_nothing_can_receive(main, redis):
    """No key is a balance of 0."""
    redis.set("balance:ada", 100)
    moved = main.transfer("ada", "grace", 30)

    balances = redis.mget("balance:ada", "balance:grace")
    assert moved.value is True, expected("True", got=moved)
    assert balances == [b"70", b"30"], expected("70 for ada, 30 for grace", got=balances)
    for user in ("ada", "grace"):
        left = redis.ttl(f"balance:{user}")
        assert left == -1, expected(f"a balance of {user} that stays, without a TTL", got=f"TTL {left}")


@pytest.mark.parametrize(
    ("sender", "receiver", "amount"),
    [("ada", "grace", 101), ("nobody", "grace", 1), ("ada", "grace", 0), ("ada", "grace", -5), ("ada", "ada", 30)],
    ids=["too much", "of nobody", "nothing", "less than nothing", "to oneself"],
)
def test_a_transfer_that_makes_no_sense_is_refused(main, redis, sender, receiver, amount):
    """False, and every balance as it was."""
    redis.mset({"balance:ada": 100, "balance:grace": 20})
    moved = main.transfer(sender, receiver, amount)

    balances = redis.mget("balance:ada", "balance:grace", "balance:nobody")
    assert moved.value is False, expected("False", got=moved)
    assert balances[:2] == [b"100", b"20"], expected("100 for ada and 20 for grace, as before", got=balances[:2])
    assert balances[2] in (None, b"0"), expected("no money at balance:nobody", got=balances[2])


@pytest.mark.parametrize("who", ["ada", "grace"])
@pytest.mark.parametrize("round_trip", range(1, 7))
def test_what_somebody_pays_in_meanwhile_stays(main, redis, wire, who, round_trip):
    """Between any two round trips of yours; and the transfer takes place all the same."""
    for amount in (30, 100):
        redis.mset({"balance:ada": 100, "balance:grace": 20})
        wire.before(round_trip=round_trip, do=lambda: redis.incrby(f"balance:{who}", 500))
        moved = main.transfer("ada", "grace", amount)

        ada, grace = 100 - amount, 20 + amount
        wanted = [b"%d" % (ada + 500), b"%d" % grace] if who == "ada" else [b"%d" % ada, b"%d" % (grace + 500)]
        balances = [balance or b"0" for balance in redis.mget("balance:ada", "balance:grace")]
        assert moved.value is True, expected("True: there was enough", got=moved)
        assert balances == wanted, expected(f"{wanted} for ada and grace, with the 500 for {who}", got=balances)


@pytest.mark.parametrize("round_trip", range(1, 7))
def test_what_is_spent_meanwhile_is_not_spent_twice(main, redis, wire, round_trip):
    """What you know of a balance is old as soon as somebody else gets in between."""
    redis.mset({"balance:ada": 100, "balance:grace": 20})
    wire.before(round_trip=round_trip, do=lambda: redis.set("balance:ada", 0))
    moved = main.transfer("ada", "grace", 30)

    balances = [balance or b"0" for balance in redis.mget("balance:ada", "balance:grace")]
    wanted = [b"0", b"50" if moved.value is True else b"20"]
    assert isinstance(moved.value, bool), expected("True or False", got=moved)
    assert balances == wanted, expected(f"{wanted}: ada was emptied meanwhile, and you returned {moved}", got=balances)


def test_a_transfer_is_tried_again_as_often_as_it_takes(main, redis, wire):
    """False is for those who have too little. Here there is enough, and a lot going on."""
    redis.mset({"balance:ada": 100, "balance:grace": 20})
    for round_trip in range(1, 181):
        wire.before(round_trip=round_trip, do=lambda: redis.incrby("balance:ada", 1))
    moved = main.transfer("ada", "grace", 30)

    balances = redis.mget("balance:ada", "balance:grace")
    assert moved.value is True, expected("True, in the end", got=moved)
    assert balances == [b"250", b"50"], expected("250 for ada and 50 for grace", got=balances)


@pytest.mark.parametrize("round_trips", range(1, 7))
def test_a_cut_connection_neither_makes_nor_loses_money(main, redis, wire, round_trips):
    """Both balances change, or none. Where nobody can say what was done, no answer is right: let the exception pass."""
    redis.mset({"balance:ada": 100, "balance:grace": 20})
    wire.cut_after(round_trips)
    moved = main.transfer("ada", "grace", 30)
    wire.mend()

    balances = redis.mget("balance:ada", "balance:grace")
    wanted = [b"100", b"20"], [b"70", b"50"]
    assert balances in wanted, expected("100 and 20 as before, or 70 and 50", got=balances)
    assert moved.value is not False, expected("True, or the ConnectionError: ada has enough", got=moved)
    if balances == [b"100", b"20"]:
        assert isinstance(moved.value, RedisError), expected("redis-py's exception: nothing was moved", got=moved)
    else:
        assert moved.value is True or isinstance(moved.value, RedisError), expected(
            "True, or redis-py's exception", got=moved
        )
