"""Signals that end a process, seen from outside: each test runs a small program."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests.support.kit_runs import ROOT

HEAD = """
import os, signal, time
from dojo.backends.ending_signals import CleanUp, held_back

def say(words):
    print(words, flush=True)

"""


def run(program: str) -> tuple[int, list[str]]:
    """Its exit code, and the lines that it printed."""
    command = [sys.executable, "-c", HEAD + program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT], ids=lambda number: number.name)
def test_it_cleans_up_and_ends_by_the_signal(number: signal.Signals) -> None:
    """A shell and a supervisor see which signal it was."""
    ended = run(f"CleanUp(lambda: say('cleaned up'))\nos.kill(os.getpid(), {int(number)})\nsay('still here')")

    assert ended == (-number, ["cleaned up"])


def test_a_forked_process_does_not_clean_up() -> None:
    """The learner's code may start a process and end it; the container belongs to its parent."""
    ended = run("""
CleanUp(lambda: say("cleaned up"))
has_started, starts = os.pipe()
child = os.fork()
if child == 0:
    os.write(starts, b"!")  # a signal that comes before this can get lost in the fork
while child == 0:
    time.sleep(0.01)
os.read(has_started, 1)
os.kill(child, signal.SIGTERM)
say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
""")

    assert ended == (0, ["-15"])


def test_a_handler_that_was_there_before_is_called_too() -> None:
    """A supervisor's plugin may have one."""
    ended = run("""
signal.signal(signal.SIGTERM, lambda *_: say("before"))
CleanUp(lambda: say("cleaned up"))
os.kill(os.getpid(), signal.SIGTERM)
say("still here")
""")

    assert ended == (0, ["cleaned up", "before", "still here"])


def test_after_forget_a_signal_does_what_it_did_before() -> None:
    """Nothing is left to clean up."""
    ended = run("CleanUp(lambda: say('cleaned up')).forget()\nos.kill(os.getpid(), signal.SIGTERM)")

    assert ended == (-signal.SIGTERM, [])


def test_a_signal_waits_until_the_block_has_ended() -> None:
    """Ctrl-C too."""
    ended = run("""
try:
    with held_back():
        os.kill(os.getpid(), signal.SIGINT)
        say("created")
except KeyboardInterrupt:
    say("interrupted")
""")

    assert ended == (0, ["created", "interrupted"])


def test_a_second_signal_does_not_wait() -> None:
    """Somebody who presses Ctrl-C twice means it."""
    ended = run("""
try:
    with held_back():
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        say("created")
except KeyboardInterrupt:
    say("interrupted")
""")

    assert ended == (0, ["interrupted"])
