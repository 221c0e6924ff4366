"""A Sorted Set is a leaderboard"""

from dojo.steps import expected
from katas.redis_basics.checks import A_COMMAND, ACCENTED, MOMENTS, another_client, other_clients, ttl_at, type_at

READ = "katas/redis_basics/README.md#sorted-sets"


def test_points_are_added_to_the_score(main, redis):
    """ZINCRBY adds to the score, ZADD replaces it. Redis replies with a float; your function returns an int."""
    first = main.add_score("ada", 30)
    second = main.add_score("ada", 12)

    assert first == 30, expected("30", got=first)
    assert second == 42, expected("42", got=second)
    kind = type_at(redis, "leaderboard")
    assert kind == "Sorted Set", expected("a Sorted Set at leaderboard", got=kind)


def test_the_best_come_first(main, redis):
    """Redis begins with the lowest score unless you ask for the reverse. It replies with bytes and floats."""
    redis.zadd("leaderboard", {"ada": 30, "zoë": 100, "grace": 9})

    best = main.top(2)

    assert best == [("zoë", 100), ("ada", 30)], expected('[("zoë", 100), ("ada", 30)]', got=best)


def test_the_best_player_has_rank_1(main, redis):
    """A rank is one more than the number of better players. Redis counts its places from 0."""
    redis.zadd("leaderboard", {"ada": 30, "zoë": 100, "grace": 9})

    rank = main.rank("zoë")

    assert rank == 1, expected("1", got=rank)


def test_equal_scores_have_equal_ranks(main, redis):
    """Only players with a higher score count. Two players share rank 2 here, and the next one has rank 4."""
    redis.zadd("leaderboard", {"grace": 70, "ada": 50, "margaret": 50, "radia": 20})

    for player, wanted in {"ada": 2, "margaret": 2, "radia": 4}.items():
        rank = main.rank(player)
        assert rank == wanted, expected(f"{wanted} for {player}", got=rank)


# Edge cases


def test_a_player_who_is_not_on_the_leaderboard_has_no_rank(main, redis):
    """ZSCORE replies nil for a player without a score. That is not a score of 0, and a look makes no player."""
    empty = main.top(9)
    ranks = [main.rank("nobody"), redis.zadd("leaderboard", {"ada": 50}) and main.rank("Ada"), main.rank("nobody")]

    assert empty == [], expected("[]: there is no leaderboard yet", got=empty)
    for rank in ranks:
        assert rank.value is None, expected("None", got=rank)
    players = redis.zrange("leaderboard", 0, -1)
    assert players == [b"ada"], expected("only ada in leaderboard", got=players)


def test_a_score_of_0_or_less_is_a_score(main, redis):
    """0 is a score, although Python treats it as false. Numbers below 0 are scores too."""
    redis.zadd("leaderboard", {"zoë": 0, "ada": -4})

    best = main.top(2)
    assert best == [("zoë", 0), ("ada", -4)], expected('[("zoë", 0), ("ada", -4)]', got=best)
    for player, wanted in {"zoë": 1, "ada": 2}.items():
        rank = main.rank(player)
        assert rank == wanted, expected(f"{wanted} for {player}", got=rank)


def test_any_points_can_be_added(main, redis):
    """A score may fall below 0. 0 points are false in Python, but they put the player on the leaderboard."""
    for points, wanted in ((0, 0), (20, 20), (-25, -5), (123_456_789_012, 123_456_789_007)):
        score = main.add_score("ada", points)
        stored = redis.zscore("leaderboard", "ada")
        assert score == wanted, expected(f"{wanted}", got=score)
        assert stored == wanted, expected(f"{wanted} for ada in leaderboard", got=stored)


def test_at_most_count_players_are_returned(main, redis):
    """For ZRANGE, -1 is the last player. From 0 to count - 1 is everybody if count is 0."""
    redis.zadd("leaderboard", {"ada": 30, "zoë": 100, "grace": 9})
    for count in (0, 1, 9):
        best = main.top(count)

        wanted = [("zoë", 100), ("ada", 30), ("grace", 9)][:count]
        assert best == wanted, expected(f"{wanted}", got=best)
        assert redis.zcard("leaderboard") == 3, expected("3 players, as before", got=redis.zcard("leaderboard"))


def test_players_with_equal_scores_are_all_returned(main, redis):
    """A dict with scores as keys keeps only one player for each score."""
    redis.zadd("leaderboard", {"grace": 70, "ada": 50, "margaret": 50, "radia": 20})
    best = main.top(4)

    one, other = [("ada", 50), ("margaret", 50)], [("margaret", 50), ("ada", 50)]
    wanted = [[("grace", 70), *tie, ("radia", 20)] for tie in (one, other)]
    assert best in wanted, expected(f"{wanted[0]}, or ada and margaret in the other order", got=best)


def test_a_shared_first_rank_leaves_the_next_ones_out(main, redis):
    """Two share rank 1 here, so nobody has rank 2. Three share rank 3, and the last one has rank 6."""
    redis.zadd("leaderboard", {"ada": 50, "grace": 50, "margaret": 20, "radia": 20, "zoë": 20, "hedy": 5})

    for player, wanted in {"ada": 1, "grace": 1, "margaret": 3, "radia": 3, "zoë": 3, "hedy": 6}.items():
        rank = main.rank(player)
        assert rank == wanted, expected(f"{wanted} for {player}", got=rank)


def test_one_point_more_is_a_better_rank(main, redis):
    """A large score must reach Redis with all its digits: 1.23457e+08 is another score."""
    for score, more in ((123456788, 1), (10**15, 1), (2**60, 256)):
        redis.zadd("leaderboard", {"ada": score, "grace": score + more})
        for player, wanted in {"ada": 2, "grace": 1}.items():
            rank = main.rank(player)
            assert rank == wanted, expected(f"{wanted} for {player}", got=rank)


def test_names_of_players_are_stored_unchanged(main, redis):
    """Two forms of Zoë are two players, and so are Ada and ada: do not change what you are given."""
    wanted = [(" Ada", 4), ("Ada", 3), (ACCENTED, 2), ("Zo\u00eb", 1)]
    for player, points in wanted:
        main.add_score(player, points)
    best, ranks = main.top(9), [main.rank(player) for player, _ in wanted]

    assert best == wanted, expected(ascii(wanted), got=ascii(best.value), about=best)
    for number, rank in enumerate(ranks, 1):
        assert rank == number, expected(f"{number}", got=rank)


def test_the_best_are_picked_by_redis(main, redis):
    """There is no maximum, but Redis picks the best. If Python picks them, Redis has to send all players."""
    players = [(f"player {number}", number) for number in range(500)]
    redis.zadd("leaderboard", dict(players))
    for count in (2, 130):
        best = main.top(count)

        received = best.values_received
        assert best == players[: -count - 1 : -1], expected(f"the {count} best, from player 499 on", got=best)
        assert received <= 3 * count + 4, expected(f"{count} players, not 500", got=f"{received} values from Redis")


def test_better_players_are_counted_by_redis(main, redis):
    """If Python counts the better players, Redis has to send all of them."""
    redis.zadd("leaderboard", {f"player {number}": number for number in range(100)})

    rank = main.rank("player 9")

    received = rank.values_received
    assert rank == 91, expected("91", got=rank)
    assert received <= 10, expected("a few numbers from Redis, not 90 players", got=f"{received} values from Redis")


def test_a_new_score_counts_at_once(main, redis):
    """A leaderboard that your process remembers is out of date after the next point."""
    for points in (50, 40):
        main.top(1)
        main.rank("ada")
        redis.zincrby("leaderboard", points, "ada")

    best = main.top(1)
    rank = main.rank("ada")

    assert best == [("ada", 90)], expected('[("ada", 90)]: ada has got 40 points more', got=best)
    assert rank == 1, expected("1: ada has got 40 points more", got=rank)


def test_points_that_another_client_adds_meanwhile_stay(main, redis, wire):
    """If you look at the score and then write it, you overwrite points that came in between."""
    for before, moments in ((30, [2]), (30, [3]), (30, [4]), (30, [A_COMMAND]), (0, [2]), (30, range(1, 20))):
        redis.delete("leaderboard")
        redis.zadd("leaderboard", {"ada": before} if before else {"grace": 70})
        theirs = other_clients(wire, before=moments, does=lambda: redis.zincrby("leaderboard", 100, "ada"))
        yours = main.add_score("ada", 5)

        score, wanted = redis.zscore("leaderboard", "ada"), before + 5 + 100 * len(theirs)
        words = f"{wanted} for ada: {before} before, 5 of yours, 100 of each other client"
        assert score == wanted, expected(words, got=score, about=yours)


def test_the_score_is_up_to_date(main, redis, wire):
    """ZINCRBY replies with the new score. A score that you read before it may be too old."""
    for moment in MOMENTS:
        redis.zadd("leaderboard", {"ada": 30})
        theirs = another_client(wire, before=moment, does=lambda: redis.zincrby("leaderboard", 100, "ada"))

        yours = main.add_score("ada", 5)

        right = [135] if theirs == [130] else [35, 135]
        assert yours in right, expected(" or ".join(map(str, right)), got=yours)


def test_the_leaderboard_never_expires(main, redis):
    """With a TTL, all scores would disappear one day. Only drafts expire."""
    main.add_score("ada", 30)

    assert ttl_at(redis, "leaderboard") == "no TTL", expected("no TTL at leaderboard", got=ttl_at(redis, "leaderboard"))
