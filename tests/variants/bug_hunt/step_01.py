"""Tests that step 1 of bug_hunt must refuse: they ask for what no brief promises, or they cannot run."""

from tests.variants.bug_hunt.passages import IMPORTS, another_test
from tests.variants.passage import below
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "demands-get-by-name",
    "It wants GET with a certain key.",
    another_test(
        """
        @pytest.mark.cache_api
        def test_get(client, wire):
            client.get("/users/7")
            assert "GET cache:user:7" in wire.commands
        """
    ),
    block="""
      expected  test_get to pass on digests, a right answer
      got       …my_tests.py:…   assert "GET cache:user:7" in wire.commands
    """,
)
answers.wrong(
    "demands-the-key",
    "It looks for the key of the reference.",
    another_test(
        """
        @pytest.mark.cache_api
        def test_key(client, redis):
            client.get("/users/7")
            assert redis.exists("cache:user:7")
        """
    ),
)
answers.wrong(
    "demands-an-exact-ttl",
    "It wants a TTL of 300 s.",
    another_test(
        """
        @pytest.mark.cache_api
        def test_ttl(client, redis):
            client.get("/users/7")
            assert [redis.ttl(key) for key in redis.scan_iter("cache:*")] == [300]
        """
    ),
)
answers.wrong(
    "demands-the-shape-of-an-entry",
    "It decodes what is stored.",
    below(IMPORTS, "import json"),
    another_test(
        """
        @pytest.mark.cache_api
        def test_entry(client, redis):
            client.get("/users/7")
            (key,) = redis.scan_iter("cache:*")
            assert set(json.loads(redis.get(key))) == {"data", "fetched_at"}
        """
    ),
)
answers.wrong(
    "demands-one-fetch-for-all-workers",
    "It is enough that the requests of one process agree.",
    another_test(
        """
        @pytest.mark.cache_api
        def test_two_workers(client, second_worker, slow_api):
            slow_api.takes(0.3)
            client.together(["/users/7"] * 4, split_with=second_worker)
            assert slow_api.calls == 1
        """
    ),
)
answers.wrong(
    "demands-a-deletion",
    "It wants a PUT to remove the entry.",
    another_test(
        """
        @pytest.mark.cache_api
        def test_put(client, wire):
            client.get("/users/7")
            client.put("/users/7", json=HOUSTON)
            assert {"DEL", "UNLINK"} & wire.names
        """
    ),
)
answers.wrong(
    "demands-a-miss-after-a-put",
    "The new user may come from the cache.",
    another_test(
        """
        @pytest.mark.cache_api
        def test_put(client):
            client.put("/users/7", json=HOUSTON)
            assert client.get("/users/7")["cached"] is False
        """
    ),
)
answers.wrong(
    "demands-a-counter",
    "It wants a String that counts up.",
    another_test(
        """
        @pytest.mark.rate_limiter
        def test_counter(client, redis):
            statuses(client, 3)
            assert [redis.get(key) for key in redis.scan_iter()] == [b"3"]
        """
    ),
)
answers.wrong(
    "demands-a-window-from-the-first-request",
    "A window may be aligned to the clock.",
    another_test(
        """
        @pytest.mark.rate_limiter
        def test_window(client, clock):
            clock.advance(20)
            statuses(client, 5)
            clock.advance(45)
            assert client.get("/api/status").status == 429
        """
    ),
    block="""
      got       …my_tests.py:…   assert client.get("/api/status").status == 429
    """,
)
answers.wrong(
    "demands-a-window-that-is-open-after-59-s",
    "A window may have begun long before the first request.",
    another_test(
        """
        @pytest.mark.rate_limiter
        def test_window(client, clock):
            statuses(client, 5)
            clock.advance(59)
            assert client.get("/api/status").status == 429
        """
    ),
    block="""
      expected  test_window to pass on counting_down, a right answer
      got       …my_tests.py:…   assert client.get("/api/status").status == 429
    """,
)
answers.wrong(
    "demands-the-text-of-a-refusal",
    "Any JSON detail is right.",
    another_test(
        """
        @pytest.mark.rate_limiter
        def test_detail(client):
            statuses(client, 5)
            assert client.get("/api/status").json == {"detail": "too many requests"}
        """
    ),
)
answers.wrong(
    "demands-a-200-for-a-login",
    "Any 2xx is right.",
    another_test(
        """
        @pytest.mark.session_storage
        def test_login(client):
            assert client.post("/login", json=ADA).status == 200
        """
    ),
)
answers.wrong(
    "demands-a-ttl-on-the-key",
    "The fields may have it.",
    another_test(
        """
        @pytest.mark.session_storage
        def test_ttl(client, redis):
            log_in(client)
            assert all(redis.ttl(key) > 0 for key in redis.scan_iter("session:*"))
        """
    ),
)
answers.wrong(
    "demands-no-key-after-a-logout",
    "A mark that makes nobody logged in may stay.",
    another_test(
        """
        @pytest.mark.session_storage
        def test_logout(client, redis):
            log_in(client)
            client.post("/logout")
            assert list(redis.scan_iter("session:*")) == []
        """
    ),
)
answers.wrong(
    "fails-on-everything",
    "It finds every bug, and every right answer too.",
    another_test(
        """
        @pytest.mark.cache_api
        @pytest.mark.rate_limiter
        @pytest.mark.session_storage
        def test_all(client):
            assert client is None
        """
    ),
    block="""
      expected  test_all to pass on reference, a right answer
    """,
)
answers.wrong(
    "sleeps",
    "It waits for a TTL.",
    below(IMPORTS, "import time"),
    another_test(
        """
        @pytest.mark.cache_api
        def test_ttl(client, slow_api):
            client.get("/posts/3?ttl=1")
            time.sleep(1.1)
            client.get("/posts/3")
            assert slow_api.calls == 2
        """
    ),
    block="""
      got       it sleeps: …my_tests.py:…   time.sleep(1.1)
                time.sleep(1.1): clock.advance(1.1) moves time and does not wait
    """,
)
answers.wrong(
    "sleeps-by-another-name",
    "It imports sleep itself.",
    below(IMPORTS, "from time import sleep"),
    another_test(
        """
        @pytest.mark.rate_limiter
        def test_window(client):
            sleep(2)
            assert client.get("/api/status").status == 200
        """
    ),
)
answers.wrong(
    "raises-on-a-right-answer",
    "It reads a field that is not there.",
    another_test(
        """
        @pytest.mark.cache_api
        def test_field(client):
            assert client.get("/users/7").json["date"]
        """
    ),
    block="""
      got       it ended with an exception, at no assert of its own
      why       A test may ask only for what the brief of the app promises: then it is right about every answer.
      your code …my_tests.py:…   assert client.get("/users/7").json["date"]
                KeyError: 'date'
    """,
)
answers.wrong(
    "never-ends",
    "It waits for what does not come.",
    another_test(
        """
        @pytest.mark.cache_api
        def test_calls(client, slow_api):
            while slow_api.calls < 2:
                client.get("/users/7")
        """
    ),
    block="""
      got       it was still busy after 8 s: …
    """,
)
answers.wrong(
    "names-no-app",
    "One of its tests has no mark.",
    another_test(
        """
        def test_health(client):
            assert client.get("/health").status == 200
        """
    ),
    block="""
      expected  a mark with an app on every test
      got       none on test_health (my_tests.py:…)
    """,
)
answers.wrong(
    "names-an-app-that-is-not-there",
    "A mark has a typing error.",
    another_test(
        """
        @pytest.mark.cache_apy
        def test_health(client):
            assert client.get("/health").status == 200
        """
    ),
    block="""
      got       …there is no such mark; the apps are cache_api, rate_limiter, session_storage
    """,
)
answers.wrong(
    "wants-a-fixture-that-is-not-there",
    "It misspells client.",
    another_test(
        """
        @pytest.mark.cache_api
        def test_health(clint):
            assert clint.get("/health").status == 200
        """
    ),
    block="""
      got       there is no fixture 'clint' (…
    """,
)
answers.wrong(
    "awaits",
    "It is an async def.",
    another_test(
        """
        @pytest.mark.cache_api
        async def test_health(client):
            assert client.get("/health").status == 200
        """
    ),
    block="""
      got       it is an async def (…); write def, and no await: client waits for each answer
    """,
)
answers.wrong(
    "does-not-parse",
    "A colon is missing.",
    ("def log_in(client: Any) -> str:", "def log_in(client: Any) -> str"),
    block="""
      expected  my_tests.py to load
      got       my_tests.py cannot be loaded
      your code …my_tests.py:…   def log_in(client: Any) -> str
                SyntaxError: expected ':'
    """,
)
answers.wrong(
    "imports-what-is-not-there",
    "Its first line fails.",
    (IMPORTS, "from typing import Anything as Any"),
    block="""
      your code …my_tests.py:…   from typing import Anything as Any
                ImportError: cannot import name 'Anything' from 'typing' …
    """,
)
answers.wrong(
    "marks-a-test-with-another-app",
    "A test of session_storage is marked with rate_limiter.",
    (
        "@pytest.mark.session_storage\ndef test_a_late_read_does_not_undo_a_logout(",
        "@pytest.mark.rate_limiter\ndef test_a_late_read_does_not_undo_a_logout(",
    ),
)
