"""Wrong answers that step 8 of redis_basics must catch."""

from tests.variants.passage import above
from tests.variants.redis_basics.passages import BEST, RANK, SCORE
from tests.variants.variant import Answers

answers = Answers(__file__)

PAIRS = "return [(text(player), int(score)) for player, score in best]"

answers.wrong(
    "score-is-set",
    "ZADD replaces.",
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
    "ZINCRBY replies a float.",
    (SCORE, 'return redis.zincrby("leaderboard", points, player)'),
)
answers.wrong(
    "score-is-read-and-written",
    "ZSCORE, add, ZADD.",
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
    "Not what is in the Sorted Set.",
    (SCORE, 'return max(0, int(redis.zincrby("leaderboard", points, player)))'),
)
answers.wrong(
    "the-best-have-more-than-0",
    "By score, down to 0.",
    (BEST, 'best = redis.zrevrangebyscore("leaderboard", "+inf", 0, 0, count, withscores=True)'),
)
answers.wrong(
    "worst-first",
    "Ascending.",
    (BEST, BEST.replace("desc=True", "desc=False")),
)
answers.wrong(
    "one-too-many-of-the-best",
    "ZRANGE names the last one.",
    (BEST, BEST.replace("count - 1", "count")),
)
answers.wrong(
    "no-best-is-all",
    "ZRANGE 0 -1.",
    (
        """
        if count == 0:
            return []  # ZRANGE 0 -1 would be the whole Sorted Set
        """,
        "",
    ),
)
answers.wrong(
    "best-are-popped",
    "ZPOPMAX takes them away.",
    (BEST, 'best = redis.zpopmax("leaderboard", count)'),
)
answers.wrong(
    "best-are-bytes",
    "No decode.",
    (PAIRS, "return [(player, int(score)) for player, score in best]"),
)
answers.wrong(
    "best-with-floats",
    "Scores are floats.",
    (PAIRS, "return [(text(player), score) for player, score in best]"),
)
answers.wrong(
    "best-sorted-here",
    "Fetches everybody.",
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
    "Equal scores have different ranks.",
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
    "0 for the best.",
    (RANK, RANK.replace("1 + redis", "redis")),
)
answers.wrong(
    "rank-from-the-end",
    "Counts those who have less.",
    (RANK, RANK.replace('f"({score}", "+inf"', '"-inf", f"({score}"')),
)
answers.wrong(
    "rank-is-dense",
    "1, 2, 2, 3.",
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
    "`if not score`.",
    (RANK, RANK.replace("if score is None", "if not score")),
)
answers.wrong(
    "below-0-is-no-score",
    "No rank for a negative score.",
    (RANK, RANK.replace("if score is None", "if score is None or score < 0")),
)
answers.wrong(
    "score-with-six-digits",
    "1.23457e+08 is more than both of them have.",
    (RANK, RANK.replace("{score}", "{score:g}")),
)
answers.wrong(
    "unknown-is-last",
    "A rank for somebody who does not play.",
    (RANK, RANK.replace('redis.zscore("leaderboard", player)', 'redis.zscore("leaderboard", player) or 0')),
)
answers.wrong(
    "better-ones-are-fetched",
    "len() of those who are better.",
    (
        RANK,
        """
        score = redis.zscore("leaderboard", player)
        if score is None:
            return None
        return 1 + len(redis.zrangebyscore("leaderboard", f"({score}", "+inf"))  # the bracket: more than, not as much as
        """,
    ),
)
answers.wrong(
    "score-of-before-plus-the-points",
    "ZINCRBY adds, and what is returned was read before.",
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
    "Who is given 0 points does not take part.",
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
    "A dict by score: of two with as many points one is lost.",
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
    "Not as many as asked for.",
    (BEST, BEST.replace("count - 1", "min(count, 10) - 1")),
)
answers.wrong(
    "the-best-are-remembered",
    "lru_cache.",
    above("import re", "import functools"),
    above("def top(", "@functools.lru_cache"),
)
answers.wrong(
    "rank-is-remembered",
    "lru_cache.",
    above("import re", "import functools"),
    above("def rank(", "@functools.lru_cache"),
)
