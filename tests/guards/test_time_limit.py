"""`bounded` ends what does not end, also on Windows, where there is no alarm; and it leaves Ctrl-C to the learner."""

from __future__ import annotations

import asyncio
import signal
import threading
import traceback

import pytest

from dojo.guards.time_limit import NoAnswer, bounded


@pytest.fixture(params=["alarm", "no alarm"])
def alarm(request, monkeypatch):
    """With the clock of Linux and macOS, and as on Windows."""
    if request.param == "no alarm":
        monkeypatch.delattr(signal, "setitimer", raising=False)


def loop_for_ever():
    while True:
        pass


def swallow_twice():
    swallowed = 0
    while swallowed < 2:
        try:
            loop_for_ever()
        except BaseException:
            swallowed += 1
    loop_for_ever()


async def loop_in_a_task():
    loop_for_ever()


@pytest.mark.parametrize(
    "endless",
    [loop_for_ever, swallow_twice, lambda: asyncio.run(loop_in_a_task())],
    ids=["a loop", "one that catches everything", "a coroutine"],
)
def test_an_endless_loop_is_ended_where_it_is(alarm, endless):
    """The traceback says in which line."""
    with pytest.raises(NoAnswer) as caught, bounded(0.1):
        endless()

    names = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert "loop_for_ever" in names


def test_what_ends_in_time_is_left_alone(alarm):
    """Nothing goes on that could stop something else later."""
    before = threading.active_count()
    with bounded(5):
        within = threading.active_count(), signal.getitimer(signal.ITIMER_REAL)[0]

    assert within[0] > before or within[1] > 0
    assert threading.active_count() == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_ctrl_c_is_ctrl_c(alarm):
    """It ends the run."""
    with pytest.raises(KeyboardInterrupt), bounded(5):
        raise KeyboardInterrupt


@pytest.mark.usefixtures("alarm")
def test_a_limit_around_another_one_goes_on():
    """A test of a learner is bounded, and so is each request in it."""

    def be_bounded_then_loop():
        with bounded(5):
            pass
        loop_for_ever()

    with pytest.raises(NoAnswer), bounded(0.3):
        be_bounded_then_loop()
