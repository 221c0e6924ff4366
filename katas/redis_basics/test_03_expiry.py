"""A draft expires"""

import pytest

from dojo.steps import expected

READ = "katas/redis_basics/README.md#expiry"


@pytest.mark.parametrize("seconds", [60, 10, 3600])
def test_a_draft_is_kept_for_its_seconds(main, redis, clock, seconds):
    """And no longer. It is kept as it is, with the blanks at its beginning and its end."""
    main.save_draft("ada", " Notes on the Engine ", seconds)
    kind = redis.type("draft:ada")
    clock.advance(seconds - 5)
    near_the_end = redis.get("draft:ada")
    clock.advance(5)
    afterwards = redis.get("draft:ada")

    assert kind == b"string", expected("a String at draft:ada", got=kind.decode())
    assert near_the_end == b" Notes on the Engine ", expected(
        f"the draft at draft:ada, as it is, after {seconds - 5} of its {seconds} s", got=repr(near_the_end)
    )
    assert afterwards is None, expected(f"no draft after its {seconds} s", got=afterwards)


def test_a_draft_that_is_saved_again_has_its_whole_time_again(main, redis, clock):
    """The new text, and the new time."""
    main.save_draft("ada", "Notes", 60)
    clock.advance(40)
    main.save_draft("ada", "Notes on the Engine", 60)
    clock.advance(40)

    draft = redis.get("draft:ada")
    assert draft == b"Notes on the Engine", expected("the new draft, 40 s after it was saved for 60 s", got=draft)


def test_draft_and_time_arrive_together(main, redis, wire):
    """A connection can be cut between any two round trips; a draft that has arrived by then must expire."""
    for round_trips in (1, 2):
        wire.cut_after(round_trips)
        main.save_draft("ada", "Notes on the Engine", 60)
        wire.mend()

        left = redis.ttl("draft:ada")
        assert left != -1, expected(
            "a draft that expires, or none",
            got=f"one without a TTL: the connection was cut after round trip {round_trips}",
        )


def test_an_edited_draft_keeps_the_time_it_has_left(main, redis, clock):
    """SET alone takes the TTL away."""
    redis.set("draft:ada", "Notes", ex=60)
    clock.advance(40)
    edited = main.edit_draft("ada", "Notes on the Engine")
    draft = redis.get("draft:ada")
    clock.advance(20)
    after_60 = redis.get("draft:ada")

    assert edited.value is True, expected("True", got=edited)
    assert draft == b"Notes on the Engine", expected("the new text at draft:ada", got=draft)
    assert after_60 is None, expected("no draft 60 s after it was saved", got="still there, 20 s after the edit")


def test_a_draft_that_is_gone_is_not_edited(main, redis):
    """Nothing to edit: False, and nothing stored."""
    edited = main.edit_draft("ada", "Notes on the Engine")

    assert edited.value is False, expected("False", got=edited)
    assert redis.dbsize() == 0, expected("nothing stored", got="a key in Redis")


@pytest.mark.parametrize("round_trip", [2, 3, 4])
def test_a_draft_that_expires_during_the_edit_does_not_come_back(main, redis, wire, round_trip):
    """Between two commands of yours there is time enough. Brought back, it would stay for ever."""
    redis.set("draft:ada", "Notes", ex=60)
    went = []
    wire.before(round_trip=round_trip, do=lambda: went.append(redis.getdel("draft:ada")))
    edited = main.edit_draft("ada", "Notes on the Engine")

    draft = redis.get("draft:ada")
    assert draft is None, expected("no draft: it was gone in front of your next round trip", got=draft)
    if went == [b"Notes"]:
        assert edited.value is False, expected("False: it was gone before you had edited it", got=edited)
    else:
        assert edited.value is True, expected("True: it was edited, and went after that", got=edited)


def test_a_draft_that_appears_during_the_edit_is_edited_or_not(main, redis, wire):
    """Either is right, for it came at that very moment. But what you return has to be what you did."""
    for round_trip in (2, 3, 4):
        redis.delete("draft:ada")
        wire.before(round_trip=round_trip, do=lambda: redis.set("draft:ada", "Letters", ex=60))
        edited = main.edit_draft("ada", "Notes on the Engine")

        draft = redis.get("draft:ada")
        wanted = b"Notes on the Engine" if edited.value is True else b"Letters"
        assert isinstance(edited.value, bool), expected("True or False", got=edited)
        assert draft == wanted, expected(f"{wanted.decode()} at draft:ada, as you returned {edited}", got=draft)


@pytest.mark.parametrize("round_trips", [[2], [3], [4], range(1, 20)], ids=["2", "3", "4", "1 to 19"])
def test_a_draft_that_is_saved_anew_during_the_edit_keeps_its_new_time(main, redis, wire, round_trips):
    """The time that you have read is old by then; KEEPTTL asks for none."""
    redis.set("draft:ada", "Notes", ex=60)
    replaced = []
    for number in round_trips:
        wire.before(round_trip=number, do=lambda: replaced.append(redis.set("draft:ada", "Letters", ex=600, get=True)))
    edited = main.edit_draft("ada", "Notes on the Engine")

    left = redis.ttl("draft:ada")
    assert left > 590, expected("600 s for the draft: somebody else saved it anew for as long", got=f"TTL {left}")
    assert edited.value is True, expected("True: there was a draft all the time", got=edited)
    draft, wanted = redis.get("draft:ada"), b"Letters" if b"Notes on the Engine" in replaced else b"Notes on the Engine"
    assert draft == wanted, expected(f"{wanted.decode()} at draft:ada, which came last", got=draft)


def test_a_draft_is_edited_in_its_last_second(main, redis):
    """By then TTL replies 0, which is a time too."""
    redis.set("draft:ada", "Notes", px=400)
    edited = main.edit_draft("ada", "Notes on the Engine")

    assert isinstance(edited.value, bool), expected("True, or False if it was gone by then", got=edited)
    draft = redis.get("draft:ada")
    assert draft != b"Notes", expected("the new text, or no draft any more: it had 0.4 s left", got=draft)
    left = redis.ttl("draft:ada")
    assert left != -1, expected("a draft that expires, or none", got="one without a TTL: it had 0.4 s left")


def test_a_draft_that_never_expires_is_edited_too(main, redis):
    """It has no time left to keep, and is there all the same."""
    redis.set("draft:ada", "Notes on the Engine")
    edited = main.edit_draft("ada", "Notes")

    assert edited.value is True, expected("True: there is a draft", got=edited)
    draft = redis.get("draft:ada")
    assert draft == b"Notes", expected("Notes at draft:ada, and nothing of the longer text before", got=draft)
    left = redis.ttl("draft:ada")
    assert left == -1, expected("a draft that never expires, as before", got=f"TTL {left}")


def test_an_empty_draft_is_a_draft_too(main, redis):
    """An empty text is false to Python, and a value like any other to Redis."""
    main.save_draft("ada", "", 60)
    saved = redis.get("draft:ada")
    left = main.seconds_left("ada")
    edited = main.edit_draft("ada", "Notes")
    emptied = main.edit_draft("ada", "")
    draft = redis.get("draft:ada")

    assert saved == b"", expected("the empty draft at draft:ada", got=saved)
    assert left == 60 or left == 59, expected("60, or 59: there is a draft, an empty one", got=left)
    assert edited.value is True, expected("True: there is a draft, an empty one", got=edited)
    assert emptied.value is True, expected("True: there is a draft", got=emptied)
    assert draft == b"", expected("the empty text at draft:ada", got=draft)


def test_a_cut_during_the_edit_leaves_no_draft_for_ever(main, redis, wire):
    """Text and time are one command away from each other, or they are not safe."""
    for round_trips in (1, 2, 3):
        redis.set("draft:ada", "Notes", ex=60)
        wire.cut_after(round_trips)
        main.edit_draft("ada", "Notes on the Engine")
        wire.mend()

        left = redis.ttl("draft:ada")
        assert left != -1, expected(
            "a draft that expires, or none",
            got=f"one without a TTL: the connection was cut after round trip {round_trips}",
        )


def test_the_seconds_left_are_told(main, redis):
    """In whole seconds, rounded up or down."""
    redis.set("draft:ada", "Notes", ex=300)
    left = main.seconds_left("ada")
    redis.set("draft:ada", "Notes", px=490)
    last = main.seconds_left("ada")
    is_gone = not redis.exists("draft:ada")

    assert left == 300 or left == 299, expected("300, or 299", got=left)
    assert last == 0 or last == 1 or is_gone, expected(
        "0, or 1, for a draft with half a second left: it does expire", got=last
    )


def test_no_draft_and_one_for_ever_are_told_apart(main, redis):
    """TTL has two negative replies."""
    redis.set("draft:ada", "Notes on the Engine")
    for_ever = main.seconds_left("ada")
    no_draft = main.seconds_left("grace")

    assert for_ever.value is None, expected("None for a draft that never expires", got=for_ever)
    assert no_draft == 0, expected("0 for no draft", got=no_draft)


@pytest.mark.parametrize("round_trip", [2, 3])
def test_a_draft_that_comes_or_goes_is_none_for_ever(main, redis, wire, round_trip):
    """Two questions one after the other are answered at two moments. At neither was there one that never expires."""
    redis.set("draft:ada", "Notes", ex=60)
    wire.before(round_trip=round_trip, do=lambda: redis.delete("draft:ada"))
    going = main.seconds_left("ada")
    redis.delete("draft:ada")
    wire.before(round_trip=round_trip, do=lambda: redis.set("draft:ada", "Notes", ex=60))
    coming = main.seconds_left("ada")

    assert going.value in range(61), expected("0, or up to 60: the draft is gone, or expires", got=going)
    assert coming.value in range(61), expected("0, or up to 60: there is no draft yet, or it expires", got=coming)
