"""A Sorted Set is a leaderboard"""

import pytest

from dojo.steps import expected

READ = "katas/redis_basics/README.md#sorted-sets"


def test_points_are_added_to_the_score(main, redis):
    """A player who is not there yet begins with 0. Redis replies with a float."""
    first = main.add_score("ada", 30)
    second = main.add_score("ada", -10)
    third = main.add_score("ada", -25)
    none = main.add_score("radia", 0)

    assert first == 30, expected("30", got=first)
    assert second == 20, expected("20", got=second)
    assert third == -5, expected("-5: 25 less than 20", got=third)
    assert none == 0, expected("0", got=none)
    kind = redis.type("leaderboard")
    assert kind == b"zset", expected("a Sorted Set at leaderboard", got=kind.decode())
    scores = dict(redis.zscan_iter("leaderboard"))
    assert scores == {b"ada": -5, b"radia": 0}, expected("ada with -5 and radia with 0 points", got=scores)
    left = redis.ttl("leaderboard")
    assert left == -1, expected("a leaderboard that stays, without a TTL", got=f"TTL {left}")


@pytest.mark.parametrize("round_trip", [2, 3, 4])
def test_points_that_come_meanwhile_stay(main, redis, wire, round_trip):
    """A score can be counted up too."""
    redis.zadd("leaderboard", {"ada": 30})
    theirs = []
    wire.before(round_trip=round_trip, do=lambda: theirs.append(redis.zincrby("leaderboard", 100, "ada")))
    yours = main.add_score("ada", 5)

    score = redis.zscore("leaderboard", "ada")
    assert score == 135, expected("135: 30 before, 5 of yours, 100 by somebody else", got=score)
    if theirs == [130]:
        assert yours == 135, expected("135: there were 130 when you added yours", got=yours)
    else:
        assert yours in [35, 135], expected("35, or 135 with what came later", got=yours)


@pytest.mark.parametrize("count", [0, 1, 2, 9])
def test_the_best_come_first(main, redis, count):
    """By their numbers: 100 is more than 30, and -4 is a score too."""
    redis.zadd("leaderboard", {"ada": 30, "zoë": 100, "grace": 9, "radia": -4})
    best = main.top(count)

    wanted = [("zoë", 100), ("ada", 30), ("grace", 9), ("radia", -4)][:count]
    assert best == wanted, expected(f"{wanted}", got=best)
    players = redis.zcard("leaderboard")
    assert players == 4, expected("all 4 still on the leaderboard, as reading removes nobody", got=players)


def test_a_tie_loses_nobody(main, redis):
    """Who has as many points as somebody else is another player all the same."""
    redis.zadd("leaderboard", {"ada": 50, "grace": 70, "margaret": 50, "radia": 20})
    best = main.top(4)

    one, other = [("ada", 50), ("margaret", 50)], [("margaret", 50), ("ada", 50)]
    wanted = [[("grace", 70), *tie, ("radia", 20)] for tie in (one, other)]
    assert best in wanted, expected(f"{wanted[0]}, or ada and margaret the other way round", got=best)


@pytest.mark.parametrize("count", [2, 30])
def test_the_best_are_picked_by_redis(main, redis, count):
    """The others need not be sent."""
    redis.zadd("leaderboard", {f"player {number}": number for number in range(100)})
    best = main.top(count)

    wanted = [(f"player {number}", number) for number in range(99, 99 - count, -1)]
    assert best == wanted, expected(f"the {count} players from 99 down to {100 - count}", got=best)
    received = best.values_received
    assert received <= 3 * count + 4, expected(
        f"{count} players from Redis, not 100", got=f"{received} values from Redis"
    )


def test_a_new_score_is_seen_at_once(main, redis):
    """Another process may have added it; what you remember of the leaderboard is old."""
    redis.zadd("leaderboard", {"ada": 50, "grace": 70})
    main.top(1)
    main.rank("ada")
    redis.zincrby("leaderboard", 40, "ada")
    best = main.top(1)
    rank = main.rank("ada")

    assert best == [("ada", 90)], expected('[("ada", 90)]: ada has 40 points more by now', got=best)
    assert rank == 1, expected("1: ada has 40 points more by now", got=rank)


def test_equal_scores_have_equal_ranks(main, redis):
    """And the next one after two second places is fourth."""
    redis.zadd("leaderboard", {"ada": 50, "grace": 70, "margaret": 50, "radia": 20, "katherine": 0, "hedy": -4})
    players = {"grace": 1, "ada": 2, "margaret": 2, "radia": 4, "katherine": 5, "hedy": 6}

    for player, wanted in players.items():
        rank = main.rank(player)
        assert rank == wanted, expected(f"{wanted} for {player}", got=rank)


def test_one_point_makes_a_rank(main, redis):
    """However many points they have: a score that was rounded on its way to Redis is another score."""
    redis.zadd("leaderboard", {"ada": 123456788, "grace": 123456789})
    ada = main.rank("ada")
    grace = main.rank("grace")

    assert ada == 2, expected("2: ada has 123456788, grace has one more", got=ada)
    assert grace == 1, expected("1: grace has the most", got=grace)


def test_who_does_not_play_has_no_rank(main, redis):
    """Neither the last one nor the first."""
    redis.zadd("leaderboard", {"ada": 50})
    rank = main.rank("nobody")

    assert rank.value is None, expected("None", got=rank)


def test_those_who_are_better_are_counted_by_redis(main, redis):
    """However many they are."""
    redis.zadd("leaderboard", {f"player {number}": number for number in range(100)})
    rank = main.rank("player 9")

    assert rank == 91, expected("91", got=rank)
    received = rank.values_received
    assert received <= 10, expected("a few numbers from Redis, not 100 players", got=f"{received} values from Redis")
