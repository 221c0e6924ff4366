"""Each client has one budget, and cannot choose another"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import LIMIT, as_cookie

READ = "katas/rate_limiter/README.md#clients"


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


def test_another_port_is_no_other_client(client):
    """Each connection comes from a new port of the same machine."""
    answers = [client.from_ip("203.0.113.9", port=40_000 + number).get("/api/status") for number in range(LIMIT + 1)]

    assert answers[-1].status == 429, expected("429: six connections from one address", got=answers[-1])


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


def test_a_neighbour_is_believed_no_more_than_others(client):
    """An address of a private network can be anybody's: which one is your proxy, uvicorn is told."""
    each = [dict.fromkeys(["X-Forwarded-For", "X-Real-IP"], f"198.51.100.{number}") for number in range(LIMIT + 1)]
    answers = [client.from_ip("10.0.0.1").get("/api/status", headers=headers) for headers in each]

    assert answers[-1].status == 429, expected(
        "429 for the sixth request from 10.0.0.1, each with another X-Forwarded-For, X-Real-IP", got=answers[-1]
    )


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
