"""Right tests for bug_hunt, in other styles than the reference."""

from tests.variants.bug_hunt.passages import AT_ONCE, CUT, LATE_READ, NULL, OUTAGE, OVERTAKEN, WITHOUT_REDIS
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.right(
    "classes",
    "Tests stand in a class, and the mark stands on the class.",
    (
        NULL,
        """
        @pytest.mark.cache_api
        class TestAnswersThatAreFalse:
            def test_null(self, client: Any, slow_api: Any) -> None:
                slow_api.answers("posts", 3, None)
                client.get("/posts/3")
                client.get("/posts/3")
                assert slow_api.calls == 1

            def test_zero(self, client: Any, slow_api: Any) -> None:
                slow_api.answers("posts", 3, 0)
                client.get("/posts/3")
                client.get("/posts/3")
                assert slow_api.calls == 1
        """,
    ),
)
answers.right(
    "parameters",
    "One test for many values, and one for each round trip.",
    (
        NULL,
        """
        @pytest.mark.cache_api
        @pytest.mark.parametrize("data", [None, "", []])
        def test_an_answer_that_is_false(client: Any, slow_api: Any, data: Any) -> None:
            slow_api.answers("posts", 3, data)
            answers = [client.get("/posts/3").json["data"] for _ in range(2)]
            assert answers == [data] * 2
            assert slow_api.calls == 1
        """,
    ),
)
answers.right(
    "fixtures-of-its-own",
    "A fixture logs in, and another one has the number of the round trip.",
    (
        """
        @pytest.mark.session_storage
        def test_a_late_read_does_not_undo_a_logout(client: Any) -> None:
            for round_trip in (1, 2):
        """,
        """
        @pytest.fixture(params=[1, 2])
        def round_trip(request: Any) -> Any:
            return request.param


        @pytest.fixture
        def cookie(client: Any) -> str:
            return log_in(client)


        @pytest.mark.session_storage
        def test_a_late_read_does_not_undo_a_logout(client: Any, cookie: str, round_trip: int) -> None:
            if True:
        """,
    ),
    (LATE_READ, LATE_READ.replace("cookie = log_in(client)\n", "")),
)
answers.right(
    "pytest-fail",
    "pytest.fail in place of an assert.",
    (
        WITHOUT_REDIS,
        """
        wire.down()
        client.get("/users/7")
        if slow_api.calls != 1:
            pytest.fail(f"{slow_api.calls} calls in place of one")
        """,
    ),
)
answers.right(
    "pytest-raises",
    "It expects an exception of its own, which does not come.",
    (
        WITHOUT_REDIS,
        """
        wire.hang()
        client.get("/users/7")
        with pytest.raises(ZeroDivisionError):
            1 / (slow_api.calls - 1)
        """,
    ),
)
answers.right(
    "looks-for-keys-without-ttl",
    "No key of a limiter may stay without a TTL, whatever its name and value.",
    (
        CUT,
        """
        wire.cut_after(1)
        client.get("/api/status")
        wire.mend()

        assert clock and not [key for key in redis.scan_iter() if redis.ttl(key) < 0]
        """,
    ),
    ("no_client_out(client: Any, wire: Any", "no_client_out(client: Any, redis: Any, wire: Any"),
)
answers.right(
    "jitter-and-two-workers",
    "The requests are spread over two workers, and each goes on a random moment later.",
    (AT_ONCE, 'answers = client.together(["/api/status"] * 20, split_with=second_worker, jitter=True)'),
    ("only_the_limit_passes(client: Any)", "only_the_limit_passes(client: Any, second_worker: Any)"),
)
answers.right(
    "asks-for-503",
    "While Redis is away, the answer is no 401.",
    (
        OUTAGE,
        """
        log_in(client)
        wire.down()

        assert client.get("/profile").status == 503
        """,
    ),
)
answers.right(
    "the-mark-by-hand",
    "A decorator of its own, a helper that asserts, and a second worker that reads.",
    (
        OVERTAKEN,
        """
        reader.finish()

        is_in_houston(client, url)
        """,
    ),
    (
        "def log_in(",
        """
        def is_in_houston(client: Any, url: str) -> None:
            answer = client.get(url)
            assert answer.status == 200, answer
            assert answer.json["data"]["city"] == "Houston", "the old city is back"


        def log_in(
        """,
    ),
)
