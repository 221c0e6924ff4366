"""The passages that wrong and right answers are made of: how they are written, found and replaced."""

from __future__ import annotations

import pytest

from tests.support.kit_runs import ROOT
from tests.variants.passage import above, below, passage, replaced, shows, without_comments
from tests.variants.variant import Answers, all_variants

REFERENCE = '''\
import os


def count(redis, page):
    """Count a visit."""
    try:
        visits = redis.incr(f"visits:{page}")
    except RedisError:
        return None
    return visits
'''


def test_each_answer_can_be_made() -> None:
    """CI judges a sample; an answer whose passages are gone from the reference would stop those who judge them all."""
    cannot_be_made = {}
    for variant in all_variants():
        try:
            variant.source()
        except ValueError as error:
            cannot_be_made[variant.name] = str(error)

    assert not cannot_be_made


def test_a_triple_quoted_passage_can_stand_at_any_indentation() -> None:
    """A variants file would be unreadable if its passages had to start in the first column."""
    code = passage(
        """
        try:
            pass
        """
    )

    assert code == "try:\n    pass"


def test_a_new_passage_gets_the_indentation_of_the_old_one() -> None:
    """The old passage stands four spaces deep in the reference."""
    new = replaced(
        REFERENCE,
        """
        except RedisError:
            return None
        """,
        """
        except RedisError:
            if page:
                raise
        """,
    )

    assert "    except RedisError:\n        if page:\n            raise\n    return visits\n" in new


def test_a_part_of_a_line_is_replaced_by_several_lines() -> None:
    """The indentation is that of the line, not that of the place in it."""
    new = replaced(REFERENCE, "redis.incr(", "(\n    redis\n).incr(")

    assert '        visits = (\n            redis\n        ).incr(f"visits:{page}")\n' in new


def test_whole_lines_are_removed_without_a_trace() -> None:
    """A blank line in their place would look like a typing error."""
    new = replaced(REFERENCE, '"""Count a visit."""', "")

    assert "page):\n    try:\n" in new


def test_lines_are_put_above_and_below_a_passage() -> None:
    """Most answers only add something."""
    new = replaced(REFERENCE, *below("import os", "import time"))
    new = replaced(new, *above("return visits", "visits += 1"))

    assert new.startswith("import os\nimport time\n")
    assert new.endswith("    visits += 1\n    return visits\n")


def test_passages_need_no_comments_of_the_reference() -> None:
    """A comment that is worded better would otherwise break the answers that replace its line."""
    source = 'key = "#1"  # a number sign\n# The result.\nreturn key\n'

    assert without_comments(source) == 'key = "#1"\nreturn key\n'


@pytest.mark.parametrize(
    ("old", "times"), [("redis.decr(", 0), ("visits", 3), ("try:\n  visits", 0), ("return None\nreturn visits", 0)]
)
def test_an_old_passage_occurs_exactly_once(old: str, times: int) -> None:
    """Otherwise the answer is not the one that its author had in mind."""
    with pytest.raises(ValueError, match=f"found {times} times, not once"):
        replaced(REFERENCE, old, "")


def test_a_passage_must_not_begin_deeper_than_it_goes_on() -> None:
    """Its indentation would be a matter of taste."""
    with pytest.raises(ValueError, match="must not be its deepest"):
        passage("        return None\n    return visits")


OUTPUT = """\
step 2 of 9 · The second read comes from Redis

  expected  1 call of the slow API
  got       2 calls
"""


@pytest.mark.parametrize(
    ("block", "is_there"),
    [
        ("step 2 of 9 · …", True),
        ("\n    step 2 of 9 · The second read…\n\n      expected  1 call of …\n", True),
        ("", True),
        ("step 2 of 9", False),
        ("step 2 of 9 · …\n  expected  1 call of the slow API", False),
        ("  got       2 calls\n  expected  1 call of the slow API", False),
        ("    expected  1 call of the slow API\n    got       2 calls", True),
        ("    expected  1 call of the slow API\n      got       2 calls", False),
    ],
)
def test_the_lines_of_a_block_stand_one_after_the_other(block: str, is_there: bool) -> None:
    """Only whole consecutive lines count; … stands for anything within one."""
    assert shows(OUTPUT, block) == is_there


@pytest.mark.parametrize(
    ("file", "caught_by", "is_stretch"),
    [
        ("step_04.py", "step 4", False),
        ("step_10_ttl.py", "step 10", False),
        ("stretch_01.py", "stretch step 1", True),
    ],
)
def test_a_wrong_answer_is_caught_by_the_step_of_its_file(file: str, caught_by: str, is_stretch: bool) -> None:
    """Nothing else says which step it is, and nothing has to be registered."""
    answers = Answers(f"tests/variants/cache_api/{file}")
    answers.wrong("no-ttl", "SET has no EX.", ("ex=ttl", ""))

    (variant,) = answers.all
    assert (variant.kata, variant.caught_by, variant.solves_stretch) == ("cache_api", caught_by, is_stretch)


def test_an_answer_in_a_file_of_the_other_kind_is_refused() -> None:
    """A wrong answer in right.py has no step, and a right one in step_04.py would be expected to fail."""
    with pytest.raises(ValueError, match="a wrong answer belongs in"):
        Answers("tests/variants/cache_api/right.py").wrong("no-ttl", "SET has no EX.")
    with pytest.raises(ValueError, match="a right answer belongs in"):
        Answers("tests/variants/cache_api/step_04.py").right("setex", "SETEX replaces SET … EX.")
    with pytest.raises(ValueError, match=r"name it step_NN\.py"):
        Answers("tests/variants/cache_api/ttl.py")


def test_each_folder_of_variants_belongs_to_a_kata() -> None:
    """Answers in a folder with a typing error in its name would never be judged."""
    folders = {path.parent.name for path in ROOT.glob("tests/variants/*/*.py")}

    assert folders <= {path.parent.name for path in ROOT.glob("katas/*/README.md")}
