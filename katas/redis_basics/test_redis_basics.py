"""The steps of redis_basics, in the order to solve them. Read them; do not edit them.

`main` is your main.py: `main.count_visit("home")` calls `count_visit(redis, "home")` with a client of its own.
`count == 1` holds if that call returned the int 1, and not for what resembles it: True, 1.0 or b"1".
`redis` looks at what you stored, `wire` sees every round trip you make to Redis. `clock.advance` moves time.
`wire.before(round_trip=2, do=…)` is somebody else, who does something in front of the second round trip of the next
call: between two commands of yours, where there are two. If the call makes fewer round trips, it is done after it.
"""

import re

import pytest
from redis.exceptions import RedisError

from dojo.steps import expected, step

BRIEF = "katas/redis_basics/README.md"


# Step 1 ---------------------------------------------------------------------------------------------------------------

given = step(1, "A String is set and read", read=f"{BRIEF}#keys-and-values")


@given
def test_a_name_is_set_and_read(main, redis):
    """What went in as a str comes out as a str; in between, Redis holds bytes."""
    main.set_name(7, "Zoë Ünal")
    name = main.get_name(7)

    assert name == "Zoë Ünal", expected('"Zoë Ünal"', got=name)
    assert redis.get("name:7") == "Zoë Ünal".encode(), expected("the name at name:7", got=redis.get("name:7"))
    assert redis.ttl("name:7") == -1, expected("a name that stays, without a TTL", got=f"TTL {redis.ttl('name:7')}")


@given
def test_a_name_is_read_anew_each_time(main, redis):
    """It may have been changed since, here or by another process: what you remember of it is old."""
    main.set_name(7, "Grace Murray")
    main.get_name(7)
    main.set_name(7, "Grace Hopper")
    name = main.get_name(7)

    assert name == "Grace Hopper", expected('"Grace Hopper", which it is by now', got=name)


@given
def test_a_name_that_is_not_there_is_none(main):
    """Redis replies nil, which redis-py returns as None. An empty name is something else."""
    name = main.get_name(8)
    main.set_name(9, "")
    empty = main.get_name(9)

    assert name.value is None, expected("None", got=name)
    assert empty == "", expected('"", as there is a name, an empty one', got=empty)


# Step 2 ---------------------------------------------------------------------------------------------------------------

counter = step(2, "A counter loses no visit", read=f"{BRIEF}#counters")


@counter
def test_visits_are_counted_from_1(main):
    """A key that does not exist counts as 0; each page has its own."""
    first = main.count_visit("home")
    second = main.count_visit("home")
    elsewhere = main.count_visit("about")

    assert first == 1, expected("1", got=first)
    assert second == 2, expected("2", got=second)
    assert elsewhere == 1, expected("1, as it is another page", got=elsewhere)


@counter
def test_the_count_is_in_redis(main, redis):
    """Another process has counted up to 41 before, under this very name: capitals, blanks and all."""
    redis.set("visits:/Über Uns?x=1", 41)
    count = main.count_visit("/Über Uns?x=1")

    assert count == 42, expected("42, as visits:/Über Uns?x=1 was 41", got=count)
    stored = redis.get("visits:/Über Uns?x=1")
    assert stored == b"42", expected("42 at visits:/Über Uns?x=1", got=stored)
    left = redis.ttl("visits:/Über Uns?x=1")
    assert left == -1, expected("a count that stays, without a TTL", got=f"TTL {left}")


@counter
@pytest.mark.parametrize("round_trip", [2, 3, 4])
def test_a_visit_in_between_is_not_lost(main, redis, wire, round_trip):
    """Whoever reads 7, adds one and writes 8 takes back what somebody else counted in between."""
    redis.set("visits:home", 7)
    theirs = []
    wire.before(round_trip=round_trip, do=lambda: theirs.append(redis.incr("visits:home")))
    yours = main.count_visit("home")

    count = redis.get("visits:home")
    assert count == b"9", expected("9: 7 before, your visit, and one by somebody else", got=count)
    wanted = 17 - theirs[0]
    assert yours == wanted, expected(f"{wanted}: the visit of somebody else was number {theirs[0]}", got=yours)


@counter
def test_no_visit_is_lost_on_a_busy_day(main, redis, wire):
    """However many come in between: each is counted, and each has a number of its own."""
    theirs = []
    for round_trip in range(1, 20):
        wire.before(round_trip=round_trip, do=lambda: theirs.append(redis.incr("visits:home")))
    yours = main.count_visit("home")

    count = redis.get("visits:home")
    assert count == b"20", expected("20: your visit, and 19 by others", got=count)
    wanted = sum(range(1, 21)) - sum(theirs)
    assert yours == wanted, expected(f"{wanted}, the one number that none of the others got", got=yours)


# Step 3 ---------------------------------------------------------------------------------------------------------------

expiry = step(3, "A draft expires", read=f"{BRIEF}#expiry")


@expiry
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


@expiry
def test_a_draft_that_is_saved_again_has_its_whole_time_again(main, redis, clock):
    """The new text, and the new time."""
    main.save_draft("ada", "Notes", 60)
    clock.advance(40)
    main.save_draft("ada", "Notes on the Engine", 60)
    clock.advance(40)

    draft = redis.get("draft:ada")
    assert draft == b"Notes on the Engine", expected("the new draft, 40 s after it was saved for 60 s", got=draft)


@expiry
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


@expiry
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


@expiry
def test_a_draft_that_is_gone_is_not_edited(main, redis):
    """Nothing to edit: False, and nothing stored."""
    edited = main.edit_draft("ada", "Notes on the Engine")

    assert edited.value is False, expected("False", got=edited)
    assert redis.dbsize() == 0, expected("nothing stored", got="a key in Redis")


@expiry
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


@expiry
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


@expiry
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


@expiry
def test_a_draft_is_edited_in_its_last_second(main, redis):
    """By then TTL replies 0, which is a time too."""
    redis.set("draft:ada", "Notes", px=400)
    edited = main.edit_draft("ada", "Notes on the Engine")

    assert isinstance(edited.value, bool), expected("True, or False if it was gone by then", got=edited)
    draft = redis.get("draft:ada")
    assert draft != b"Notes", expected("the new text, or no draft any more: it had 0.4 s left", got=draft)
    left = redis.ttl("draft:ada")
    assert left != -1, expected("a draft that expires, or none", got="one without a TTL: it had 0.4 s left")


@expiry
def test_a_draft_that_never_expires_is_edited_too(main, redis):
    """It has no time left to keep, and is there all the same."""
    redis.set("draft:ada", "Notes on the Engine")
    edited = main.edit_draft("ada", "Notes")

    assert edited.value is True, expected("True: there is a draft", got=edited)
    draft = redis.get("draft:ada")
    assert draft == b"Notes", expected("Notes at draft:ada, and nothing of the longer text before", got=draft)
    left = redis.ttl("draft:ada")
    assert left == -1, expected("a draft that never expires, as before", got=f"TTL {left}")


@expiry
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


@expiry
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


@expiry
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


@expiry
def test_no_draft_and_one_for_ever_are_told_apart(main, redis):
    """TTL has two negative replies."""
    redis.set("draft:ada", "Notes on the Engine")
    for_ever = main.seconds_left("ada")
    no_draft = main.seconds_left("grace")

    assert for_ever.value is None, expected("None for a draft that never expires", got=for_ever)
    assert no_draft == 0, expected("0 for no draft", got=no_draft)


@expiry
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


# Step 4 ---------------------------------------------------------------------------------------------------------------

first_come = step(4, "Only the first one gets a nickname", read=f"{BRIEF}#only-the-first")


@first_come
def test_a_nickname_is_given_once(main, redis):
    """Whoever has it keeps it. Not even its owner gets it a second time."""
    ada = main.claim_nickname("Countess", "ada")
    ada_again = main.claim_nickname("Countess", "ada")
    grace = main.claim_nickname("Countess", "grace")

    assert ada.value is True, expected("True for the first one", got=ada)
    assert grace.value is False, expected("False for the second one", got=grace)
    assert ada_again.value is False, expected("False: it is not free any more", got=ada_again)
    owner = redis.get("nickname:Countess")
    assert owner == b"ada", expected("ada at nickname:Countess, the nickname to the letter", got=owner)
    left = redis.ttl("nickname:Countess")
    assert left == -1, expected("a nickname that stays, without a TTL", got=f"TTL {left}")


@first_come
@pytest.mark.parametrize("nickname", [" Countess ", "The Countess: Zoë", "what?/100%"])
def test_a_nickname_is_kept_to_the_letter(main, redis, nickname):
    """Others look for it at that very key: with its blanks, its capitals and its colons."""
    main.claim_nickname(nickname, "ada")

    owner = redis.get(f"nickname:{nickname}")
    assert owner == b"ada", expected(f'ada at "nickname:{nickname}"', got=owner)


@first_come
@pytest.mark.parametrize("round_trip", [2, 3, 4])
def test_of_two_at_the_same_moment_one_gets_it(main, redis, wire, round_trip):
    """Grace claims it too, between two commands of yours."""
    grace = []
    wire.before(round_trip=round_trip, do=lambda: grace.append(redis.set("nickname:countess", "grace", nx=True)))
    ada = main.claim_nickname("countess", "ada")

    first, owner = "grace" if grace == [True] else "ada", redis.get("nickname:countess")
    assert owner == first.encode(), expected(f"{first}, who was the first, at nickname:countess", got=owner)
    assert ada.value is (first == "ada"), expected(f"{first == 'ada'}: {first} was the first", got=ada)


# Step 5 ---------------------------------------------------------------------------------------------------------------

hashes = step(5, "A Hash is changed field by field", read=f"{BRIEF}#hashes")


@hashes
def test_fields_are_set_and_the_others_stay(main, redis):
    """One key per user, one field per fact. An empty value is a value."""
    redis.hset("profile:ada", mapping={"name": "Ada", "city": "London", "likes": "looms"})
    main.update_profile("ada", {"city": "Zürich", "likes": "", "Motto": ""})
    main.update_profile("grace", {"name": "Grace"})

    kind = redis.type("profile:ada")
    assert kind == b"hash", expected("a Hash at profile:ada", got=kind.decode())
    profile, wanted = redis.hgetall("profile:ada"), {b"name": b"Ada", b"city": "Zürich".encode()}
    wanted |= {b"likes": b"", b"Motto": b""}
    assert profile == wanted, expected(f"{wanted}", got=profile)
    assert redis.hlen("profile:grace") == 1, expected("1 field at profile:grace", got=redis.hlen("profile:grace"))
    left = redis.ttl("profile:ada")
    assert left == -1, expected("a profile that stays, without a TTL", got=f"TTL {left}")


@hashes
def test_a_field_that_somebody_else_sets_meanwhile_stays(main, redis, wire):
    """Whoever reads the whole profile and writes the whole profile takes it back."""
    for round_trip in (2, 3, 4):
        redis.hset("profile:ada", mapping={"name": "Ada", "city": "London"})
        wire.before(round_trip=round_trip, do=lambda: redis.hset("profile:ada", "city", "Turin"))
        main.update_profile("ada", {"name": "Ada Lovelace"})

        city = redis.hget("profile:ada", "city")
        assert city == b"Turin", expected("Turin, which somebody else set meanwhile", got=city)


@hashes
def test_no_changes_are_fine(main, redis):
    """HSET wants a field."""
    redis.hset("profile:ada", mapping={"name": "Ada"})
    returned = main.update_profile("ada", {})

    profile = redis.hgetall("profile:ada")
    assert returned.value is None, expected("None", got=returned)
    assert profile == {b"name": b"Ada"}, expected("the profile as it was", got=profile)


@hashes
def test_coins_are_added_up_in_the_hash(main, redis):
    """A field that does not exist counts as 0, and 0 is not the lowest."""
    redis.hset("profile:ada", mapping={"name": "Ada"})
    first = main.add_coins("ada", 5)
    second = main.add_coins("ada", -2)
    third = main.add_coins("ada", -10)
    none = main.add_coins("ada", 0)

    assert first == 5, expected("5", got=first)
    assert second == 3, expected("3", got=second)
    assert third == -7, expected("-7: ten less than 3", got=third)
    assert none == -7, expected("-7, as before: 0 coins more", got=none)
    profile = redis.hgetall("profile:ada")
    assert profile == {b"name": b"Ada", b"coins": b"-7"}, expected("-7 coins beside the name", got=profile)
    left = redis.ttl("profile:ada")
    assert left == -1, expected("coins that stay, without a TTL", got=f"TTL {left}")


@hashes
@pytest.mark.parametrize("round_trip", [2, 3, 4])
def test_coins_that_come_meanwhile_stay(main, redis, wire, round_trip):
    """A field can be a counter too."""
    redis.hset("profile:ada", "coins", 10)
    theirs = []
    wire.before(round_trip=round_trip, do=lambda: theirs.append(redis.hincrby("profile:ada", "coins", 100)))
    yours = main.add_coins("ada", 5)

    coins = redis.hget("profile:ada", "coins")
    assert coins == b"115", expected("115: 10 before, 5 of yours, 100 by somebody else", got=coins)
    if theirs == [110]:
        assert yours == 115, expected("115: there were 110 when you added yours", got=yours)
    else:
        assert yours in [15, 115], expected("15, or 115 with what came later", got=yours)


# Step 6 ---------------------------------------------------------------------------------------------------------------

lists = step(6, "A List keeps the newest five", read=f"{BRIEF}#lists")


@lists
def test_a_feed_begins_with_the_newest(main):
    """Each user has a feed of their own; nobody's is empty."""
    for message in ("one", "zwei", "três"):
        main.post("ada", message)
    main.post("grace", "four")
    ada = main.feed("ada", 5)
    nobody = main.feed("nobody", 5)
    main.post("ada", "five")
    later = main.feed("ada", 5)

    assert ada == ["três", "zwei", "one"], expected('["três", "zwei", "one"]', got=ada)
    assert nobody == [], expected("[]", got=nobody)
    assert later == ["five", "três", "zwei", "one"], expected('["five", "três", "zwei", "one"]', got=later)


@lists
def test_a_message_is_a_message(main, redis):
    """Also an empty one, and one that was there before: a List is no Set."""
    for message in ("tea", "", "milk", "tea"):
        main.post("ada", message)
    kept = redis.lrange("feed:ada", 0, -1)
    messages = main.feed("ada", 5)

    assert kept == [b"tea", b"milk", b"", b"tea"], expected("tea, milk, an empty one and tea in feed:ada", got=kept)
    assert messages == ["tea", "milk", "", "tea"], expected('["tea", "milk", "", "tea"]', got=messages)


@lists
def test_a_feed_keeps_the_newest_five(main, redis):
    """However many came before."""
    for number in range(1, 9):
        main.post("ada", f"message {number}")

    kind = redis.type("feed:ada")
    assert kind == b"list", expected("a List at feed:ada", got=kind.decode())
    kept = redis.lrange("feed:ada", 0, -1)
    wanted = [b"message 8", b"message 7", b"message 6", b"message 5", b"message 4"]
    assert kept == wanted, expected(f"{wanted} in feed:ada", got=kept)
    left = redis.ttl("feed:ada")
    assert left == -1, expected("a feed that stays, without a TTL", got=f"TTL {left}")


@lists
@pytest.mark.parametrize("count", [0, 1, 2, 9])
def test_as_many_messages_as_asked_for_are_read(main, redis, count):
    """LRANGE names the first and the last, and -1 is the end."""
    redis.rpush("feed:ada", "new", "older", "old")
    messages = main.feed("ada", count)

    wanted = ["new", "older", "old"][:count]
    assert messages == wanted, expected(f"{wanted}", got=messages)
    kept = redis.llen("feed:ada")
    assert kept == 3, expected("all 3 still in feed:ada, as reading removes nothing", got=kept)


@lists
def test_a_post_is_one_round_trip(main):
    """Also the one that pushes another out: between two round trips the connection can be cut, and a sixth stays."""
    posts = [main.post("ada", f"message {number}") for number in range(1, 8)]

    for sixth_or_seventh in posts[5:]:
        trips = sixth_or_seventh.round_trips
        assert trips == 1, expected("1 round trip for each post", got=f"{trips} round trips")


# Step 7 ---------------------------------------------------------------------------------------------------------------

sets = step(7, "Sets count visitors and find what is common", read=f"{BRIEF}#sets")


@sets
def test_a_visitor_is_new_once(main, redis):
    """On each page; and Ada is not ada."""
    first = main.note_visitor("home", "ada")
    second = main.note_visitor("home", "ada")
    elsewhere = main.note_visitor("about", "ada")
    another = main.note_visitor("home", "Ada")

    assert first.value is True, expected("True for a new visitor", got=first)
    assert second.value is False, expected("False for one who was there before", got=second)
    assert elsewhere.value is True, expected("True on another page", got=elsewhere)
    assert another.value is True, expected("True for Ada, who is not ada", got=another)
    kind = redis.type("visitors:home")
    assert kind == b"set", expected("a Set at visitors:home", got=kind.decode())
    visitors = redis.smembers("visitors:home")
    assert visitors == {b"ada", b"Ada"}, expected("ada and Ada in visitors:home", got=visitors)
    left = redis.ttl("visitors:home")
    assert left == -1, expected("visitors that stay, without a TTL", got=f"TTL {left}")


@sets
@pytest.mark.parametrize("round_trip", [2, 3, 4])
def test_of_two_visits_at_the_same_moment_one_is_the_first(main, redis, wire, round_trip):
    """The same visitor, in another window, between two commands of yours."""
    other = []
    wire.before(round_trip=round_trip, do=lambda: other.append(redis.sadd("visitors:home", "ada") == 1))
    yours = main.note_visitor("home", "ada")

    assert yours.value is not other[0], expected(f"{not other[0]}, as the other visit got {other[0]}", got=yours)


@sets
def test_unique_visitors_are_counted(main, redis):
    """Whoever comes twice counts once; a page that nobody has seen has none."""
    redis.sadd("visitors:home", "ada", "grace", "ada", "margaret")
    home = main.unique_visitors("home")
    nowhere = main.unique_visitors("nowhere")
    redis.sadd("visitors:home", "radia")
    later = main.unique_visitors("home")

    assert home == 3, expected("3", got=home)
    assert nowhere == 0, expected("0", got=nowhere)
    assert later == 4, expected("4: radia has come since", got=later)


@sets
def test_visitors_are_counted_by_redis(main, redis):
    """With a million of them, nobody wants to be sent them all."""
    redis.sadd("visitors:home", *(f"visitor {number}" for number in range(100)))
    visitors = main.unique_visitors("home")

    assert visitors == 100, expected("100", got=visitors)
    received = visitors.values_received
    assert received <= 5, expected("a number from Redis, not 100 visitors", got=f"{received} values from Redis")


@sets
def test_common_interests_are_those_of_all(main, redis):
    """Not those of some; and of nobody there are none."""
    redis.sadd("interests:ada", "looms", "poésie", "music")
    redis.sadd("interests:grace", "music", "poésie", "ships")
    redis.sadd("interests:margaret", "moon", "poésie")
    redis.sadd("interests:common", "tea", "music")  # of a user who is called like that
    cases = [
        ([], set()),
        (["ada", "nobody"], set()),
        (["margaret"], {"moon", "poésie"}),
        (["ada", "grace", "margaret"], {"poésie"}),
        (["ada", "grace"], {"music", "poésie"}),
        (["common", "ada"], {"music"}),
    ]

    for users, wanted in cases:
        common = main.common_interests(users)
        assert common == wanted, expected(f"{wanted or 'set()'}", got=common)
    theirs = redis.smembers("interests:common")
    assert theirs == {b"tea", b"music"}, expected("tea and music in interests:common, as before", got=theirs)
    keys = redis.dbsize()
    assert keys == 4, expected("no key but the 4 that were there", got=f"{keys} keys")


@sets
def test_common_interests_take_one_round_trip(main, redis):
    """Of twenty users as of two."""
    users = [f"user {number}" for number in range(20)]
    for user in users:
        redis.sadd(f"interests:{user}", "tea", user)
    main.common_interests(users)
    common = main.common_interests(users)

    assert common == {"tea"}, expected('{"tea"}', got=common)
    assert common.round_trips == 1, expected("1 round trip", got=f"{common.round_trips} round trips")


@sets
def test_common_interests_are_found_by_redis(main, redis):
    """Those that only one of them has need not be sent."""
    redis.sadd("interests:ada", "tea", *(f"loom {number}" for number in range(50)))
    redis.sadd("interests:grace", "tea", *(f"ship {number}" for number in range(50)))
    common = main.common_interests(["ada", "grace"])

    assert common == {"tea"}, expected('{"tea"}', got=common)
    received = common.values_received
    assert received <= 10, expected("what they have in common, not all 102", got=f"{received} values from Redis")


# Step 8 ---------------------------------------------------------------------------------------------------------------

leaderboard = step(8, "A Sorted Set is a leaderboard", read=f"{BRIEF}#sorted-sets")


@leaderboard
def test_points_are_added_to_the_score(main, redis):
    """A player who is not there yet begins with 0. Redis replies with a float."""
    first = main.add_score("ada", 30)
    second = main.add_score("ada", -10)
    third = main.add_score("ada", -25)
    none = main.add_score("radia", 0)

    assert first == 30, expected("30", got=first)
    assert second == 20, expected("20", got=second)
    assert third == -5, expected("-5: 25 less than 20", got=third)
    assert none == 0, expected("0", got=none)
    kind = redis.type("leaderboard")
    assert kind == b"zset", expected("a Sorted Set at leaderboard", got=kind.decode())
    scores = dict(redis.zscan_iter("leaderboard"))
    assert scores == {b"ada": -5, b"radia": 0}, expected("ada with -5 and radia with 0 points", got=scores)
    left = redis.ttl("leaderboard")
    assert left == -1, expected("a leaderboard that stays, without a TTL", got=f"TTL {left}")


@leaderboard
@pytest.mark.parametrize("round_trip", [2, 3, 4])
def test_points_that_come_meanwhile_stay(main, redis, wire, round_trip):
    """A score can be counted up too."""
    redis.zadd("leaderboard", {"ada": 30})
    theirs = []
    wire.before(round_trip=round_trip, do=lambda: theirs.append(redis.zincrby("leaderboard", 100, "ada")))
    yours = main.add_score("ada", 5)

    score = redis.zscore("leaderboard", "ada")
    assert score == 135, expected("135: 30 before, 5 of yours, 100 by somebody else", got=score)
    if theirs == [130]:
        assert yours == 135, expected("135: there were 130 when you added yours", got=yours)
    else:
        assert yours in [35, 135], expected("35, or 135 with what came later", got=yours)


@leaderboard
@pytest.mark.parametrize("count", [0, 1, 2, 9])
def test_the_best_come_first(main, redis, count):
    """By their numbers: 100 is more than 30, and -4 is a score too."""
    redis.zadd("leaderboard", {"ada": 30, "zoë": 100, "grace": 9, "radia": -4})
    best = main.top(count)

    wanted = [("zoë", 100), ("ada", 30), ("grace", 9), ("radia", -4)][:count]
    assert best == wanted, expected(f"{wanted}", got=best)
    players = redis.zcard("leaderboard")
    assert players == 4, expected("all 4 still on the leaderboard, as reading removes nobody", got=players)


@leaderboard
def test_a_tie_loses_nobody(main, redis):
    """Who has as many points as somebody else is another player all the same."""
    redis.zadd("leaderboard", {"ada": 50, "grace": 70, "margaret": 50, "radia": 20})
    best = main.top(4)

    one, other = [("ada", 50), ("margaret", 50)], [("margaret", 50), ("ada", 50)]
    wanted = [[("grace", 70), *tie, ("radia", 20)] for tie in (one, other)]
    assert best in wanted, expected(f"{wanted[0]}, or ada and margaret the other way round", got=best)


@leaderboard
@pytest.mark.parametrize("count", [2, 30])
def test_the_best_are_picked_by_redis(main, redis, count):
    """The others need not be sent."""
    redis.zadd("leaderboard", {f"player {number}": number for number in range(100)})
    best = main.top(count)

    wanted = [(f"player {number}", number) for number in range(99, 99 - count, -1)]
    assert best == wanted, expected(f"the {count} players from 99 down to {100 - count}", got=best)
    received = best.values_received
    assert received <= 3 * count + 4, expected(
        f"{count} players from Redis, not 100", got=f"{received} values from Redis"
    )


@leaderboard
def test_a_new_score_is_seen_at_once(main, redis):
    """Another process may have added it; what you remember of the leaderboard is old."""
    redis.zadd("leaderboard", {"ada": 50, "grace": 70})
    main.top(1)
    main.rank("ada")
    redis.zincrby("leaderboard", 40, "ada")
    best = main.top(1)
    rank = main.rank("ada")

    assert best == [("ada", 90)], expected('[("ada", 90)]: ada has 40 points more by now', got=best)
    assert rank == 1, expected("1: ada has 40 points more by now", got=rank)


@leaderboard
def test_equal_scores_have_equal_ranks(main, redis):
    """And the next one after two second places is fourth."""
    redis.zadd("leaderboard", {"ada": 50, "grace": 70, "margaret": 50, "radia": 20, "katherine": 0, "hedy": -4})
    players = {"grace": 1, "ada": 2, "margaret": 2, "radia": 4, "katherine": 5, "hedy": 6}

    for player, wanted in players.items():
        rank = main.rank(player)
        assert rank == wanted, expected(f"{wanted} for {player}", got=rank)


@leaderboard
def test_one_point_makes_a_rank(main, redis):
    """However many points they have: a score that was rounded on its way to Redis is another score."""
    redis.zadd("leaderboard", {"ada": 123456788, "grace": 123456789})
    ada = main.rank("ada")
    grace = main.rank("grace")

    assert ada == 2, expected("2: ada has 123456788, grace has one more", got=ada)
    assert grace == 1, expected("1: grace has the most", got=grace)


@leaderboard
def test_who_does_not_play_has_no_rank(main, redis):
    """Neither the last one nor the first."""
    redis.zadd("leaderboard", {"ada": 50})
    rank = main.rank("nobody")

    assert rank.value is None, expected("None", got=rank)


@leaderboard
def test_those_who_are_better_are_counted_by_redis(main, redis):
    """However many they are."""
    redis.zadd("leaderboard", {f"player {number}": number for number in range(100)})
    rank = main.rank("player 9")

    assert rank == 91, expected("91", got=rank)
    received = rank.values_received
    assert received <= 10, expected("a few numbers from Redis, not 100 players", got=f"{received} values from Redis")


# Step 9 ---------------------------------------------------------------------------------------------------------------

many_reads = step(9, "Many reads take one round trip", read=f"{BRIEF}#round-trips")


@many_reads
def test_visits_come_in_the_order_of_the_pages(main, redis):
    """0 for a page that nobody has visited; and looking is no visit."""
    redis.mset({"visits:home": 7, "visits:about": 42})
    counts = main.visits(["about", "nowhere", "home", "about"])
    no_counts = main.visits([])
    redis.set("visits:about", 43)
    later = main.visits(["about", "home"])

    assert counts == [42, 0, 7, 42], expected("[42, 0, 7, 42]", got=counts)
    assert no_counts == [], expected("[] for no pages", got=no_counts)
    assert later == [43, 7], expected("[43, 7]: about was visited once more", got=later)
    assert redis.dbsize() == 2, expected("no key but the two that were there", got=f"{redis.dbsize()} keys")
    home = redis.get("visits:home")
    assert home == b"7", expected("7 at visits:home, as before", got=home)


@many_reads
def test_profiles_come_in_the_order_of_the_users(main, redis):
    """{} for a user without one; whoever is asked for twice comes twice."""
    redis.hset("profile:ada", mapping={"name": "Ada", "city": "Zürich"})
    redis.hset("profile:grace", mapping={"name": "Grace"})
    profiles = main.profiles(["grace", "nobody", "ada", "grace"])
    no_profiles = main.profiles([])
    redis.hset("profile:ada", "city", "Turin")
    later = main.profiles(["ada"])

    wanted = [{"name": "Grace"}, {}, {"name": "Ada", "city": "Zürich"}, {"name": "Grace"}]
    assert profiles == wanted, expected(f"{wanted}", got=profiles)
    assert no_profiles == [], expected("[] for no users", got=no_profiles)
    wanted = [{"name": "Ada", "city": "Turin"}]
    assert later == wanted, expected(f"{wanted}: ada has moved since", got=later)


@many_reads
def test_profiles_have_whatever_fields_there_are(main, redis):
    """Whoever adds one need not tell you. Each value is a str: digits too, and an empty one."""
    redis.hset("profile:ada", mapping={"Full name": "Ada", "motto": "", "house": "12", "coins": 100})
    profiles = main.profiles(["ada"])

    wanted = [{"Full name": "Ada", "motto": "", "house": "12", "coins": "100"}]
    assert profiles == wanted, expected(f"{wanted}", got=profiles)


@many_reads
@pytest.mark.parametrize("function", ["visits", "profiles"])
def test_twenty_are_read_in_one_round_trip(main, redis, function):
    """Twenty round trips are twenty times the way there and back."""
    names = [f"number {number}" for number in range(20)]
    for number, name in enumerate(names):
        redis.set(f"visits:{name}", number)
        redis.hset(f"profile:{name}", mapping={"name": name})
    read = main.visits if function == "visits" else main.profiles
    read(names)
    twenty = read(names)

    wanted = list(range(20)) if function == "visits" else [{"name": name} for name in names]
    assert twenty == wanted, expected(f"{wanted[:2]} and so on", got=twenty)
    assert twenty.round_trips == 1, expected("1 round trip", got=f"{twenty.round_trips} round trips")


# Step 10 --------------------------------------------------------------------------------------------------------------

transaction = step(10, "A transfer neither makes nor loses money", read=f"{BRIEF}#transactions")


@transaction
@pytest.mark.parametrize(("receiver", "amount"), [("grace", 30), ("grace", 100), ("Ada", 30)])
def test_money_is_moved(main, redis, receiver, amount):
    """All that the sender has is not too much; and Ada is not ada."""
    redis.mset({"balance:ada": 100, f"balance:{receiver}": 20})
    moved = main.transfer("ada", receiver, amount)

    balances = [balance or b"0" for balance in redis.mget("balance:ada", f"balance:{receiver}")]
    wanted = [b"%d" % (100 - amount), b"%d" % (20 + amount)]
    assert moved.value is True, expected("True", got=moved)
    assert balances == wanted, expected(f"{wanted} for ada and {receiver}", got=balances)


@transaction
def test_a_fortune_is_moved_to_the_last_coin(main, redis):
    """Nobody is too rich, and 1e+15 is not what somebody has."""
    redis.mset({"balance:ada": 10**15 + 7, "balance:grace": 2})
    moved = main.transfer("ada", "grace", 10**15)

    balances = redis.mget("balance:ada", "balance:grace")
    assert moved.value is True, expected("True", got=moved)
    assert balances == [b"7", b"1000000000000002"], expected("7 for ada, 1000000000000002 for grace", got=balances)


@transaction
def test_who_had_nothing_can_receive(main, redis):
    """No key is a balance of 0."""
    redis.set("balance:ada", 100)
    moved = main.transfer("ada", "grace", 30)

    balances = redis.mget("balance:ada", "balance:grace")
    assert moved.value is True, expected("True", got=moved)
    assert balances == [b"70", b"30"], expected("70 for ada, 30 for grace", got=balances)
    for user in ("ada", "grace"):
        left = redis.ttl(f"balance:{user}")
        assert left == -1, expected(f"a balance of {user} that stays, without a TTL", got=f"TTL {left}")


@transaction
@pytest.mark.parametrize(
    ("sender", "receiver", "amount"),
    [("ada", "grace", 101), ("nobody", "grace", 1), ("ada", "grace", 0), ("ada", "grace", -5), ("ada", "ada", 30)],
    ids=["too much", "of nobody", "nothing", "less than nothing", "to oneself"],
)
def test_a_transfer_that_makes_no_sense_is_refused(main, redis, sender, receiver, amount):
    """False, and every balance as it was."""
    redis.mset({"balance:ada": 100, "balance:grace": 20})
    moved = main.transfer(sender, receiver, amount)

    balances = redis.mget("balance:ada", "balance:grace", "balance:nobody")
    assert moved.value is False, expected("False", got=moved)
    assert balances[:2] == [b"100", b"20"], expected("100 for ada and 20 for grace, as before", got=balances[:2])
    assert balances[2] in (None, b"0"), expected("no money at balance:nobody", got=balances[2])


@transaction
@pytest.mark.parametrize("who", ["ada", "grace"])
@pytest.mark.parametrize("round_trip", range(1, 7))
def test_what_somebody_pays_in_meanwhile_stays(main, redis, wire, who, round_trip):
    """Between any two round trips of yours; and the transfer takes place all the same."""
    for amount in (30, 100):
        redis.mset({"balance:ada": 100, "balance:grace": 20})
        wire.before(round_trip=round_trip, do=lambda: redis.incrby(f"balance:{who}", 500))
        moved = main.transfer("ada", "grace", amount)

        ada, grace = 100 - amount, 20 + amount
        wanted = [b"%d" % (ada + 500), b"%d" % grace] if who == "ada" else [b"%d" % ada, b"%d" % (grace + 500)]
        balances = [balance or b"0" for balance in redis.mget("balance:ada", "balance:grace")]
        assert moved.value is True, expected("True: there was enough", got=moved)
        assert balances == wanted, expected(f"{wanted} for ada and grace, with the 500 for {who}", got=balances)


@transaction
@pytest.mark.parametrize("round_trip", range(1, 7))
def test_what_is_spent_meanwhile_is_not_spent_twice(main, redis, wire, round_trip):
    """What you know of a balance is old as soon as somebody else gets in between."""
    redis.mset({"balance:ada": 100, "balance:grace": 20})
    wire.before(round_trip=round_trip, do=lambda: redis.set("balance:ada", 0))
    moved = main.transfer("ada", "grace", 30)

    balances = [balance or b"0" for balance in redis.mget("balance:ada", "balance:grace")]
    wanted = [b"0", b"50" if moved.value is True else b"20"]
    assert isinstance(moved.value, bool), expected("True or False", got=moved)
    assert balances == wanted, expected(f"{wanted}: ada was emptied meanwhile, and you returned {moved}", got=balances)


@transaction
def test_a_transfer_is_tried_again_as_often_as_it_takes(main, redis, wire):
    """False is for those who have too little. Here there is enough, and a lot going on."""
    redis.mset({"balance:ada": 100, "balance:grace": 20})
    for round_trip in range(1, 181):
        wire.before(round_trip=round_trip, do=lambda: redis.incrby("balance:ada", 1))
    moved = main.transfer("ada", "grace", 30)

    balances = redis.mget("balance:ada", "balance:grace")
    assert moved.value is True, expected("True, in the end", got=moved)
    assert balances == [b"250", b"50"], expected("250 for ada and 50 for grace", got=balances)


@transaction
@pytest.mark.parametrize("round_trips", range(1, 7))
def test_a_cut_connection_neither_makes_nor_loses_money(main, redis, wire, round_trips):
    """Both balances change, or none. Where nobody can say what was done, no answer is right: let the exception pass."""
    redis.mset({"balance:ada": 100, "balance:grace": 20})
    wire.cut_after(round_trips)
    moved = main.transfer("ada", "grace", 30)
    wire.mend()

    balances = redis.mget("balance:ada", "balance:grace")
    wanted = [b"100", b"20"], [b"70", b"50"]
    assert balances in wanted, expected("100 and 20 as before, or 70 and 50", got=balances)
    assert moved.value is not False, expected("True, or the ConnectionError: ada has enough", got=moved)
    if balances == [b"100", b"20"]:
        assert isinstance(moved.value, RedisError), expected("redis-py's exception: nothing was moved", got=moved)
    else:
        assert moved.value is True or isinstance(moved.value, RedisError), expected(
            "True, or redis-py's exception", got=moved
        )


# Step 11 --------------------------------------------------------------------------------------------------------------

finding_keys = step(11, "Keys are found without KEYS", read=f"{BRIEF}#finding-keys")


@finding_keys
def test_all_keys_with_the_prefix_go_and_no_others(main, redis):
    """More than a thousand, among a few hundred of others. What is named like the prefix begins with it too."""
    redis.mset({f"cart:{number}": "tea" for number in range(1202)} | {"cart:": "tea"})
    redis.mset({f"order:cart:{number}": "tea" for number in range(300)} | {"cart": "", "Cart:1": ""})
    redis.hset("cart:hash", "tea", 1)
    forgotten = main.forget("cart:")
    none_left = main.forget("cart:")

    assert forgotten == 1204, expected("1204", got=forgotten)
    assert none_left == 0, expected("0 the second time", got=none_left)
    left = redis.dbsize()
    assert left == 302, expected("the 302 keys of others, and no more", got=f"{left} keys")


@finding_keys
def test_an_empty_page_is_not_the_end(main, redis):
    """Among 2100 keys of others most steps of a SCAN find nothing of yours."""
    redis.mset({f"book:{number}": "" for number in range(2100)})
    for prefix in ("cart:", "order:"):
        redis.mset({f"{prefix}{user}": "tea" for user in ("ada", "grace", "radia")})
        forgotten = main.forget(prefix)

        assert forgotten == 3, expected("3: the cursor 0 is the end, and an empty page is not", got=forgotten)


@finding_keys
@pytest.mark.parametrize("prefix", ["cart*:", "cart?:", "cart[12]:", "cart[^1:", "cart\\:", "cart\\*:", "Zoë:"])
def test_a_prefix_is_no_pattern(main, redis, prefix):
    """To SCAN * and ? and [ mean something."""
    others = ["cart1:tea", "cart2:tea", "cart:tea", "cart*x:tea", "cart-cart:tea", "tea"]
    redis.mset({f"{prefix}tea": 1, f"{prefix}*": 1} | dict.fromkeys(others, 1))
    forgotten = main.forget(prefix)

    assert forgotten == 2, expected("2", got=forgotten)
    left = sorted(key.decode() for key in redis.scan_iter(count=1000))
    assert left == sorted(others), expected(f"{sorted(others)} to stay", got=left)


@finding_keys
def test_a_key_may_be_any_bytes(main, redis):
    """Not every key is text."""
    redis.mset({b"cart:\xff\xfe": 1, b"cart:\n": 1, b"\xff\xfe": 1, b"\xffcart:": 1})
    forgotten = main.forget("cart:")

    assert forgotten == 2, expected("2", got=forgotten)
    left = sorted(redis.scan_iter())
    assert left == [b"\xffcart:", b"\xff\xfe"], expected(r"b'\xff\xfe' and b'\xffcart:' to stay", got=left)


@finding_keys
@pytest.mark.parametrize("round_trip", [2, 3, 4])
@pytest.mark.parametrize("others_remove", [3, 2])
def test_what_somebody_else_removed_is_not_counted(main, redis, wire, others_remove, round_trip):
    """Between finding a key and removing it there is time enough for others."""
    redis.mset({"cart:ada": "tea", "cart:grace": "milk", "cart:radia": "sugar"})
    keys, theirs = ["cart:ada", "cart:grace", "cart:radia"][:others_remove], []
    wire.before(round_trip=round_trip, do=lambda: theirs.append(redis.delete(*keys)))
    forgotten = main.forget("cart:")

    wanted = 3 - sum(theirs)
    assert forgotten == wanted, expected(f"{wanted}: the other {sum(theirs)} were removed by others", got=forgotten)


@finding_keys
def test_many_keys_take_few_round_trips(main, redis):
    """One for each key is too many."""
    redis.mset({f"cart:{number}": "tea" for number in range(300)})
    forgotten = main.forget("cart:")

    trips = forgotten.round_trips
    assert forgotten == 300, expected("300", got=forgotten)
    assert trips < 300, expected("fewer round trips than the 300 keys", got=f"{trips} round trips")


@finding_keys
def test_nobody_is_stopped_by_keys(main, redis, wire):
    """KEYS goes through everything in one go; FLUSHDB does not even look."""
    redis.mset({f"cart:{number}": "tea" for number in range(30)})
    forgotten = main.forget("cart:")

    named = {"KEYS", "FLUSHDB", "FLUSHALL"} & wire.names
    assert forgotten == 30, expected("30", got=forgotten)
    assert not named, expected("neither KEYS nor FLUSHDB nor FLUSHALL", got=" and ".join(named))


@finding_keys
def test_nobody_is_stopped_by_a_scan_in_one_go(main, redis, wire):
    """Others get in between two steps: not if a script takes them all, and not if one step looks at everything."""
    redis.mset({f"cart:{number}": "tea" for number in range(30)})
    main.forget("cart:")

    scans = [b" ".join(command).upper() for trip in wire.trips for command in trip.commands]
    scans = [command for command in scans if re.search(rb"\bSCAN\b", command)]
    in_a_loop = [command for command in scans if re.search(rb"\b(REPEAT|WHILE)\b.*\bSCAN\b", command, re.DOTALL)]
    assert not in_a_loop, expected("each step of a SCAN by itself", got="a script with all steps in a loop")
    counts = [int(count) for command in scans for count in re.findall(rb"\bCOUNT\W+(\d+)", command)]
    assert max(counts, default=10) < 10_000, expected("a COUNT of some thousands at most", got=f"COUNT {max(counts)}")
