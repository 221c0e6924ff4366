"""Each client has one budget, and cannot choose another

`client.from_ip("203.0.113.9")` sends its requests from that address.
`mentioned` are the texts in your main.py that could name a header, a cookie or a query parameter.
`values` are the texts in it that could be a value of one.
"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import BOTH, LIMIT, USUAL_HEADERS, all_have, everywhere

READ = "katas/rate_limiter/README.md#clients"


def test_each_client_has_a_budget_of_its_own(client):
    """One key for all clients lets 203.0.113.9 use up the budget of 198.51.100.7."""
    ada, alan = client.from_ip("203.0.113.9"), client.from_ip("198.51.100.7")
    for _ in range(LIMIT + 1):
        ada.get("/api/status")

    answer = alan.get("/api/status")

    assert answer.status == 200, expected("200 for Alan's first request", got=answer)


def test_another_route_gives_no_new_budget(client):
    """A key that contains the path gives a client a new budget for each route."""
    for _ in range(LIMIT):
        client.get("/api/status")

    answer = client.get("/api/items/7")

    assert answer.status == 429, expected("429 for request 6, to another route", got=answer)


def test_another_port_gives_no_new_budget(client):
    """Each connection of a client comes from a new port, so a key that contains the port never counts to 6."""
    answers = [client.from_ip("203.0.113.9", port=40_000 + number).get("/api/status") for number in range(LIMIT + 1)]

    assert answers[-1].status == 429, expected("429 for request 6 from one address", got=answers[-1])


def test_x_forwarded_for_gives_no_new_budget(client):
    """Any client can write any address into X-Forwarded-For."""
    answers = [client.get("/api/status", headers={"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(LIMIT + 1)]

    assert answers[-1].status == 429, expected(
        "429 for request 6, though each X-Forwarded-For differed", got=answers[-1]
    )


# Edge cases, with a limit of 1: request 2 is refused

one_request = pytest.mark.environment(RATE_LIMIT=1)


@one_request
def test_another_url_gives_no_new_budget(client):
    """A client chooses the URL: no part of it may open a new budget or switch the limit off."""
    first = client.get("/api/items/1")

    assert first.status == 200, expected("200 for request 1", got=first)
    for url in ["/api/items/2", "/api/items/health", "/api/status", "/api/status?health=1", "/api/items/3?page=2"]:
        answer = client.get(url)
        assert answer.status == 429, expected("429, with a limit of 1, for another URL", got=answer)


@one_request
def test_clients_without_an_address_are_one_client(client):
    """Behind a Unix socket `request.client` is None: it has no host to read, and still needs a limit."""
    nowhere, ada = client.from_ip(None), client.from_ip("203.0.113.9")
    first, second, adas = nowhere.get("/api/status"), nowhere.get("/api/items/7"), ada.get("/api/status")

    assert first.status == 200, expected("200 for request 1 without an address", got=first)
    assert second.status == 429, expected("429 for request 2 without an address, with a limit of 1", got=second)
    assert adas.status == 200, expected("200 for Ada, who has an address", got=adas)


@one_request
@pytest.mark.parametrize("route", BOTH)
def test_no_address_is_free_of_the_limit(client, route):
    """An address that looks private or local may belong to any client, so it gets no exception."""
    for address in [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.0.1",
        "172.16.0.9",
        "100.64.0.1",
        "169.254.1.1",
        "::1",
        "fd00::7",
    ]:
        neighbour = client.from_ip(address)
        first, second = neighbour.get(route), neighbour.get(route)

        assert first.status == 200, expected(f"200 for request 1 from {address}", got=first)
        assert second.status == 429, expected(f"429 for request 2 from {address}, with a limit of 1", got=second)


@one_request
@pytest.mark.parametrize(
    "pairs",
    [
        [("192.168.0.1", "192.168.0.11"), ("1.11.1.1", "11.1.1.1"), ("10.203.0.113", "11.203.0.113")],
        [
            ("2001:db8:1:2:3:4:5:7", "2001:db8:9:2:3:4:5:7"),
            ("2001:db85:1234:5678:9abc:def0:1234:5677", "2001:db85:1234:5678:9abc:def0:1234:5678"),
            ("2001:db8::1:23", "2001:db8::12:3"),
        ],
    ],
    ids=["ipv4", "ipv6"],
)
def test_similar_addresses_are_different_clients(client, pairs):
    """A key with only a part of the address, or without its dots or colons, belongs to two clients."""
    for pair in pairs:
        ada, alan = map(client.from_ip, pair)
        first, others, second = ada.get("/api/status"), alan.get("/api/status"), ada.get("/api/status")
        others_second = alan.get("/api/status")

        assert first.status == 200, expected("200 for Ada's request 1", got=first)
        assert others.status == 200, expected("200 for Alan's request 1", got=others)
        assert second.status == 429, expected("429 for Ada's request 2, with a limit of 1", got=second)
        assert others_second.status == 429, expected("429 for Alan's request 2, with a limit of 1", got=others_second)


@one_request
def test_no_header_gives_a_new_budget(client):
    """A client chooses its headers, but not the address of its connection."""
    client.get("/api/status")
    for value, names in [
        ("198.51.100.7, 203.0.113.7", ["X-Forwarded-For"]),
        ("for=198.51.100.7", ["Forwarded"]),
        ("198.51.100.7", ["X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP"]),
        ("api7.example", ["Host"]),
        ("https://page.example", ["Origin", "Referer"]),
        ("browser/7", ["User-Agent"]),
        ("", ["User-Agent", "Host"]),
        ("en;q=0.7", ["Accept-Language"]),
        ("session_id=7; client_id=7; user_id=7", ["Cookie"]),
        ("Bearer 7", ["Authorization"]),
        ("7", ["X-API-Key", "X-Client-ID", "X-User-ID", "X-Device-ID", "X-Request-ID"]),
    ]:
        answer = client.get("/api/status", headers=dict.fromkeys(names, value))

        named = " and ".join(f"{name}: {value}" for name in names[:2])
        assert answer.status == 429, expected(f"429 for a request with {named}, with a limit of 1", got=answer)


@one_request
def test_a_neighbour_is_not_a_proxy(client):
    """Any client may have a private address; trusting a proxy is uvicorn's task, not your app's."""
    for address in ["10.0.0.1", "127.0.0.1", "::1"]:
        neighbour = client.from_ip(address)
        neighbour.get("/api/status")
        answer = neighbour.get("/api/status", headers={"X-Forwarded-For": "198.51.100.7", "X-Real-IP": "198.51.100.7"})

        assert answer.status == 429, expected(f"429 for request 2 from {address}, with X-Forwarded-For", got=answer)


@one_request
def test_nothing_that_your_code_reads_gives_a_new_budget(client, mentioned):
    """A client chooses every header, cookie and query parameter that your main.py could read."""
    client.get("/api/status")
    answers = [client.get(url, **everywhere("198.51.100.7", mentioned)) for url in BOTH]

    all_have(429, answers, "429 for request 2, with the headers, cookies and query parameters that main.py names")


@one_request
def test_no_value_switches_the_limit_off(client, mentioned, values):
    """`User-Agent: kube-probe/1.29` frees every client that sends it: anyone can send any value."""
    client.get("/api/status")
    names = [*USUAL_HEADERS, *mentioned]
    answers = {value: client.get("/api/status", **everywhere(value, names)) for value in ["1", "true", *values]}

    for value, answer in answers.items():
        assert answer.status == 429, expected(f"429 for a client over the limit that sends {value!r}", got=answer)


@one_request
def test_without_an_address_nothing_gives_a_new_budget(client, mentioned):
    """A missing address is no reason to trust a header or the URL: the client chooses them all the same."""
    nowhere, names = client.from_ip(None), [*USUAL_HEADERS, "Host", *mentioned]
    answers = [nowhere.get(url, **everywhere(f"198.51.100.{n}", names)) for n, url in enumerate([*BOTH, "/api/status"])]

    all_have(429, answers[1:], "429 for a second request without an address")


@one_request
def test_many_clients_have_a_budget_each(client):
    """A second budget, for all clients together, or a list of a few clients, is wrong for the next client."""
    clients = [client.from_ip(f"198.51.{number // 250}.{number % 250}") for number in range(130)]
    answers = [each.get("/api/status") for each in clients]
    again = [clients[0].get("/api/status"), clients[-1].get("/api/status")]

    for number, answer in enumerate(answers, 1):
        assert answer.status == 200, expected(f"200 for the first request of client {number}", got=answer)
    all_have(429, again, "429 for request 2 of client 1 and of client 130")
