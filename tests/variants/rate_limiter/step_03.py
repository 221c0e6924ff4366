"""Wrong answers that step 3 of rate_limiter must catch."""

from tests.variants.passage import above, below
from tests.variants.rate_limiter.passages import (
    EXPIRE,
    IMPORTS,
    INCR,
    KEY,
    MULTI,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

CLIENT = 'client = request.client.host if request.client else "unknown"'

answers.wrong(
    "one-budget-for-all",
    "The key does not hold the client.",
    (KEY, '"ratelimit"'),
)
answers.wrong(
    "a-digest-cut-too-short",
    "The key holds the first three numbers of the address: neighbours share a budget.",
    (CLIENT, 'client = (request.client.host if request.client else "unknown").rpartition(".")[0] or "unknown"'),
)
answers.wrong(
    "cut-at-the-first-colon",
    "split(':') removes a port that is not there: little remains of an IPv6 address.",
    below(CLIENT, "client = client.split(':')[0]"),
)
answers.wrong(
    "a-budget-per-path",
    "The key holds the path.",
    (KEY, 'f"ratelimit:{client}:{request.url.path}"'),
)
answers.wrong(
    "a-budget-per-route",
    "The key holds the route.",
    (
        KEY,
        """
        f"ratelimit:{client}:{request.scope['route'].path}"
        """,
    ),
)
answers.wrong(
    "a-budget-per-item",
    "The key holds the item.",
    (
        KEY,
        """
        f"ratelimit:{client}:{request.path_params.get('item_id', '')}"
        """,
    ),
)
answers.wrong(
    "a-budget-per-query",
    "The key holds the query.",
    (KEY, 'f"ratelimit:{client}:{request.url.query}"'),
)
answers.wrong(
    "the-port-in-the-key",
    "The key holds request.client, which is address and port.",
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
    "The app trusts X-Forwarded-For from 127.0.0.1.",
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
    "request.client.host fails where request.client is None.",
    (CLIENT, "client = request.client.host  # type: ignore[union-attr]"),
)
answers.wrong(
    "no-address-is-no-limit",
    "A client without an address is not limited.",
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
    "The key leaves out the dots: 1.11.1.1 and 11.1.1.1 share it.",
    (
        KEY,
        """
        f"ratelimit:{client.replace('.', '')}"
        """,
    ),
)
answers.wrong(
    "the-last-eight",
    "The key holds eight characters: 10.203.0.113 and 11.203.0.113 share it.",
    (KEY, 'f"ratelimit:{client[-8:]}"'),
)
answers.wrong(
    "a-network-of-ipv6",
    "The key holds the first four groups of an IPv6 address: a whole network shares a budget.",
    below(CLIENT, 'client = ":".join(client.split(":")[:4])'),
)
answers.wrong(
    "believes-x-forwarded-for-without-an-address",
    "Behind a Unix socket, the app trusts X-Forwarded-For.",
    (CLIENT, CLIENT.replace('"unknown"', 'request.headers.get("X-Forwarded-For", "unknown")')),
)
answers.wrong(
    "the-path-without-an-address",
    "Behind a Unix socket, each path has its own budget.",
    (CLIENT, CLIENT.replace('"unknown"', "request.url.path")),
)
answers.wrong(
    "believes-x-user-id",
    "The app trusts X-User-Id, which any client can send.",
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
    "An argument of the dependency is a header to FastAPI, and the client chooses it.",
    (IMPORTS, IMPORTS.replace("import Depends, FastAPI", "import Depends, FastAPI, Header")),
    (
        "response: Response, redis: RedisClient) -> None:",
        "response: Response, redis: RedisClient, x_tenant: Annotated[str, Header()] = '') -> None:",
    ),
    below(CLIENT, "client = x_tenant or client"),
)
answers.wrong(
    "believes-user-agent-without-an-address",
    "Behind a Unix socket, each browser has its own budget.",
    (CLIENT, CLIENT.replace('"unknown"', 'request.headers.get("User-Agent", "unknown")')),
)
answers.wrong(
    "believes-host-without-an-address",
    "Behind a Unix socket, the key holds the host of request.url, which the client chooses.",
    (CLIENT, CLIENT.replace('"unknown"', "request.url.hostname")),
)
answers.wrong(
    "believes-the-second-last-hop",
    "The app trusts the second-last hop, as if a load balancer had added the last one.",
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
    "The app trusts X-Forwarded-For from private networks.",
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
    "The key drops all up to the last colon, to turn ::ffff:203.0.113.9 into 203.0.113.9.",
    below(CLIENT, "client = client.rpartition(':')[2]"),
)
answers.wrong(
    "the-first-twenty-four",
    "The key holds 24 characters of the address, but an IPv6 address has up to 39.",
    (KEY, 'f"ratelimit:{client[:24]}"'),
)
answers.wrong(
    "twenty-for-all-together",
    "All clients share a second budget of twenty times the limit.",
    (
        MULTI,
        '''
        count, milliseconds_left = await redis.eval("""
        local count = redis.call('INCR', KEYS[1])
        redis.call('EXPIRE', KEYS[1], ARGV[1], 'NX')
        if count <= tonumber(ARGV[2]) then
          local all = redis.call('INCR', 'ratelimit:all')
          redis.call('EXPIRE', 'ratelimit:all', ARGV[1], 'NX')
          if all > 20 * ARGV[2] then count = ARGV[2] + 1 end
        end
        return {count, redis.call('PTTL', KEYS[1])}
        """, 1, key, WINDOW_SECONDS, RATE_LIMIT)
        ''',
    ),
)
answers.wrong(
    "a-hundred-for-all-together",
    "All clients share a second budget, and one that hammers uses it up.",
    below(INCR, 'multi.incr("ratelimit:all")'),
    below(EXPIRE, 'multi.expire("ratelimit:all", WINDOW_SECONDS, nx=True)'),
    (
        """
        async with redis.pipeline(transaction=True) as multi:
            multi.incr(key)
            multi.incr("ratelimit:all")
            multi.expire(key, WINDOW_SECONDS, nx=True)
            multi.expire("ratelimit:all", WINDOW_SECONDS, nx=True)
            multi.pttl(key)
            count, _, milliseconds_left = await multi.execute()
        """,
        """
        async with redis.pipeline(transaction=True) as multi:
            multi.incr(key)
            multi.incr("ratelimit:all")
            multi.expire(key, WINDOW_SECONDS, nx=True)
            multi.expire("ratelimit:all", WINDOW_SECONDS, nx=True)
            multi.pttl(key)
            count, of_all, _, _, milliseconds_left = await multi.execute()
        if of_all > 100:
            count = max(count, RATE_LIMIT + 1)
        """,
    ),
)
answers.wrong(
    "probes-are-free",
    "A User-Agent that begins with kube-probe/ is not limited, and anyone can send it.",
    below(
        CLIENT,
        """
        if request.headers.get('User-Agent', '').startswith('kube-probe/'):
            return
        """,
    ),
)
answers.wrong(
    "internal-requests-are-free",
    "X-Internal: yes switches the limit off.",
    below(
        CLIENT,
        """
        if request.headers.get('X-Internal') == 'yes':
            return
        """,
    ),
)
answers.wrong(
    "admins-are-free",
    "A cookie says that the client is an admin, and the client writes its cookies.",
    below(
        CLIENT,
        """
        if request.cookies.get('role') == 'admin':
            return
        """,
    ),
)
answers.wrong(
    "a-key-in-the-query-is-free",
    "A query parameter with the right value switches the limit off.",
    below(
        CLIENT,
        """
        if request.query_params.get('key', '') in {'partner-1', 'partner-2'}:
            return
        """,
    ),
)
answers.wrong(
    "a-thousand-buckets",
    "A checksum of the address chooses one of a thousand counters, and clients meet in one.",
    below("import os", "from zlib import crc32"),
    (KEY, 'f"ratelimit:{crc32(client.encode()) % 1000}"'),
)
answers.wrong(
    "three-hundred-clients",
    "Only the first 120 clients of a window are let in.",
    below(EXPIRE, 'multi.sadd("ratelimit:clients", key)'),
    below('multi.sadd("ratelimit:clients", key)', 'multi.expire("ratelimit:clients", WINDOW_SECONDS, nx=True)'),
    (
        """
        count, _, milliseconds_left = await multi.execute()
        """,
        """
        multi.scard("ratelimit:clients")
        count, _, _, _, milliseconds_left, clients = await multi.execute()
        count = max(count, RATE_LIMIT + 1) if clients > 120 else count
        """,
    ),
)
answers.wrong(
    "the-hundredth-client-is-not-limited",
    "The process counts at most a hundred clients, and lets the others pass.",
    above("async def rate_limit(", "seen: dict[str, None] = {}"),
    below(
        CLIENT,
        """
        if len(seen) >= 100 and client not in seen:
            return
        seen[client] = None
        """,
    ),
)
