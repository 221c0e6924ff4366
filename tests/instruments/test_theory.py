"""theory/: what is written there is executed, and what does not hold is named with its page and line."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import closing
from textwrap import dedent

import pytest
from sybil.example import SybilFailure

from dojo.backends.container import ContainerBackend
from dojo.backends.fake import FakeBackend
from dojo.settings import IMAGE
from dojo.theory.code_block import same_ttl
from dojo.theory.page_run import PageRun, read
from tests.engine import needs_engine
from tests.instruments.runs import small
from tests.runs import ROOT

PAGES = sorted(ROOT.glob("theory/*.md"))

RUNS = {"page": small("theory/page.md", "-rs"), "one block": small("theory/page.md", "-k", "line and 21")}

MESSAGES = [
    """
    theory/page.md:17
      ran       LRANGE teas 0 -1
      expected  1) "green"
      got       1) "green"
                2) "black"
    """,
    """
    theory/page.md:24
      ran       redis.get("teas")
      expected  b'green'
      got       redis.exceptions.ResponseError: WRONGTYPE Operation against a key holding the wrong kind of value
    """,
    """
    theory/page.md:30
      ran       return cups["green"]
      expected  no exception
      got       KeyError: 'green'
    """,
    """
    theory/page.md:35
      ran       ```jsom
      expected  one of python, redis-cli (executed), mermaid, text, console (only shown)
      got       jsom
    """,
    """
    theory/page.md:39
      ran       ```text
      expected  no session in what is only shown: one in ```redis-cli or ```python is executed
      got       127.0.0.1:6379>
    """,
    """
    theory/page.md:51
      ran       INCR cups
      expected  the prompt 127.0.0.1:6379(TX)>
      got       the prompt 127.0.0.1:6379>
    """,
    """
    theory/page.md:62
      ran       def pour(
      expected  no exception
      got       SyntaxError: '(' was never closed
    """,
    """
    theory/page.md:67
      ran       pour({"oolong": cups})
      expected  no exception
      got       KeyError: 'green'
    """,
]


@pytest.fixture
def small_page(small_kit):
    """The page of the small kit."""
    return small_kit / "theory" / "page.md"


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.split()[0])
def test_a_block_that_does_not_hold_is_named_with_its_line(runs, message):
    """What was run, what the page says, and what came; and no traceback of the kit."""
    assert f"\n{dedent(message).strip()}\n" in runs("page").output
    assert "Traceback" not in runs("page").output
    assert "dojo/" not in runs("page").output


def test_every_other_block_is_a_test_that_passes_or_says_why_it_is_skipped(runs):
    """What is only shown is no test."""
    run = runs("page")

    assert "8 failed, 1 passed, 1 skipped" in run.output
    assert "theory/page.md: only real Redis shows it: fakeredis has no kettle" in run.output


def test_a_block_that_is_run_alone_has_those_above_it_behind_it(runs):
    """They built what it builds on."""
    output = runs("one block").output

    assert "ran       redis.get" in output  # and not redis.llen, which needs the block above
    assert "1 failed, 9 deselected" in output


def test_a_server_that_is_not_ours_is_not_changed(small_page):
    """CONFIG SET and FLUSHALL are for a container of our own."""
    backend = FakeBackend()
    backend.owned = False
    examples = read(small_page)
    run = PageRun(backend, examples)

    assert [example.parsed.line for example in examples if not run.allows(example)] == [57]


@needs_engine
def test_a_page_leaves_the_settings_of_the_server_as_they_were():
    """Also if a block that changes one fails before it changes it back."""
    with closing(ContainerBackend(IMAGE)) as backend:
        run = PageRun(backend, [])
        run.start()
        run.redis.config_set("maxmemory-policy", "allkeys-lfu")
        run.stop()
        with backend.look_client() as look:
            policy = look.config_get("maxmemory-policy")

    assert policy == {"maxmemory-policy": "noeviction"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_is_marked_as_real_redis_only_fails_on_fakeredis(page):
    """And nothing else does. Once a marked block passes there, it needs its mark no more."""
    examples = read(page)
    run = PageRun(FakeBackend(), examples)
    failed = []

    run.start()
    for example in examples:
        try:
            run.run(example)
        except SybilFailure:
            failed.append(example.line)
    run.stop()

    assert failed == [example.line for example in examples if example.parsed.real_only]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_built_like_the_others(page):
    """Objectives, sections that each ask for a prediction, what fakeredis does differently, links; no hidden code."""
    text = page.read_text(encoding="utf-8")
    outside_of_fences = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    head, *sections = re.split(r"^## ", outside_of_fences, flags=re.MULTILINE)
    titles = [section.partition("\n")[0] for section in sections]

    assert "After this page you can" in head
    assert titles[-2:] == ["What fakeredis does differently", "Links"]
    assert [title for title, body in zip(titles[:-2], sections, strict=False) if "Predict, then run" not in body] == []
    assert outside_of_fences.count("<details>") == outside_of_fences.count("</details>")
    assert re.findall(r"^(?: {4}|\t).*", outside_of_fences, re.MULTILINE) == []  # an indented code block


@pytest.mark.parametrize(
    ("ran", "expected", "got", "same"),
    [
        ("TTL a", "(integer) 60", "(integer) 59", True),
        ("TTL a", "(integer) 60", "(integer) 58", False),
        ("TTL a", "(integer) 60", "(integer) 61", False),
        ("TTL a", "(integer) -1", "(integer) -2", False),
        ("TTL a", "(integer) -2", "(integer) -1", False),
        ("TTL a", "(integer) 60", '"60"', False),
        ("PTTL a", "(integer) 60000", "(integer) 59001", True),
        ("HTTL a FIELDS 2 b c", "1) (integer) 60\n2) (integer) -1", "1) (integer) 59\n2) (integer) -1", True),
        ("HTTL a FIELDS 2 b c", "1) (integer) 60\n2) (integer) -1", "1) (integer) 59\n2) (integer) -2", False),
        ('redis.incr("a"), redis.ttl("a")', "(2, 60)", "(2, 59)", True),
        ('redis.incr("a"), redis.ttl("a")', "(2, 60)", "(1, 60)", False),
        ("INCR a", "(integer) 60", "(integer) 59", False),
    ],
)
def test_a_ttl_may_be_a_second_less(ran, expected, got, same):
    """On a busy machine time passes between two lines; nothing else is forgiven."""
    assert same_ttl(ran, expected, got) is same


def test_who_runs_a_kata_does_not_wait_for_sybil():
    """It is imported when a page is collected."""
    code = "import sys, dojo.theory; sys.exit('sybil' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
