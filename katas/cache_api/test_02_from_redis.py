"""A repeated request is answered from Redis"""

from dojo.steps import expected

READ = "theory/01-why-caching-matters.md#the-cache-aside-pattern"


def test_a_repeated_request_asks_the_slow_api_once(client, slow_api):
    """The first request is a miss and fills the cache, the second is a hit."""
    client.get("/users/7")
    client.get("/users/7")

    assert slow_api.calls == 1, expected("1 call to the slow API", got=slow_api)


def test_a_hit_serves_what_the_miss_served(client):
    """Encode with json.dumps and decode with json.loads: the data of a hit and of a miss are equal."""
    miss = client.get("/users/7")
    hit = client.get("/users/7")

    assert hit["data"] == miss["data"], expected(f"the same data again: {miss['data']}", got=hit)


def test_cached_is_false_for_a_miss_and_true_for_a_hit(client):
    """`cached` is a fact about this answer: stored with the user, it is false in every hit."""
    miss = client.get("/users/7")
    hit = client.get("/users/7")
    third = client.get("/users/7")

    assert miss["cached"] is False, expected("cached: false the first time", got=miss)
    assert hit["cached"] is True, expected("cached: true the second time", got=hit)
    assert third["cached"] is True, expected("cached: true the third time", got=third)
    assert third["data"] == miss["data"], expected(f"the same data again: {miss['data']}", got=third)


def test_posts_are_cached_like_users(client, slow_api):
    """Posts need the same three things as users."""
    miss = client.get("/posts/3")
    hit = client.get("/posts/3")

    assert slow_api.calls == 1, expected("1 call to the slow API", got=slow_api)
    assert hit["data"] == miss["data"], expected(f"the same data again: {miss['data']}", got=hit)
    assert (miss["cached"], hit["cached"]) == (False, True), expected("cached: false, then true", got=hit)
