"""The steps of rate_limiter, in the order to solve them. Read them; do not edit them.

`client` sends requests into your app, `client.from_ip(…)` from another address, `second_worker` into a second process
of it. `redis` looks at what you stored, `wire` sees every round trip, and can break it. `clock.advance` moves time.
`mentioned` are the names that your main.py could call a header by. `with same_moment:` time stands still.
"""

import time
from collections import Counter

import pytest

from dojo.steps import expected, step, stretch
from katas.rate_limiter import items

BRIEF = "katas/rate_limiter/README.md"
LIMIT = 5  # requests, unless RATE_LIMIT says otherwise
WINDOW = 60  # seconds, unless WINDOW_SECONDS says otherwise
A_DAY = 86_400


# Step 1 ---------------------------------------------------------------------------------------------------------------

served = step(1, "Requests are answered", read=f"{BRIEF}#the-api")


@served
@pytest.mark.parametrize("url", ["/api/status", "/api/items/7"])
def test_a_request_is_answered(client, url):
    """The first one in its window, whatever your limiter does."""
    answer = client.get(url)

    assert answer.status == 200, expected("200", got=answer)
    assert answer.json is not None, expected("JSON", got=answer)


@served
def test_health_says_whether_redis_answers(client, wire):
    """Without Redis the app is degraded, not dead."""
    healthy = client.get("/health")
    wire.down()
    degraded = client.get("/health")

    assert healthy.json == {"status": "healthy", "redis": True}, expected("healthy", got=healthy)
    assert degraded.json == {"status": "degraded", "redis": False}, expected("degraded, with Redis down", got=degraded)


# Step 2 ---------------------------------------------------------------------------------------------------------------

limited = step(2, "The request after the limit is refused", read=f"{BRIEF}#the-limit")


@limited
@pytest.mark.parametrize("url", ["/api/status", "/api/items/7"])
def test_the_first_five_pass_and_the_others_are_refused(client, url):
    """Not one more and not one less; 429 is Too Many Requests."""
    answers = [client.get(url) for _ in range(12)]

    for number, answer in enumerate(answers, 1):
        status = 200 if number <= LIMIT else 429
        assert answer.status == status, expected(f"{status} for request {number}, with a limit of {LIMIT}", got=answer)


@limited
def test_a_request_counts_once(client):
    """Also one that the route itself refuses: an item has a number."""
    odd = [client.get("/api/items/seven") for _ in range(2)]
    answers = [client.get("/api/status") for _ in range(3)]

    assert odd[-1].status == 422, expected("422 for an item that has no number", got=odd[-1])
    assert answers[-1].status == 200, expected("200 for the fifth request, after two that were 422", got=answers[-1])


@limited
def test_requests_of_the_same_instant_all_count(client, same_moment):
    """Six can come within one tick of the clock: a time of day is no name for a request."""
    with same_moment:
        answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    for answer in answers[:LIMIT]:
        assert answer.status == 200, expected(f"200 for the {LIMIT} requests within the limit", got=answer)
    assert answers[-1].status == 429, expected("429 for the sixth request of one and the same instant", got=answers[-1])


@limited
def test_a_refusal_says_why_in_json(client):
    """Like every other error of the API: {"detail": …}."""
    refused = [client.get("/api/status") for _ in range(LIMIT + 1)][-1]

    assert refused.status == 429, expected("429", got=refused)
    assert "json" in refused.headers.get("Content-Type", ""), expected("JSON, by its Content-Type", got=refused)
    has_detail = isinstance(refused.json, dict) and refused.json.get("detail")
    assert has_detail, expected('a JSON object with a "detail"', got=refused)


@limited
def test_a_refused_request_does_no_work(client):
    """The limiter comes first: to look an item up is what a refusal is to spare us."""
    before = len(items.looked_up)
    answers = [client.get("/api/items/7") for _ in range(LIMIT + 3)]
    looked_up = len(items.looked_up) - before

    assert answers[-1].status == 429, expected("429", got=answers[-1])
    assert looked_up <= LIMIT, expected(f"{LIMIT} items looked up for 8 requests, 3 refused", got=f"{looked_up} items")


@limited
def test_health_is_not_limited(client):
    """Whoever watches over the app asks often, and uses up nobody's budget."""
    healths = [client.get("/health") for _ in range(LIMIT + 3)]
    answer = client.get("/api/status")

    assert healths[-1].status == 200, expected(f"200 from /health, {LIMIT + 3} times", got=healths[-1])
    assert answer.status == 200, expected("200: /health takes nothing from the budget", got=answer)


# Step 3 ---------------------------------------------------------------------------------------------------------------

per_client = step(3, "Each client has one budget, and cannot choose another", read=f"{BRIEF}#clients")


@per_client
@pytest.mark.parametrize(
    ("ada", "alan"),
    [
        ("203.0.113.9", "198.51.100.7"),
        ("192.168.0.1", "192.168.0.11"),
        ("1.11.1.1", "11.1.1.1"),
        ("10.203.0.113", "11.203.0.113"),
        ("172.16.0.9", "::1"),
        ("2001:db8:1:2:3:4:5:7", "2001:db8:9:2:3:4:5:7"),
        ("2001:db85:1234:5678:9abc:def0:1234:5677", "2001:db85:1234:5678:9abc:def0:1234:5678"),
    ],
)
def test_one_client_does_not_use_up_the_budget_of_another(client, ada, alan):
    """Ada is refused, Alan is not; they ask from different addresses."""
    adas = [client.from_ip(ada).get("/api/status") for _ in range(LIMIT + 1)]
    alans = [client.from_ip(alan).get("/api/status") for _ in range(LIMIT + 1)]
    ada_again = client.from_ip(ada).get("/api/status")

    assert adas[-1].status == 429, expected("429 for Ada, who is over her limit", got=adas[-1])
    for answer in alans[:LIMIT]:
        assert answer.status == 200, expected(f"200 for Alan, {LIMIT} times", got=answer)
    assert alans[-1].status == 429, expected("429 for Alan, who is over his limit by now", got=alans[-1])
    assert ada_again.status == 429, expected("429 for Ada, still", got=ada_again)


@per_client
@pytest.mark.parametrize(
    "urls",
    [
        ["/api/status", "/api/status", "/api/status", "/api/items/7", "/api/items/7", "/api/items/7"],
        [f"/api/items/{number}" for number in range(1, 7)],
        [f"/api/status?health={number}" for number in range(1, 7)],
    ],
    ids=["routes", "items", "queries"],
)
def test_all_limited_routes_share_one_budget(client, urls):
    """Else the way around the limit is another URL."""
    answers = [client.get(url) for url in urls]

    assert answers[-2].status == 200, expected(f"200 for the {LIMIT} requests within the limit", got=answers[-2])
    assert answers[-1].status == 429, expected("429 for the sixth request, whatever its URL", got=answers[-1])


@per_client
def test_another_port_is_no_other_client(client):
    """Each connection comes from a new port of the same machine."""
    answers = [client.from_ip("203.0.113.9", port=40_000 + number).get("/api/status") for number in range(LIMIT + 1)]

    assert answers[-1].status == 429, expected("429: six connections from one address", got=answers[-1])


@per_client
@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("198.51.100.{0}, 203.0.113.{0}", ["X-Forwarded-For"]),
        ("for=198.51.100.{}", ["Forwarded"]),
        ("198.51.100.{}", ["X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP"]),
        ("api{}.example", ["Host"]),
        ("https://page{}.example", ["Origin", "Referer"]),
        ("browser/{}", ["User-Agent"]),
        ("en;q=0.{}", ["Accept-Language"]),
        ("session_id={0}; client_id={0}; user_id={0}", ["Cookie"]),
        ("Bearer {}", ["Authorization"]),
        ("{}", ["X-API-Key", "X-Client-ID", "X-User-ID", "X-Device-ID", "X-Request-ID"]),
    ],
    ids=lambda given: given[0] if isinstance(given, list) else "",
)
def test_nothing_that_a_client_sends_gives_it_a_new_budget(client, value, names):
    """Headers say what their sender likes; only the address of the connection does not."""
    each = [dict.fromkeys(names, value.format(number)) for number in range(1, LIMIT + 2)]
    answers = [client.get("/api/status", headers=headers) for headers in each]

    assert answers[-1].status == 429, expected(
        f"429 for the sixth request, each with another {', '.join(names)}", got=answers[-1]
    )


@per_client
def test_a_neighbour_is_believed_no_more_than_others(client):
    """An address of a private network can be anybody's: which one is your proxy, uvicorn is told."""
    each = [dict.fromkeys(["X-Forwarded-For", "X-Real-IP"], f"198.51.100.{number}") for number in range(LIMIT + 1)]
    answers = [client.from_ip("10.0.0.1").get("/api/status", headers=headers) for headers in each]

    assert answers[-1].status == 429, expected(
        "429 for the sixth request from 10.0.0.1, each with another X-Forwarded-For, X-Real-IP", got=answers[-1]
    )


@per_client
def test_nothing_that_your_code_looks_for_gives_it_a_new_budget(client, mentioned):
    """Whatever main.py calls them: headers, cookies and query parameters are their sender's to choose."""
    answers = []
    for number in range(1, LIMIT + 2):
        values = dict.fromkeys(mentioned, f"198.51.100.{number}")
        answers.append(client.get("/api/status", headers=values, cookie=as_cookie(values), params=values))

    assert answers[-1].status == 429, expected(
        "429 for the sixth request, each with other values in the headers, cookies and query parameters of main.py",
        got=answers[-1],
    )


@per_client
def test_clients_without_an_address_are_one_client(client, mentioned):
    """Behind a Unix socket `request.client` is None; that is no reason to believe a header, or to look at the URL."""
    answers = []
    for number in range(LIMIT + 1):
        values = dict.fromkeys(mentioned, f"198.51.100.{number}")
        says = dict.fromkeys(["X-Forwarded-For", "X-Real-IP", "User-Agent", "Host"], f"198.51.100.{number}")
        url = ("/api/status", "/api/items/7")[number % 2]
        options = {"headers": {**values, **says}, "cookie": as_cookie(values), "params": values}
        answers.append(client.from_ip(None).get(url, **options))
    ada = client.from_ip("203.0.113.9").get("/api/status")

    for answer in answers[:LIMIT]:
        assert answer.status == 200, expected("200 for a request without an address", got=answer)
    assert answers[-1].status == 429, expected("429 for the sixth without an address", got=answers[-1])
    assert ada.status == 200, expected("200 for Ada, who has an address", got=ada)


# Step 4 ---------------------------------------------------------------------------------------------------------------

headers = step(4, "Headers tell a client what is left, and when to come again", read=f"{BRIEF}#headers")


@headers
@pytest.mark.parametrize("url", ["/api/status", "/api/items/7"])
def test_every_answer_says_the_limit_and_what_remains(client, url):
    """Also a refusal, and there never less than nothing."""
    answers = [client.get(url) for _ in range(LIMIT + 2)]

    for answer, remaining in zip(answers, ["4", "3", "2", "1", "0", "0", "0"], strict=True):
        limit = answer.headers.get("X-RateLimit-Limit", "missing")
        left = answer.headers.get("X-RateLimit-Remaining", "missing")
        assert limit == str(LIMIT), expected(
            f"X-RateLimit-Limit: {LIMIT} on a {answer.status}", got=f"X-RateLimit-Limit: {limit}", about=answer
        )
        assert left == remaining, expected(
            f"X-RateLimit-Remaining: {remaining} on a {answer.status}",
            got=f"X-RateLimit-Remaining: {left}",
            about=answer,
        )


@headers
@pytest.mark.parametrize("url", ["/api/status", "/api/items/7"])
def test_every_answer_says_when_the_window_ends(client, url):
    """In how many seconds, which are never more than a window has; no instant, as the clocks of two machines differ."""
    answers = [client.get(url) for _ in range(LIMIT + 1)]

    named = [(answers[0], "X-RateLimit-Reset"), (answers[-1], "X-RateLimit-Reset"), (answers[-1], "Retry-After")]
    for answer, name in named:
        seconds = answer.headers.get(name, "missing")
        assert seconds.isdecimal() and 0 < int(seconds) <= WINDOW, expected(
            f"{name}: whole seconds, from 1 to {WINDOW}, as the window is {WINDOW} s long, on a {answer.status}",
            got=f"{name}: {seconds}",
            about=answer,
        )
    reset, retry_after = (int(answers[-1].headers[name]) for name in ("X-RateLimit-Reset", "Retry-After"))
    assert abs(reset - retry_after) <= 1, expected(
        "the same number of seconds in X-RateLimit-Reset and in Retry-After, on a 429",
        got=f"X-RateLimit-Reset: {reset} and Retry-After: {retry_after}",
        about=answers[-1],
    )


@headers
@pytest.mark.parametrize("url", ["/api/status", "/api/items/7"])
def test_waiting_as_long_as_retry_after_says_is_enough(client, clock, url):
    """When 59.4 s are left, 59 are too few."""
    for _ in range(LIMIT):
        client.get(url)
    clock.advance(0.6)
    refused = client.get(url)
    retry_after = refused.headers.get("Retry-After", "missing")

    assert refused.status == 429, expected(f"429, 0.6 s into a window of {WINDOW}", got=refused)
    assert retry_after.isdecimal() and 1 <= int(retry_after) <= WINDOW, expected(
        f"Retry-After: whole seconds from 1 to {WINDOW}, on a 429", got=f"Retry-After: {retry_after}"
    )
    assert int(retry_after) >= WINDOW // 2, expected(
        f"Retry-After: about {WINDOW}, 0.6 s into a window of {WINDOW} (to PTTL, a key without a TTL has -1 ms left)",
        got=f"Retry-After: {retry_after}",
        about=refused,
    )

    clock.advance(int(retry_after))
    answer = client.get(url)

    assert answer.status == 200, expected(f"200 after the {retry_after} s that Retry-After asked for", got=answer)


# Step 5 ---------------------------------------------------------------------------------------------------------------

window = step(5, "A window ends, and the next one has a full budget", read=f"{BRIEF}#the-window")


@window
def test_each_window_has_a_full_budget(client, clock):
    """What was refused before does not count."""
    for _ in range(6):
        answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

        for answer in answers[:LIMIT]:
            assert answer.status == 200, expected(f"200, {LIMIT} times in each window", got=answer)
        assert answers[-1].status == 429, expected(f"429 after {LIMIT} requests in one window", got=answers[-1])
        clock.advance(WINDOW)


@window
def test_a_budget_lasts_for_the_whole_window(client, clock):
    """There is no new one before its end."""
    for _ in range(LIMIT):
        client.get("/api/status")
    clock.advance(WINDOW - 2)
    answer = client.get("/api/status")

    assert answer.status == 429, expected(f"429 after {WINDOW - 2} of {WINDOW} s", got=answer)


@window
def test_the_last_second_of_a_window_is_limited_too(client, clock):
    """For windows aligned to the clock it is the last one: `EXPIRE key 0` would remove the count."""
    clock.advance(WINDOW - 1.4)
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    assert answers[-1].status == 429, expected("429 for the sixth, a second before a full minute", got=answers[-1])


@window
def test_refused_requests_do_not_lengthen_the_window(client, clock):
    """Whoever hammers is free again when everybody else would be."""
    for _ in range(LIMIT):
        client.get("/api/status")
    refused = []
    for _ in range(4):
        clock.advance(WINDOW * 0.2)
        refused += [client.get("/api/status") for _ in range(25)]
    alan = client.from_ip("198.51.100.7").get("/api/status")
    clock.advance(WINDOW * 0.2)
    answers = [client.get("/api/status") for _ in range(LIMIT)]

    let_in = [answer for answer in refused if answer.status != 429]
    assert not let_in, expected("429, however many are sent in one window", got=let_in[0])
    assert alan.status == 200, expected("200 for Alan, who has sent nothing yet", got=alan)
    assert answers[-1].status == 200, expected(
        f"200, {LIMIT} times, {WINDOW} s after the window began, whatever was refused meanwhile", got=answers[-1]
    )


@window
def test_requests_that_pass_do_not_lengthen_the_window(client, clock):
    """Whoever asks every now and then would else never see the end of it; a late one does not count in the next."""
    for seconds in (WINDOW * 0.5, WINDOW * 0.4, WINDOW * 0.1):
        client.get("/api/status")
        clock.advance(seconds)
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    assert answers[LIMIT - 1].status == 200, expected(
        f"200, {LIMIT} times, {WINDOW} s after the window began, whatever was sent in it", got=answers[LIMIT - 1]
    )
    assert answers[LIMIT].status == 429, expected("429 for the sixth in the next window", got=answers[LIMIT])


@window
def test_the_seconds_until_its_end_count_down(client, clock):
    """50 s into the window there are 10 left, for those that pass and for those that are refused."""
    first = client.get("/api/status").headers.get("X-RateLimit-Reset", "missing")
    clock.advance(50)
    answers = [client.get("/api/status") for _ in range(LIMIT)]
    named = {
        "X-RateLimit-Reset on a 200": answers[0].headers.get("X-RateLimit-Reset", "missing"),
        "X-RateLimit-Reset on a 429": answers[-1].headers.get("X-RateLimit-Reset", "missing"),
        "Retry-After": answers[-1].headers.get("Retry-After", "missing"),
    }

    assert first.isdecimal() and WINDOW - 3 <= int(first) <= WINDOW, expected(
        f"X-RateLimit-Reset of the first request: about {WINDOW}", got=f"X-RateLimit-Reset: {first}"
    )
    for name, seconds in named.items():
        assert seconds.isdecimal() and 7 <= int(seconds) <= 15, expected(
            f"{name}: about {WINDOW - 50}, 50 s after the window began", got=f"{name}: {seconds}"
        )


@window
@pytest.mark.parametrize(
    ("limit", "seconds"),
    [
        pytest.param(3, 10, marks=pytest.mark.environment(RATE_LIMIT=3, WINDOW_SECONDS=10)),
        pytest.param(12, 7200, marks=pytest.mark.environment(RATE_LIMIT=12, WINDOW_SECONDS=7200)),
    ],
)
def test_limit_and_window_come_from_the_environment(clock, request, limit, seconds):
    """RATE_LIMIT and WINDOW_SECONDS; a window need not be a minute, and can be longer than an hour."""
    clock.advance(-time.time() % seconds)  # to where a window that is aligned to the clock begins
    client = request.getfixturevalue("client")  # started now
    answers = [client.get("/api/status") for _ in range(limit + 1)]
    clock.advance(seconds * 0.8)
    soon = client.get("/api/status")
    clock.advance(seconds * 0.2)
    next_window = [client.get("/api/status") for _ in range(limit)]

    says = answers[0].headers.get("X-RateLimit-Limit", "missing")
    assert says == str(limit), expected(f"X-RateLimit-Limit: {limit}, as RATE_LIMIT says", got=says)
    assert answers[limit - 1].status == 200, expected(f"200, {limit} times, as RATE_LIMIT says", got=answers[limit - 1])
    assert answers[limit].status == 429, expected(f"429 after {limit}, as RATE_LIMIT says", got=answers[limit])
    assert soon.status == 429, expected(f"429 after {seconds * 0.8:.0f} of {seconds} s", got=soon)
    assert next_window[-1].status == 200, expected(f"200, {limit} times, after {seconds} s", got=next_window[-1])


# Step 6 ---------------------------------------------------------------------------------------------------------------

expiry = step(6, "Every key expires, wherever the connection is cut", read=f"{BRIEF}#keys-that-stay")


@expiry
def test_a_day_later_nothing_is_left(client, redis, clock):
    """A key per client that stays is a memory that fills up."""
    for _ in range(2):
        for address in ("203.0.113.9", "198.51.100.7", "2001:db8::7"):
            answers = [client.from_ip(address).get("/api/status") for _ in range(LIMIT + 1)]
        clock.advance(WINDOW)
    clock.advance(A_DAY)

    assert answers[-1].status == 429, expected("429 for the sixth request in one window", got=answers[-1])
    left = keys_in(redis)
    assert not left, expected("no key, a day later", got=", ".join(left))


@expiry
@pytest.mark.parametrize("round_trips", [1, 2, 3])
def test_a_cut_between_two_commands_blocks_nobody_for_ever(client, redis, wire, clock, round_trips):
    """The connection dies after that many round trips, and whatever was to come after them never comes."""
    wire.cut_after(round_trips)
    client.get("/api/status")
    wire.mend()
    for _ in range(LIMIT + 1):
        client.get("/api/status")
    clock.advance(WINDOW)
    next_window = client.get("/api/status")
    clock.advance(A_DAY)

    assert next_window.status == 200, expected(
        f"200 in the next window, although the connection was cut after round trip {round_trips}", got=next_window
    )
    left = keys_in(redis)
    assert not left, expected("no key, a day later", got=", ".join(left))


@expiry
@pytest.mark.parametrize("round_trip", [2, 3])
def test_a_window_that_ends_between_two_commands_blocks_nobody_for_ever(client, redis, clock, round_trip):
    """The key expires while the request waits; what is still to come must not make one without a TTL."""
    waiting = client.start("GET", "/api/status", hold_at=round_trip)
    clock.advance(WINDOW)
    waiting.finish()
    for _ in range(LIMIT + 1):
        client.get("/api/status")
    clock.advance(WINDOW)
    answers = [client.get("/api/status") for _ in range(LIMIT)]
    clock.advance(A_DAY)

    assert answers[-1].status == 200, expected(
        f"200, {LIMIT} times in a window, after one that ended while request 1 stood before round trip {round_trip}",
        got=answers[-1],
    )
    left = keys_in(redis)
    assert not left, expected("no key, a day later", got=", ".join(left))


# Step 7 ---------------------------------------------------------------------------------------------------------------

at_once = step(7, "Of many at once, exactly the limit passes, in all workers together", read=f"{BRIEF}#many-at-once")


@at_once
def test_two_workers_share_one_count(client, clock, request):
    """Two processes have Redis in common, and nothing else: not the moment at which they were started."""
    clock.advance(WINDOW * 0.6)
    second_worker = request.getfixturevalue("second_worker")  # started now
    clock.advance(WINDOW * 0.6)
    here = [client.get("/api/status") for _ in range(3)]
    there = [second_worker.get("/api/status") for _ in range(3)]

    assert here[-1].status == 200, expected("200 for the first three", got=here[-1])
    assert there[1].status == 200, expected("200 for the fourth and fifth, in a second worker", got=there[1])
    assert there[2].status == 429, expected(
        "429 for the sixth, in a second worker, which has only Redis in common with the first", got=there[2]
    )


@at_once
def test_a_worker_that_starts_gives_nobody_a_new_budget(client, request):
    """Each deployment starts new ones, while the others serve; what is counted is theirs as well."""
    here = [client.get("/api/status") for _ in range(LIMIT)]
    there = request.getfixturevalue("second_worker").get("/api/status")  # started now
    here_again = client.get("/api/status")

    assert here[-1].status == 200, expected(f"200 for the first {LIMIT}", got=here[-1])
    assert there.status == 429, expected("429 for the sixth, in a worker that has just started", got=there)
    assert here_again.status == 429, expected("429 for the seventh, after another worker has started", got=here_again)


@at_once
@pytest.mark.environment(RATE_LIMIT=1)
def test_many_clients_have_a_budget_each(client):
    """There is none for all of them together, which a few could use up for everybody."""
    answers = [client.from_ip(f"198.51.100.{number}").get("/api/status") for number in range(1, 23)]

    for number, answer in enumerate(answers, 1):
        assert answer.status == 200, expected(f"200 for the first request of client {number}", got=answer)


@at_once
@pytest.mark.parametrize("workers", ["one worker", "two workers"])
def test_of_forty_at_once_five_pass(client, second_worker, wire, workers):
    """Each round trip takes up to 3 ms, so that they overtake each other on the way."""
    wire.latency(0, jitter=0.003)
    answers = client.together(["/api/status"] * 40, split_with=second_worker if workers == "two workers" else None)

    called = f"GET /api/status, 40 times at once, {workers}"
    came = Counter(answer.status for answer in answers)
    assert came == {200: LIMIT, 429: 40 - LIMIT}, expected(
        f"{LIMIT} times 200, {40 - LIMIT} times 429",
        got=", ".join(f"{times} times {status}" for status, times in sorted(came.items())),
        called=called,
    )
    passed = [answer for answer in answers if answer.status == 200]
    remaining = sorted(answer.headers.get("X-RateLimit-Remaining", "missing") for answer in passed)
    assert len(set(remaining)) == LIMIT, expected(
        "another X-RateLimit-Remaining for each that passed", got=", ".join(remaining), called=called
    )


# Step 8 ---------------------------------------------------------------------------------------------------------------

without_redis = step(8, "Without Redis, requests pass", read=f"{BRIEF}#when-redis-is-away")


@without_redis
@pytest.mark.parametrize("fault", ["down", "hang"])
def test_without_redis_every_request_passes(client, wire, fault):
    """A limiter protects the app; it must not be what takes it down."""
    client.get("/api/status")
    getattr(wire, fault)()
    answers = client.together(["/api/status"] * (LIMIT + 2) + ["/api/items/7"])

    for answer in answers:
        assert answer.status == 200, expected("200 while Redis is away, for every request", got=answer)


@without_redis
def test_without_redis_the_app_starts(wire, client, request):
    """A server that is restarted while Redis is away would else stay away with it."""
    wire.down()
    answer = request.getfixturevalue("second_worker").get("/api/status")  # started now

    assert answer.status == 200, expected("200 from a worker that was started while Redis was away", got=answer)


@without_redis
@pytest.mark.parametrize("round_trips", [1, 2, 3])
def test_a_cut_between_two_commands_is_no_500(client, wire, round_trips):
    """Wherever it happens, the request passes."""
    wire.cut_after(round_trips)
    answer = client.get("/api/status")

    assert answer.status == 200, expected(
        f"200, although the connection was cut after round trip {round_trips}", got=answer
    )


@without_redis
@pytest.mark.parametrize("fault", ["down", "hang"])
def test_when_redis_is_back_so_is_the_limit(client, wire, fault):
    """Nothing has to be restarted, and what Redis has counted before still counts."""
    for _ in range(LIMIT + 1):
        client.get("/api/status")
    getattr(wire, fault)()
    passed = client.get("/api/status")
    wire.mend()
    refused = [client.get("/api/status") for _ in range(3)]

    assert passed.status == 200, expected("200 while Redis is away, also for who was refused before", got=passed)
    for answer in refused:
        assert answer.status == 429, expected("429 again, once Redis is back", got=answer)


@without_redis
def test_what_passed_without_redis_is_not_counted(client, wire, clock):
    """Many pass, and after that the limit is what it was: neither used up nor gone for good."""
    wire.down()
    passed = client.together(["/api/status"] * (4 * LIMIT + 1))
    wire.mend()
    clock.advance(WINDOW)
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    for answer in passed:
        assert answer.status == 200, expected("200 while Redis is away, for every request", got=answer)
    for answer in answers[:LIMIT]:
        assert answer.status == 200, expected(f"200, {LIMIT} times, once Redis is back", got=answer)
    assert answers[-1].status == 429, expected("429 for the sixth, once Redis is back", got=answers[-1])


# Step 9 ---------------------------------------------------------------------------------------------------------------

cheap = step(9, "A request costs one round trip", read=f"{BRIEF}#what-it-costs")


@cheap
def test_each_request_is_one_round_trip(client, clock):
    """The first of a window, those that pass, and those that are refused, which may be many."""
    client.from_ip("203.0.113.9").get("/api/status")  # whoever uses a Lua script may load it now
    answers = [client.get("/api/status") for _ in range(LIMIT + 2)]
    clock.advance(WINDOW)
    answers.append(client.get("/api/status"))

    for answer in answers:
        trips = answer.round_trips
        assert trips == 1, expected(f"1 round trip for a {answer.status}", got=f"{trips} round trips", about=answer)


@cheap
def test_the_limit_holds_after_redis_has_forgotten_its_scripts(client, wire):
    """A restart of Redis, or SCRIPT FLUSH: EVALSHA replies NOSCRIPT until somebody brings the script again."""
    before = [client.get("/api/status") for _ in range(2)]
    wire.forget_scripts()
    after = [client.get("/api/status") for _ in range(4)]

    assert before[-1].status == 200, expected("200 for the first two", got=before[-1])
    for answer in after[:3]:
        assert answer.status == 200, expected("200 for the third to the fifth", got=answer)
    assert after[3].status == 429, expected("429 for the sixth: the first two still count", got=after[3])
    assert after[3].round_trips == 1, expected("1 round trip again", got=f"{after[3].round_trips}")


@cheap
@pytest.mark.environment(RATE_LIMIT=1_000_000)
def test_what_the_limiter_costs(client, unlimited, speed):
    """The same request with it and without it, measured in turn: told at the end of the run, and not judged."""
    answer = client.get("/api/status")
    speed.cost(
        costly=lambda: client.get("/api/status").seconds,
        without=lambda: unlimited.get("/api/status").seconds,
        round_trips=answer.round_trips,
    )

    assert answer.round_trips >= 1, expected("a count in Redis", got="no round trip to Redis")


@cheap
@pytest.mark.environment(RATE_LIMIT=20)
@pytest.mark.benchmark(group="rate_limiter: GET /api/status")
@pytest.mark.parametrize("kind", ["without a limiter", "passes", "refused"])
def test_benchmark(client, unlimited, benchmark, speed, kind):
    """The table and the JSON of pytest-benchmark."""
    asked = unlimited if kind == "without a limiter" else client
    client.together(["/api/status"] * (20 if kind == "refused" else 1))

    answer = benchmark.pedantic(asked.get, args=("/api/status",), rounds=15)
    speed.describe(benchmark, round_trips=answer.round_trips)

    status = 429 if kind == "refused" else 200
    assert answer.status == status, expected(f"{status}, with RATE_LIMIT=20", got=answer)


# Stretch --------------------------------------------------------------------------------------------------------------

healing = stretch(1, "A key that lost its TTL heals", read=f"{BRIEF}#a-key-that-lost-its-ttl")


@healing
@pytest.mark.parametrize("counted", [2, LIMIT])
def test_a_key_that_lost_its_ttl_gets_one_again(client, redis, clock, counted):
    """By PERSIST, by a restored backup, by an older version of the app: the next request sees to it."""
    for _ in range(counted):
        client.get("/api/status")
    for key in list(redis.scan_iter()):
        redis.persist(key)
    client.get("/api/status")
    clock.advance(WINDOW)
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]
    clock.advance(A_DAY)

    assert answers[LIMIT - 1].status == 200, expected(
        f"200, {LIMIT} times, a window after the key lost its TTL", got=answers[LIMIT - 1]
    )
    assert answers[LIMIT].status == 429, expected("429 for the sixth", got=answers[LIMIT])
    left = keys_in(redis)
    assert not left, expected("no key, a day later", got=", ".join(left))


draft = stretch(2, "The fields of the IETF draft as well", read=f"{BRIEF}#the-fields-of-the-ietf-draft")


@draft
def test_the_policy_and_what_is_left_of_it(client):
    """RateLimit-Policy has q (the quota) and w (the window), RateLimit has r (what remains) and t (until reset)."""
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    for answer, remaining in zip(answers, ["4", "3", "2", "1", "0", "0"], strict=True):
        policy = structured(answer.headers.get("RateLimit-Policy", "missing"))
        state = structured(answer.headers.get("RateLimit", "missing"))
        assert (policy.get("q"), policy.get("w")) == ("5", "60"), expected(
            'RateLimit-Policy: "default";q=5;w=60', got=answer.headers.get("RateLimit-Policy", "missing")
        )
        assert state.get("r") == remaining and state.get("t") in ("58", "59", "60"), expected(
            f'RateLimit: "default";r={remaining};t=60', got=answer.headers.get("RateLimit", "missing")
        )
        assert state["name"] == policy["name"], expected(
            f"the name of the policy in both: {policy['name']}", got=answer.headers.get("RateLimit")
        )


@draft
@pytest.mark.environment(RATE_LIMIT=3, WINDOW_SECONDS=10)
def test_the_fields_follow_the_constants_and_the_clock(client, clock):
    """RATE_LIMIT=3 and WINDOW_SECONDS=10 here."""
    client.get("/api/status")
    clock.advance(5)
    answer = client.get("/api/status")

    policy = structured(answer.headers.get("RateLimit-Policy", "missing"))
    state = structured(answer.headers.get("RateLimit", "missing"))
    assert (policy.get("q"), policy.get("w")) == ("3", "10"), expected(
        'RateLimit-Policy: "default";q=3;w=10', got=answer.headers.get("RateLimit-Policy", "missing")
    )
    assert state.get("r") == "1" and state.get("t") in ("3", "4", "5", "6"), expected(
        'RateLimit: "default";r=1;t=5, 5 s into a window of 10', got=answer.headers.get("RateLimit", "missing")
    )


# Words used above -----------------------------------------------------------------------------------------------------


def keys_in(redis):
    # fakeredis also lists a Hash of which every field has expired
    return sorted(key.decode(errors="replace") for key in redis.scan_iter() if redis.exists(key))


def as_cookie(values):
    return "; ".join(f"{name}={value}" for name, value in values.items())


def structured(field):
    """``"default";q=5;w=60`` as {"name": '"default"', "q": "5", "w": "60"}; {} if the name is not quoted."""
    name, *parameters = (part.strip() for part in field.split(";"))
    is_quoted = len(name) > 2 and name.startswith('"') and name.endswith('"')
    return {"name": name, **dict(part.partition("=")[::2] for part in parameters)} if is_quoted else {}
