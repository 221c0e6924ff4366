"""What --compare measures in rate_limiter."""

LIMIT = 5


def test_yours_beside_the_reference(comparison):
    """The first request of a window, one more, and a refused one; and an outage."""
    comparison.operation("first", request)
    comparison.operation("allowed", request, after=request)
    comparison.operation("refused", request, after=lambda side: [request(side) for _ in range(LIMIT)])

    comparison.fact("passes of 40 at once", passes_of_forty)
    comparison.fact("while Redis is down", status_without_redis)


def request(side):
    return side.app.get("/api/status")


def passes_of_forty(side):
    return sum(answer.status == 200 for answer in side.app.together(["/api/status"] * 40))


def status_without_redis(side):
    side.wire.down()
    return request(side).status
