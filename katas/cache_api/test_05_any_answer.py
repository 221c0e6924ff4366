"""Whatever the slow API answers is cached, and served unchanged"""

import pytest

from dojo.steps import expected
from katas.cache_api.checks import as_json, is_same_json, miss_and_hit

READ = "katas/cache_api/README.md#what-is-a-miss"

USER = {"id": 7, "name": "Zoë O'Neil 🚀", "city": "Wien"}
POST = {"id": 7, "user_id": 7, "title": 'Zoë\'s "moth" 🚀'}


@pytest.mark.parametrize(("kind", "value"), [("users", USER), ("posts", POST)], ids=["user", "post"])
def test_a_hit_equals_the_miss_to_the_letter(client, slow_api, kind, value):
    """Store JSON in UTF-8: str() of a dict is no JSON, and other encodings lose letters."""
    miss, hit = miss_and_hit(client, slow_api, kind, value)

    assert is_same_json(miss["data"], value), expected(f"data: {as_json(value)}", got=miss)
    assert is_same_json(hit["data"], value), expected(f"data: {as_json(value)}", got=hit)
    assert hit["cached"] is True, expected("cached: true for the hit", got=hit)


@pytest.mark.parametrize(("kind", "value"), [("users", USER), ("posts", POST)], ids=["user", "post"])
def test_no_field_is_lost(client, slow_api, kind, value):
    """A model of your own drops the fields that it does not know. Types stay as they are, too: 1.0 is not 1."""
    value = {"ratio": 1.0, "count": 1, "yes": True, "tags": ["a", {"b": None}], **value}
    miss, hit = miss_and_hit(client, slow_api, kind, value)

    assert is_same_json(miss["data"], value), expected(f"data: {as_json(value)}", got=miss)
    assert is_same_json(hit["data"], value), expected(f"data: {as_json(value)}", got=hit)
    assert hit["cached"] is True, expected("cached: true for the hit", got=hit)


@pytest.mark.parametrize("kind", ["users", "posts"])
@pytest.mark.parametrize("value", [{}, [], 0, "", False], ids=as_json)
def test_an_empty_answer_is_cached(client, slow_api, kind, value):
    """`if data:` takes an empty answer for no answer, and asks the slow API every time."""
    slow_api.answers(kind, 7, value)
    client.get(f"/{kind}/7")
    hit = client.get(f"/{kind}/7")

    assert slow_api.calls == 1, expected("1 call to the slow API", got=slow_api)
    assert is_same_json(hit["data"], value), expected(f"data: {as_json(value)}", got=hit)
    assert hit["cached"] is True, expected("cached: true for the hit", got=hit)


# Edge cases


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_null_is_an_answer(client, slow_api, kind):
    """The slow API raises NotFound if there is no such user or post; null is an answer like any other."""
    slow_api.answers(kind, 7, None)
    answer = client.get(f"/{kind}/7")

    assert answer.status == 200, expected("200 and data: null", got=answer)
    assert answer["data"] is None, expected("200 and data: null", got=answer)


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_null_is_cached(client, slow_api, kind):
    """A stored null is None after decoding, as a missing key is. Look at what Redis replied, before you decode."""
    slow_api.answers(kind, 7, None)
    client.get(f"/{kind}/7")
    hit = client.get(f"/{kind}/7")

    assert slow_api.calls == 1, expected("1 call to the slow API", got=slow_api)
    assert hit["cached"] is True, expected("cached: true for the hit", got=hit)
    assert hit["data"] is None, expected("data: null for the hit", got=hit)


@pytest.mark.parametrize("kind", ["users", "posts"])
@pytest.mark.parametrize(
    "value",
    [
        {"data": {"data": 1}, "cached": False, "age_seconds": 12, "expires_at": 1, "fetched_at": 1, "value": 2},
        {"error": "none", "detail": "not found", "status": 404, "not_found": True, "missing": True},
    ],
    ids=["looks-like-an-answer", "looks-like-an-error"],
)
def test_the_data_may_have_the_names_of_your_own_fields(client, slow_api, kind, value):
    """Keep facts of your own, such as fetched_at or error, beside the data. A field of the data may have that name."""
    miss, hit = miss_and_hit(client, slow_api, kind, value)

    assert is_same_json(miss["data"], value), expected(as_json(value), got=miss)
    assert is_same_json(hit["data"], value), expected(as_json(value), got=hit)
    assert hit["cached"] is True, expected("cached: true for the hit", got=hit)


@pytest.mark.parametrize("kind", ["users", "posts"])
@pytest.mark.parametrize("value", ["null", "__null__", "0", "not found"])
def test_a_text_may_look_like_a_marker(client, slow_api, kind, value):
    """A text that you store for null or for NotFound, such as __null__, may be real data."""
    miss, hit = miss_and_hit(client, slow_api, kind, value)

    assert is_same_json(miss["data"], value), expected(f"the text {value!r}", got=miss)
    assert is_same_json(hit["data"], value), expected(f"the text {value!r}", got=hit)
    assert hit["cached"] is True, expected("cached: true for the hit", got=hit)


@pytest.mark.parametrize("kind", ["users", "posts"])
@pytest.mark.parametrize(
    "value",
    [{"account": 12345678901234567890, "tiny": 1e-300}, "  two blanks, a line\n", [[]]],
    ids=["numbers", "blanks", "nested"],
)
def test_nothing_is_rounded_or_trimmed(client, slow_api, kind, value):
    """A large number, a very small one, and the blanks around a text survive the way through Redis."""
    miss, hit = miss_and_hit(client, slow_api, kind, value)

    assert is_same_json(miss["data"], value), expected(as_json(value), got=miss)
    assert is_same_json(hit["data"], value), expected(as_json(value), got=hit)
    assert hit["cached"] is True, expected("cached: true for the hit", got=hit)
