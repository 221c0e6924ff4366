"""theory/: what is written there is executed, and what does not hold is named with its page and line."""

from __future__ import annotations

import code
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
from tests.support.docker_engine import needs_engine
from tests.support.kit_runs import ROOT
from tests.support.named_runs import small

SET_UP, *LESSONS = PAGES = sorted(ROOT.glob("theory/*.md"))

CREATE_REDIS = [
    "from fakeredis import FakeRedis\n\nredis = FakeRedis(version=(8, 2))\n",
    "from redis import Redis\n\nredis = Redis()\n",
]
"""How a page's reader begins, without Docker and with it."""

RUNS = {"page": small("theory/page.md", "-rs"), "one block": small("theory/page.md", "-k", "line and 20")}

MESSAGES = [
    """
    theory/page.md:16
      ran       LRANGE teas 0 -1
      expected  1) "green"
      got       1) "green"
                2) "black"
    """,
    """
    theory/page.md:23
      ran       redis.get("teas")
      expected  b'green'
      got       redis.exceptions.ResponseError: WRONGTYPE Operation against a key holding the wrong kind of value
    """,
    """
    theory/page.md:29
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
    """A page begins with its objectives, ends with fakeredis and links, and hides no code."""
    head, *sections = sections_of(page)
    titles = [section.partition("\n")[0] for section in sections]
    text = "".join([head, *sections])

    assert "After this page you can" in head
    assert titles[-2:] == ["What fakeredis does differently", "Links"]
    assert text.count("<details>") == text.count("</details>")
    assert re.findall(r"^(?: {4}|\t).*", text, re.MULTILINE) == []  # an indented code block


@pytest.mark.parametrize("page", LESSONS, ids=lambda page: page.stem)
def test_each_section_asks_for_a_prediction(page):
    """The set-up page teaches no idea of Redis, so it asks none."""
    _, *sections, _, _ = sections_of(page)

    assert [section for section in sections if "Predict, then run" not in section] == []


@pytest.mark.parametrize("page", LESSONS, ids=lambda page: page.stem)
def test_a_page_begins_with_the_lines_that_create_redis(page):
    """A reader who opens any page can type its blocks at once."""
    assert [example.parsed.source for example in read(page)[:2]] == CREATE_REDIS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_short(page):
    """400 to 900 words of prose, besides exercises, tables and links."""
    *text, _ = sections_of(page)
    prose = re.sub(r"<details>.*?</details>|<!--.*?-->|^(?:\||Practise).*?$", "", "".join(text), flags=re.M | re.S)

    assert 400 <= len(re.findall(r"\S*\w\S*", prose)) <= 900


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_code_of_a_page_can_be_pasted_at_a_python_prompt(page):
    """There an empty line ends a function, and a function needs one before the next statement."""
    blocks = [example.parsed for example in read(page) if example.parsed.language == "python"]

    assert [block.line for block in blocks if ">>>" not in block.source and not can_be_pasted(block.source)] == []


def test_the_lines_that_create_redis_do_not_detach_a_page(tmp_path):
    """The blocks below them still talk to the Redis of the run, and so does redis-cli."""
    page = tmp_path / "page.md"
    blocks = ['redis.set("tea", "green")\n', *CREATE_REDIS, ">>> redis.get(\"tea\")\nb'green'\n"]
    page.write_text("".join(f"```python\n{block}```\n\n" for block in blocks), encoding="utf-8")
    examples = read(page)
    run = PageRun(FakeBackend(), examples)

    run.start()
    for example in examples:
        run.run(example)
    run.stop()


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


def test_a_run_of_a_kata_does_not_import_sybil():
    """It is imported when a page is collected."""
    program = "import sys, dojo.theory; sys.exit('sybil' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 0


def sections_of(page):
    """What stands before the first heading, then each section with its title; fenced blocks are left out."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.split(r"^## ", text, flags=re.MULTILINE)


class Prompt(code.InteractiveConsole):
    """A Python prompt that reads, and executes nothing."""

    understood = True

    def runcode(self, code):
        pass

    def showsyntaxerror(self, *args, **kwargs):
        self.understood = False


def can_be_pasted(source):
    prompt = Prompt()
    is_open = False
    for line in [*source.splitlines(), ""]:
        is_open = prompt.push(line)
    return prompt.understood and not is_open
