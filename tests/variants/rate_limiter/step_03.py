"""Wrong answers that step 3 of rate_limiter must catch."""

from tests.variants.passage import above, below
from tests.variants.rate_limiter.passages import IMPORTS, KEY
from tests.variants.variant import Answers

answers = Answers(__file__)

CLIENT = 'client = request.client.host if request.client else "unknown"'

answers.wrong(
    "one-budget-for-all",
    "No client in the key.",
    (KEY, '"ratelimit"'),
)
answers.wrong(
    "a-digest-cut-too-short",
    "The first three numbers of the address only: neighbours share a budget.",
    (CLIENT, 'client = (request.client.host if request.client else "unknown").rpartition(".")[0] or "unknown"'),
)
answers.wrong(
    "cut-at-the-first-colon",
    "split(':') to get rid of a port, which is not there; of an IPv6 address little remains.",
    below(CLIENT, "client = client.split(':')[0]"),
)
answers.wrong(
    "a-budget-per-path",
    "The path in the key.",
    (KEY, 'f"ratelimit:{client}:{request.url.path}"'),
)
answers.wrong(
    "a-budget-per-route",
    "The route in the key.",
    (
        KEY,
        """
        f"ratelimit:{client}:{request.scope['route'].path}"
        """,
    ),
)
answers.wrong(
    "a-budget-per-item",
    "The item in the key.",
    (
        KEY,
        """
        f"ratelimit:{client}:{request.path_params.get('item_id', '')}"
        """,
    ),
)
answers.wrong(
    "a-budget-per-query",
    "The query in the key.",
    (KEY, 'f"ratelimit:{client}:{request.url.query}"'),
)
answers.wrong(
    "the-port-in-the-key",
    "request.client is address and port.",
    (KEY, 'f"ratelimit:{request.client}"'),
)
for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Host", "User-Agent", "Cookie", "X-API-Key"):
    answers.wrong(
        f"believes-{header.lower()}",
        f"{header} is part of the client's name, and the client chooses it.",
        below(CLIENT, f"client = request.headers.get('{header}') or client"),
    )
answers.wrong(
    "believes-a-proxy-on-this-machine",
    "X-Forwarded-For counts if it comes from 127.0.0.1.",
    below(
        CLIENT,
        """
        if client == '127.0.0.1':
            client = request.headers.get('X-Forwarded-For', client)
        """,
    ),
)
answers.wrong(
    "no-address-is-a-500",
    "request.client.host, where request.client is None.",
    (CLIENT, "client = request.client.host  # type: ignore[union-attr]"),
)
answers.wrong(
    "no-address-is-no-limit",
    "Whoever has no address passes.",
    (
        CLIENT,
        """
        if request.client is None:
            return
        client = request.client.host
        """,
    ),
)
answers.wrong(
    "dots-left-out",
    "1.11.1.1 and 11.1.1.1 have one key.",
    (
        KEY,
        """
        f"ratelimit:{client.replace('.', '')}"
        """,
    ),
)
answers.wrong(
    "the-last-eight",
    "10.203.0.113 and 11.203.0.113 have one key.",
    (KEY, 'f"ratelimit:{client[-8:]}"'),
)
answers.wrong(
    "a-network-of-ipv6",
    "The first four groups of the address: a whole network has one budget.",
    below(CLIENT, 'client = ":".join(client.split(":")[:4])'),
)
answers.wrong(
    "believes-x-forwarded-for-without-an-address",
    "Behind a Unix socket everybody says who they are.",
    (CLIENT, CLIENT.replace('"unknown"', 'request.headers.get("X-Forwarded-For", "unknown")')),
)
answers.wrong(
    "the-path-without-an-address",
    "Behind a Unix socket each route has a budget of its own.",
    (CLIENT, CLIENT.replace('"unknown"', "request.url.path")),
)
answers.wrong(
    "believes-x-user-id",
    "Anybody can send that header.",
    below(CLIENT, 'client = request.headers.get("X-User-ID", client)'),
)
for kind, believed in {
    "header": "headers.get('Fly-Client-IP'",
    "cookie": "cookies.get('visitor'",
    "query-parameter": "query_params.get('api_key'",
}.items():
    answers.wrong(
        f"believes-a-{kind}-of-its-own",
        f"The client's name comes from one more {kind}, which the client chooses.",
        below(CLIENT, f"client = request.{believed}, client)"),
    )
answers.wrong(
    "believes-an-argument",
    "FastAPI reads a header into it.",
    (IMPORTS, IMPORTS.replace("import Depends, FastAPI", "import Depends, FastAPI, Header")),
    (
        "response: Response, redis: RedisClient) -> None:",
        "response: Response, redis: RedisClient, x_tenant: Annotated[str, Header()] = '') -> None:",
    ),
    below(CLIENT, "client = x_tenant or client"),
)
answers.wrong(
    "believes-user-agent-without-an-address",
    "Behind a Unix socket each browser has a budget of its own.",
    (CLIENT, CLIENT.replace('"unknown"', 'request.headers.get("User-Agent", "unknown")')),
)
answers.wrong(
    "believes-host-without-an-address",
    "request.url has the host that the client has named.",
    (CLIENT, CLIENT.replace('"unknown"', "request.url.hostname")),
)
answers.wrong(
    "believes-the-second-last-hop",
    "The last one is our load balancer; there is none.",
    below(
        CLIENT,
        """
        hops = request.headers.get('X-Forwarded-For', '').split(',')
        if len(hops) > 1:
            client = hops[-2].strip()
        """,
    ),
)
answers.wrong(
    "believes-neighbours",
    "X-Forwarded-For counts if it comes from a private network.",
    below(
        CLIENT,
        """
        if client.startswith(('10.', '172.', '192.168.')):
            client = request.headers.get('X-Forwarded-For', client).split(',')[0]
        """,
    ),
)
answers.wrong(
    "health-anywhere-in-the-url",
    "/api/status?health is not limited.",
    above(
        CLIENT,
        """
        if 'health' in str(request.url):
            return
        """,
    ),
)
answers.wrong(
    "neighbours-are-free",
    "Private networks are not limited.",
    below(
        CLIENT,
        """
        if client.startswith(('192.168.', '172.16.')):
            return
        """,
    ),
)
answers.wrong(
    "this-machine-is-free-by-ipv6",
    "::1 is not limited.",
    below(
        CLIENT,
        """
        if client == '::1':
            return
        """,
    ),
)
answers.wrong(
    "the-last-group-of-ipv6",
    "To make 203.0.113.9 of ::ffff:203.0.113.9, all that stands before the last colon goes.",
    below(CLIENT, "client = client.rpartition(':')[2]"),
)
answers.wrong(
    "the-first-twenty-four",
    "An address of IPv6 has up to 39 characters.",
    (KEY, 'f"ratelimit:{client[:24]}"'),
)
