"""Wrong answers that step 8 of redis_basics must catch."""

from tests.variants.passage import above
from tests.variants.redis_basics.passages import BEST, RANK, SCORE
from tests.variants.variant import Answers

answers = Answers(__file__)

PAIRS = "return [(text(player), int(score)) for player, score in best]"

answers.wrong(
    "score-is-set",
    "ZADD replaces the score.",
    (
        SCORE,
        """
        redis.zadd("leaderboard", {player: points})
        return points
        """,
    ),
)
answers.wrong(
    "score-is-a-float",
    "ZINCRBY replies with a float.",
    (SCORE, 'return redis.zincrby("leaderboard", points, player)'),
)
answers.wrong(
    "score-is-read-and-written",
    "ZSCORE, add, ZADD: concurrent points are lost.",
    (
        SCORE,
        """
        score = int(redis.zscore("leaderboard", player) or 0) + points
        redis.zadd("leaderboard", {player: score})
        return score
        """,
    ),
)
answers.wrong(
    "no-score-below-0",
    "Negative scores are returned as 0.",
    (SCORE, 'return max(0, int(redis.zincrby("leaderboard", points, player)))'),
)
answers.wrong(
    "the-best-have-more-than-0",
    "The range ends at 0: players with negative scores are missing.",
    (BEST, 'best = redis.zrevrangebyscore("leaderboard", "+inf", 0, 0, count, withscores=True)'),
)
answers.wrong(
    "worst-first",
    "The order is ascending.",
    (BEST, BEST.replace("desc=True", "desc=False")),
)
answers.wrong(
    "one-too-many-of-the-best",
    "The end of ZRANGE is inclusive: one player too many.",
    (BEST, BEST.replace("count - 1", "count")),
)
answers.wrong(
    "no-best-is-all",
    "ZRANGE 0 -1 returns all players for a count of 0.",
    (
        """
        if count == 0:
            return []
        best = redis.zrange(
        """,
        "best = redis.zrange(",
    ),
)
answers.wrong(
    "best-are-popped",
    "ZPOPMAX removes the players it reads.",
    (BEST, 'best = redis.zpopmax("leaderboard", count)'),
)
answers.wrong(
    "best-are-bytes",
    "The players are not decoded.",
    (PAIRS, "return [(player, int(score)) for player, score in best]"),
)
answers.wrong(
    "best-with-floats",
    "The scores are floats.",
    (PAIRS, "return [(text(player), score) for player, score in best]"),
)
answers.wrong(
    "best-sorted-here",
    "Python sorts after fetching all players.",
    (
        BEST,
        """
        everybody = redis.zrange("leaderboard", 0, -1, withscores=True)
        best = everybody[::-1][:count]
        """,
    ),
)
answers.wrong(
    "rank-by-zrevrank",
    "ZREVRANK gives players with equal scores different ranks.",
    (
        RANK,
        """
        rank = redis.zrevrank("leaderboard", player)
        return None if rank is None else rank + 1
        """,
    ),
)
answers.wrong(
    "rank-from-0",
    "The best player has rank 0.",
    (RANK, RANK.replace("1 + redis", "redis")),
)
answers.wrong(
    "rank-from-the-end",
    "The rank counts players with lower scores.",
    (RANK, RANK.replace('f"({score}", "+inf"', '"-inf", f"({score}"')),
)
answers.wrong(
    "rank-is-dense",
    "The ranks are dense: 1, 2, 2, 3.",
    (
        RANK,
        """
        score = redis.zscore("leaderboard", player)
        if score is None:
            return None
        better = redis.zrange("leaderboard", f"({score}", "+inf", byscore=True, withscores=True)
        return 1 + len({points for _, points in better})
        """,
    ),
)
answers.wrong(
    "zero-is-no-score",
    "`if not score` takes 0 for no score.",
    (RANK, RANK.replace("if score is None", "if not score")),
)
answers.wrong(
    "below-0-is-no-score",
    "A negative score has no rank.",
    (RANK, RANK.replace("if score is None", "if score is None or score < 0")),
)
answers.wrong(
    "score-with-six-digits",
    "The score is rounded to six digits: 1.23457e+08 is more than either player has.",
    (RANK, RANK.replace("{score}", "{score:g}")),
)
answers.wrong(
    "unknown-is-last",
    "A player without a score gets a rank.",
    (RANK, RANK.replace('redis.zscore("leaderboard", player)', 'redis.zscore("leaderboard", player) or 0')),
)
answers.wrong(
    "better-ones-are-fetched",
    "len() counts the better players after fetching them.",
    (
        RANK,
        """
        score = redis.zscore("leaderboard", player)
        if score is None:
            return None
        return 1 + len(redis.zrangebyscore("leaderboard", f"({score}", "+inf"))
        """,
    ),
)
answers.wrong(
    "score-of-before-plus-the-points",
    "ZINCRBY adds, but the returned score was read before it.",
    (
        SCORE,
        """
        before = int(redis.zscore("leaderboard", player) or 0)
        redis.zincrby("leaderboard", points, player)
        return before + points
        """,
    ),
)
answers.wrong(
    "no-points-no-player",
    "A player who gets 0 points is not added.",
    above(
        SCORE,
        """
        if not points:
            return int(redis.zscore("leaderboard", player) or 0)
        """,
    ),
)
answers.wrong(
    "one-player-per-score",
    "A dict by score drops players with equal scores.",
    (
        PAIRS,
        """
        by_score = {int(score): text(player) for player, score in best}
        return [(player, score) for score, player in by_score.items()]
        """,
    ),
)
answers.wrong(
    "ten-of-the-best-at-most",
    "The result has at most ten players.",
    (BEST, BEST.replace("count - 1", "min(count, 10) - 1")),
)
answers.wrong(
    "the-best-are-remembered",
    "lru_cache hides new scores.",
    above("import re", "import functools"),
    above("def top(", "@functools.lru_cache"),
)
answers.wrong(
    "rank-is-remembered",
    "lru_cache hides new ranks.",
    above("import re", "import functools"),
    above("def rank(", "@functools.lru_cache"),
)
answers.wrong(
    "rank-counts-equal-scores",
    "ZCOUNT includes the player's own score: of two with equal scores, each counts the other.",
    (RANK, RANK.replace('1 + redis.zcount("leaderboard", f"({score}"', 'redis.zcount("leaderboard", f"{score}"')),
    block="""
        step 8 of 11 · A Sorted Set is a leaderboard
          called    rank(redis, "ada")
          expected  2 for ada
          got       …
          why       Only players with a higher score count. Two players share rank 2 here, and the next one has rank 4.
    """,
)
answers.wrong(
    "first-score-by-zadd",
    "ZSCORE finds no player, and ZADD stores the points: points that came in between are lost.",
    above(
        SCORE,
        """
        if redis.zscore("leaderboard", player) is None:
            redis.zadd("leaderboard", {player: points})
            return points
        """,
    ),
    block="""
        step 8 of 11 · A Sorted Set is a leaderboard
          called    add_score(redis, "ada", 5), 5 times
          expected  105 for ada: 0 before, 5 of yours, 100 of each other client
          got       …
          why       If you look at the score and then write it, you overwrite points that came in between.
    """,
)
answers.wrong(
    "score-in-three-tries",
    "WATCH is tried three times, then the points are lost.",
    (
        SCORE,
        """
        with redis.pipeline() as pipe:
            for _ in range(3):
                try:
                    pipe.watch("leaderboard")
                    score = int(pipe.zscore("leaderboard", player) or 0) + points
                    pipe.multi()
                    pipe.zadd("leaderboard", {player: score})
                    pipe.execute()
                    return score
                except WatchError:
                    continue
        return score
        """,
    ),
)
answers.wrong(
    "score-of-the-first-time",
    "The process remembers the score, and counts on from there.",
    above("def add_score(", "SCORES = {}"),
    (
        SCORE,
        """
        if player in SCORES:
            SCORES[player] += points
            redis.zincrby("leaderboard", points, player)
        else:
            SCORES[player] = int(redis.zincrby("leaderboard", points, player))
        return SCORES[player]
        """,
    ),
)
answers.wrong(
    "zscore-and-zincrby-in-a-pipeline",
    "A pipeline without MULTI lets others in between ZSCORE and ZINCRBY: the returned score is too old.",
    (
        SCORE,
        """
        pipe = redis.pipeline(transaction=False)
        pipe.zscore("leaderboard", player)
        pipe.zincrby("leaderboard", points, player)
        return int(pipe.execute()[0] or 0) + points
        """,
    ),
)
answers.wrong(
    "score-with-seven-digits",
    "The points are added as a text of seven digits.",
    (SCORE, 'return int(redis.zincrby("leaderboard", f"{points:.7g}", player))'),
)
answers.wrong(
    "player-in-another-form-of-unicode",
    "NFC makes one character of a letter and its accent: another player.",
    above("import re", "import unicodedata"),
    (SCORE, SCORE.replace("points, player", 'points, unicodedata.normalize("NFC", player)')),
)
answers.wrong(
    "best-in-another-form-of-unicode",
    "NFC makes one character of a letter and its accent: another name than the player has.",
    above("import re", "import unicodedata"),
    ("return [(text(player), int(score))", 'return [(unicodedata.normalize("NFC", text(player)), int(score))'),
)
answers.wrong(
    "rank-of-small-letters",
    "The rank is that of the name in lower case.",
    (RANK, RANK.replace("player)", "player.lower())")),
)
answers.wrong(
    "looking-makes-a-player",
    "ZADD NX with 0 points: a look at the rank puts the player on the leaderboard.",
    (
        RANK,
        """
        if redis.zscore("leaderboard", player) is None:
            redis.zadd("leaderboard", {player: 0}, nx=True)
            return None
        score = redis.zscore("leaderboard", player)
        return 1 + redis.zcount("leaderboard", f"({score}", "+inf")
        """,
    ),
)
answers.wrong(
    "rank-first-of-the-best",
    "ZREVRANK, but each player with the highest score has rank 1; lower equal scores have different ranks.",
    (
        RANK,
        """
        place = redis.zrevrank("leaderboard", player)
        if place is None:
            return None
        best = redis.zrange("leaderboard", 0, 0, desc=True, withscores=True)[0][1]
        return 1 if redis.zscore("leaderboard", player) == best else 1 + place
        """,
    ),
)
answers.wrong(
    "rank-two-after-a-shared-first",
    "The second best score has rank 2, however many players share the first.",
    (
        RANK,
        """
        score = redis.zscore("leaderboard", player)
        if score is None:
            return None
        better = redis.zcount("leaderboard", f"({score}", "+inf")
        best = redis.zrange("leaderboard", 0, 0, desc=True, withscores=True)[0][1]
        if better and better == redis.zcount("leaderboard", best, best):
            return 2
        return 1 + better
        """,
    ),
)
answers.wrong(
    "a-hundred-of-the-best-at-most",
    "The result has at most a hundred players.",
    (BEST, BEST.replace("count - 1", "min(count, 100) - 1")),
)
answers.wrong(
    "no-empty-board",
    "Without a leaderboard, the best of nobody is None.",
    (
        "return [(text(player), int(score)) for player, score in best]",
        "return [(text(player), int(score)) for player, score in best] or None",
    ),
)
answers.wrong(
    "first-points-are-at-least-one",
    "A new player begins with one point at least.",
    above(
        SCORE,
        """
        if points < 1 and redis.zadd("leaderboard", {player: 1}, nx=True):
            return 1
        """,
    ),
)
answers.wrong(
    "rank-of-sixteen-digits",
    "A script joins the score into a text: a number of Lua has 14 digits.",
    (
        RANK,
        '''
        script = """
            local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
            if not score then return false end
            return 1 + redis.call('ZCOUNT', KEYS[1], '(' .. tonumber(score), '+inf')"""
        return redis.eval(script, 1, "leaderboard", player)
        ''',
    ),
)
answers.wrong(
    "no-rank-is-remembered",
    "The process remembers that a player had no rank.",
    above("def rank(", "NONE = set()"),
    (
        RANK,
        """
        score = redis.zscore("leaderboard", player)
        if score is None:
            NONE.add(player)
        return None if player in NONE else 1 + redis.zcount("leaderboard", f"({score}", "+inf")
        """,
    ),
)
answers.wrong(
    "better-begins-one-point-higher",
    "Players from score + 1 on count: a large float plus 1 is the same float, and the player counts too.",
    (RANK, RANK.replace('f"({score}"', "score + 1")),
)
