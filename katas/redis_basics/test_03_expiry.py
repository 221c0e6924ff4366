"""A draft expires

`clock.advance(60)` lets 60 s pass, for every TTL too. `wire.cut_after(1)` cuts the connection after one round trip.
"""

from dojo.steps import expected
from katas.redis_basics.checks import A_COMMAND, ACCENTED, MOMENTS, another_client, characters, other_clients

READ = "katas/redis_basics/README.md#expiry"


def test_a_draft_is_stored(main, redis):
    """Other programs read the draft too, so its key and its type must be as promised."""
    main.save_draft("ada", "Notes on the Engine", 60)

    assert redis.type("draft:ada") == b"string", expected("a String at draft:ada", got=redis.type("draft:ada"))
    draft = redis.get("draft:ada")
    assert draft == b"Notes on the Engine", expected("the draft at draft:ada", got=draft)


def test_a_draft_lives_for_the_seconds_asked_for(main, redis, clock):
    """Without a TTL, a draft would stay and fill the memory. EX takes the seconds that the caller asks for."""
    for seconds in (60, 10, 3600, 1, 30 * 86_400):
        main.save_draft("ada", "Notes on the Engine", seconds)

        clock.advance(max(seconds - 5, 0))
        there = seconds == 1 or redis.exists("draft:ada")  # one second is too short to look
        assert there, expected(f"the draft, {seconds - 5} s after it was saved", got="no draft")
        clock.advance(min(seconds, 5))
        assert not redis.exists("draft:ada"), expected(f"no draft after its {seconds} s", got="the draft, still there")


def test_an_edited_draft_keeps_the_time_it_has_left(main, redis, clock):
    """SET replaces text and TTL, unless you ask it to keep the TTL. An edit must not start a new TTL."""
    redis.set("draft:ada", "Notes on the Engine", ex=60)
    clock.advance(40)
    edited = main.edit_draft("ada", "Notes")
    draft = redis.get("draft:ada")
    clock.advance(20)

    assert edited.value is True, expected("True", got=edited)
    assert draft == b"Notes", expected("the new text at draft:ada", got=draft)
    assert not redis.exists("draft:ada"), expected("no draft, 60 s after it was saved", got="the draft, still there")


def test_the_time_left_is_in_seconds(main, redis):
    """Redis has one command for the seconds, and another one for the milliseconds."""
    redis.set("draft:ada", "Notes", ex=300)
    left = main.seconds_left("ada")

    assert left == 300 or left == 299, expected("300, or 299", got=left)


# Edge cases


def test_without_a_draft_nothing_is_edited(main, redis):
    """Without a draft, SET with XX stores nothing and returns None. TTL of a missing key is -2."""
    edited = main.edit_draft("ada", "Notes")
    assert edited.value is False, expected("False", got=edited)
    assert redis.dbsize() == 0, expected("nothing stored", got="a key in Redis")


def test_no_draft_and_no_ttl_are_two_answers(main, redis):
    """TTL has two negative replies: -1 for a key that never expires, -2 for no key."""
    redis.set("draft:ada", "Notes")

    never_expires = main.seconds_left("ada")
    no_draft = main.seconds_left("grace")

    assert never_expires.value is None, expected("None for a draft that never expires", got=never_expires)
    assert no_draft == 0, expected("0 for no draft", got=no_draft)


def test_a_draft_that_is_saved_again_gets_its_new_time(main, redis):
    """Saving sets text and time from now on, longer or shorter than before. Only an edit keeps the time."""
    for before in (20, 3600, None):
        redis.set("draft:ada", "Notes on the Engine", ex=before)
        main.save_draft("ada", "Notes", 60)
        left, draft = redis.ttl("draft:ada"), redis.get("draft:ada")
        assert left in range(40, 61), expected("a TTL of 60 s, the new time", got=f"a TTL of {left} s")
        assert draft == b"Notes", expected("Notes, the new draft", got=draft)


def test_any_text_is_stored_unchanged(main, redis):
    """Spaces and accents are part of the text, and an empty text is a text too: no strip(), no `if draft`."""
    for draft in (" Notes ", "", ACCENTED):
        main.save_draft("ada", draft, 60)
        saved = characters(redis, "draft:ada")
        left = main.seconds_left("ada")
        edits = [main.edit_draft("ada", text) for text in (draft, "Notes", f"{draft}: Notes", draft)]

        assert saved == ascii(draft), expected(f"{draft!a} at draft:ada", got=saved)
        assert left.value in range(40, 61), expected("60, or 59: there is a draft", got=left)
        for edited in edits:
            assert edited.value is True, expected("True: there is a draft, and the text may be the same", got=edited)
        stored = characters(redis, "draft:ada")
        assert stored == ascii(draft), expected(f"{draft!a} at draft:ada, after the edit", got=stored)


def test_each_edit_keeps_the_time_that_redis_has(main, redis, clock):
    """TTL replies in whole seconds. If each edit sets that time again, a draft that is edited often never expires."""
    for ttl in (60, -2, 600, -1, 3600):
        redis.delete("draft:ada")
        if ttl != -2:
            redis.set("draft:ada", "Letters", ex=ttl if ttl > 0 else None)
        for _ in range(3):
            clock.advance(0.4)
            edited = main.edit_draft("ada", "Notes")
        left = redis.pttl("draft:ada")
        words = f"{ttl - 1.2:g} s left, after 3 edits in 1.2 s" if ttl > 0 else f"a TTL of {ttl}, as before"
        is_kept = ttl - 20 < left / 1000 <= ttl - 1.1 if ttl > 0 else left == ttl
        assert edited.value is (ttl != -2), expected(f"{ttl != -2}: the TTL was {ttl}", got=edited)
        assert is_kept, expected(words, got=f"{left / 1000} s left", about=edited)


def test_looking_at_the_time_changes_nothing(main, redis):
    """Only Redis knows the time that is left, at each look. A look must neither renew nor end a draft."""
    main.seconds_left("ada")  # there is no draft yet
    for seconds in (60, 9, 30 * 86_400):
        redis.set("draft:ada", "Notes", ex=seconds)
        left = main.seconds_left("ada")
        after = redis.ttl("draft:ada")
        assert left.value in range(seconds - 5, seconds + 1), expected(f"{seconds}, or {seconds - 1}", got=left)
        assert after in range(seconds - 5, seconds + 1), expected(f"a TTL of {seconds} s", got=f"a TTL of {after} s")


def test_a_draft_in_its_last_half_second_is_still_a_draft(main, redis):
    """TTL rounds, so it may reply 0. That draft is still there, and it still expires."""
    redis.set("draft:ada", "Notes", px=490)

    left = main.seconds_left("ada")
    main.edit_draft("ada", "Notes on the Engine")
    draft = redis.get("draft:ada")
    assert left == 0 or left == 1 or draft is None, expected("0, or 1: it expires in half a second", got=left)
    assert draft != b"Notes", expected("the new text, or no draft: it had half a second left", got=draft)
    assert redis.ttl("draft:ada") != -1, expected("a draft that expires, or no draft", got="a draft without a TTL")


def test_text_and_time_arrive_together(main, redis, wire):
    """Between two commands without MULTI, others see a draft without a TTL. After a cut, it stays so."""
    seen = another_client(wire, before=A_COMMAND, does=lambda: redis.ttl("draft:ada"))
    main.save_draft("ada", "Notes", 60)
    assert seen != [-1], expected("no draft yet, or one that expires", got="others see a draft without a TTL meanwhile")
    for round_trips in (1, 2, 3):
        redis.set("draft:grace", "Letters", ex=60)
        wire.cut_after(round_trips)
        saved = main.save_draft("ada", "Notes", 60)
        wire.mend()
        wire.cut_after(round_trips)
        edited = main.edit_draft("grace", "Letters to Howard")
        wire.mend()
        for key, call in {"draft:ada": saved, "draft:grace": edited}.items():
            assert redis.ttl(key) != -1, expected("every draft to expire", got=f"{key} without a TTL", about=call)


def test_a_draft_that_goes_during_the_edit_stays_away(main, redis, wire):
    """A draft can expire between two commands. SET must not bring it back, and its reply says whether there was one."""
    for moment in MOMENTS:
        redis.set("draft:ada", "Notes", ex=60)
        last = another_client(wire, before=moment, does=lambda: redis.getdel("draft:ada"))
        edited = main.edit_draft("ada", "Letters")
        was_edited = last == [b"Letters"]
        assert not redis.exists("draft:ada"), expected("no draft: another client removed it meanwhile", got="a draft")
        assert edited.value is was_edited, expected(f"{was_edited}: the last text was {last[0]}", got=edited)


def test_a_draft_that_comes_during_the_edit_is_edited_or_not(main, redis, wire):
    """EXISTS answers for another moment than SET. Return what SET has done."""
    for moment in MOMENTS:
        redis.delete("draft:ada")
        another_client(wire, before=moment, does=lambda: redis.set("draft:ada", "Letters", ex=60))
        edited = main.edit_draft("ada", "Notes")
        draft, wanted = redis.get("draft:ada"), b"Notes" if edited.value is True else b"Letters"
        words = f"{wanted.decode()} at draft:ada, as you returned {edited}"
        assert draft == wanted, expected(words, got=draft, about=edited)


def test_a_draft_that_is_saved_again_during_the_edit_keeps_its_new_time(main, redis, wire):
    """Another client may save the draft again meanwhile. Its new TTL stays, and your edit still takes place."""
    for trips in ([2], [3], [4], [A_COMMAND], range(1, 20)):
        redis.set("draft:ada", "Notes", ex=60)
        texts = other_clients(wire, before=trips, does=lambda: redis.set("draft:ada", "Letters", ex=600, get=True))
        edited = main.edit_draft("ada", "Engines")
        left, draft = redis.ttl("draft:ada"), redis.get("draft:ada")
        wanted = b"Letters" if b"Engines" in texts else b"Engines"  # what came last
        assert left > 590, expected("the 600 s of the other client", got=f"a TTL of {left} s", about=edited)
        assert edited.value is True, expected("True: there was a draft all the time", got=edited)
        assert draft == wanted, expected(f"{wanted.decode()} at draft:ada, which came last", got=draft)


def test_a_draft_that_comes_or_goes_expires(main, redis, wire):
    """EXISTS and TTL answer for two moments. Put together, they can say "never expires" of a draft that does."""
    for moment in MOMENTS:
        another_client(wire, before=moment, does=lambda: redis.set("draft:ada", "Notes", ex=60))
        comes = main.seconds_left("ada")
        another_client(wire, before=moment, does=lambda: redis.delete("draft:ada"))
        goes = main.seconds_left("ada")
        assert comes.value in range(61), expected("0, or up to 60: no draft yet, or one that expires", got=comes)
        assert goes.value in range(61), expected("0, or up to 60: one that expires, or no draft", got=goes)
