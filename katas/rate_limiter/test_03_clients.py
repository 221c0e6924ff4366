"""Each client has one budget, and cannot choose another

`client.from_ip("203.0.113.9")` sends its requests from that address.
`mentioned` are the texts in your main.py that could name a header, a cookie or a query parameter.
"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import LIMIT, other_values_for

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


# Edge cases


@pytest.mark.parametrize("url", ["/api/items/{}", "/api/status?health={}"])
def test_another_url_gives_no_new_budget(client, url):
    """A client chooses the URL: no part of it may open a new budget or switch the limit off."""
    answers = [client.get(url.format(number)) for number in range(LIMIT + 1)]

    assert answers[-2].status == 200, expected("200 for request 5", got=answers[-2])
    assert answers[-1].status == 429, expected("429 for request 6, each to another URL", got=answers[-1])


def test_clients_without_an_address_are_one_client(client):
    """Behind a Unix socket `request.client` is None: it has no host to read, and still needs a limit."""
    nowhere, ada = client.from_ip(None), client.from_ip("203.0.113.9")
    answers = [nowhere.get("/api/status") for _ in range(LIMIT + 1)]
    adas = ada.get("/api/status")

    for answer in answers[:LIMIT]:
        assert answer.status == 200, expected("200 for a request without an address", got=answer)
    assert answers[-1].status == 429, expected("429 for request 6 without an address", got=answers[-1])
    assert adas.status == 200, expected("200 for Ada, who has an address", got=adas)


@pytest.mark.parametrize("address", ["192.168.0.1", "172.16.0.9", "::1"])
def test_no_address_is_free_of_the_limit(client, address):
    """An address that looks private or local may belong to any client, so it gets no exception."""
    neighbour = client.from_ip(address)
    answers = [neighbour.get("/api/status") for _ in range(LIMIT + 1)]

    assert answers[-1].status == 429, expected(f"429 for request 6 from {address}", got=answers[-1])


@pytest.mark.parametrize(
    ("ada", "alan"), [("192.168.0.1", "192.168.0.11"), ("1.11.1.1", "11.1.1.1"), ("10.203.0.113", "11.203.0.113")]
)
def test_similar_addresses_are_different_clients(client, ada, alan):
    """A key with only a part of the address, or without its dots, belongs to two clients."""
    adas_browser, alans_browser = client.from_ip(ada), client.from_ip(alan)
    adas = [adas_browser.get("/api/status") for _ in range(LIMIT + 1)]
    alans = [alans_browser.get("/api/status") for _ in range(LIMIT + 1)]
    ada_again = adas_browser.get("/api/status")

    assert adas[-1].status == 429, expected("429 for Ada's request 6", got=adas[-1])
    for answer in alans[:LIMIT]:
        assert answer.status == 200, expected("200 for Alan's first 5 requests", got=answer)
    assert alans[-1].status == 429, expected("429 for Alan's request 6", got=alans[-1])
    assert ada_again.status == 429, expected("429 for Ada's request 7", got=ada_again)


@pytest.mark.parametrize(
    ("ada", "alan"),
    [
        ("2001:db8:1:2:3:4:5:7", "2001:db8:9:2:3:4:5:7"),
        ("2001:db85:1234:5678:9abc:def0:1234:5677", "2001:db85:1234:5678:9abc:def0:1234:5678"),
    ],
)
def test_similar_ipv6_addresses_are_different_clients(client, ada, alan):
    """Code that splits at `:`, or keeps only a part of an IPv6 address, mixes up two clients."""
    adas_browser, alans_browser = client.from_ip(ada), client.from_ip(alan)
    adas = [adas_browser.get("/api/status") for _ in range(LIMIT + 1)]
    alans = [alans_browser.get("/api/status") for _ in range(LIMIT + 1)]
    ada_again = adas_browser.get("/api/status")

    assert adas[-1].status == 429, expected("429 for Ada's request 6", got=adas[-1])
    for answer in alans[:LIMIT]:
        assert answer.status == 200, expected("200 for Alan's first 5 requests", got=answer)
    assert alans[-1].status == 429, expected("429 for Alan's request 6", got=alans[-1])
    assert ada_again.status == 429, expected("429 for Ada's request 7", got=ada_again)


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
def test_no_header_gives_a_new_budget(client, value, names):
    """A client chooses its headers, but not the address of its connection."""
    each = [dict.fromkeys(names, value.format(number)) for number in range(1, LIMIT + 2)]
    answers = [client.get("/api/status", headers=headers) for headers in each]

    assert answers[-1].status == 429, expected(
        f"429 for request 6, each with another {', '.join(names)}", got=answers[-1]
    )


def test_a_neighbour_is_not_a_proxy(client):
    """Any client may have a private address; trusting a proxy is uvicorn's task, not your app's."""
    neighbour = client.from_ip("10.0.0.1")
    each = [dict.fromkeys(["X-Forwarded-For", "X-Real-IP"], f"198.51.100.{number}") for number in range(LIMIT + 1)]
    answers = [neighbour.get("/api/status", headers=headers) for headers in each]

    assert answers[-1].status == 429, expected(
        "429 for request 6 from 10.0.0.1, each with another X-Forwarded-For and X-Real-IP", got=answers[-1]
    )


def test_no_value_that_your_code_reads_gives_a_new_budget(client, mentioned):
    """A client chooses every header, cookie and query parameter that your main.py could read."""
    answers = [client.get("/api/status", **other_values_for(mentioned, number)) for number in range(LIMIT + 1)]

    assert answers[-1].status == 429, expected(
        "429 for request 6, each with other values for the headers, cookies and query parameters in main.py",
        got=answers[-1],
    )


def test_without_an_address_nothing_gives_a_new_budget(client, mentioned):
    """A missing address is no reason to trust a header or the URL: the client chooses them all the same."""
    nowhere, urls = client.from_ip(None), ["/api/status", "/api/items/7"] * 3
    names = [*mentioned, "X-Forwarded-For", "X-Real-IP", "User-Agent", "Host"]
    answers = [nowhere.get(url, **other_values_for(names, number)) for number, url in enumerate(urls)]

    assert answers[-1].status == 429, expected("429 for request 6 without an address", got=answers[-1])
