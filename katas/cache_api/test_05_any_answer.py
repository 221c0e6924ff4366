"""Whatever the slow API answers is cached, and served unchanged"""

from dojo.steps import expected
from katas.cache_api import checks
from katas.cache_api.checks import as_json, each_is_cached_unchanged, is_same_json, miss_and_hit, url_of_each

READ = "katas/cache_api/README.md#what-is-a-miss"

USER = {"id": 7, "name": "Zoë O'Neil 🚀", "city": "Wien"}
POST = {"id": 7, "user_id": 7, "title": 'Zoë\'s "moth" 🚀'}


def test_a_hit_equals_the_miss_to_the_letter(client, slow_api):
    """Store JSON in UTF-8: str() of a dict is no JSON, and other encodings lose letters."""
    for url, value in [("/users/7", USER), ("/posts/7", POST)]:
        miss, hit = miss_and_hit(client, slow_api, url, value)

        assert is_same_json(miss["data"], value), expected(f"data: {as_json(value)}", got=miss)
        assert is_same_json(hit["data"], value), expected(f"data: {as_json(value)}", got=hit)
        assert hit["cached"] is True, expected("cached: true for the hit", got=hit)


def test_no_field_is_lost(client, slow_api):
    """A model of your own drops the fields that it does not know. Types stay as they are, too: 1.0 is not 1."""
    more = {"ratio": 1.0, "count": 1, "no": None, "名前": "", "tags": ["a", {"b": None}]}
    each_is_cached_unchanged(client, slow_api, [("/users/7", {**more, **USER}), ("/posts/7", {**more, **POST})])


def test_an_empty_answer_is_cached(client, slow_api):
    """`if data:` takes an empty answer for no answer, and asks the slow API every time."""
    each_is_cached_unchanged(client, slow_api, url_of_each([{}, [], 0, "", False]))


# Edge cases


def test_null_is_an_answer(client, slow_api):
    """The slow API raises NotFound if there is no such user or post; null is an answer like any other."""
    for url in ("/users/7", "/posts/7"):
        miss, _ = miss_and_hit(client, slow_api, url, None)

        assert miss.status == 200, expected("200 and data: null", got=miss)
        assert miss["data"] is None, expected("200 and data: null", got=miss)


def test_null_is_cached(client, slow_api):
    """A stored null is None after decoding, as a missing key is. Look at what Redis replied, before you decode."""
    each_is_cached_unchanged(client, slow_api, [("/users/7", None), ("/posts/7", None)])


def test_the_data_may_have_the_names_of_your_own_fields(client, slow_api, redis):
    """Keep facts of your own, such as fetched_at or error, beside the data. A field of the data may have that name."""
    checks.lets_answer(slow_api, "/users/6", 7)
    values = [
        *checks.values_with_names_of(redis, checks.keys_added(redis, client.get, "/users/6")),
        {"data": {"data": 1}, "cached": False, "age_seconds": 12, "expires_at": 1, "fetched_at": 1, "value": 2},
        {"error": "none", "detail": "not found", "status": 404, "not_found": True, "missing": True},
    ]
    each_is_cached_unchanged(client, slow_api, url_of_each(values))


def test_a_text_may_look_like_a_marker(client, slow_api):
    """A text that you store for null or for NotFound, such as __null__, may be real data."""
    each_is_cached_unchanged(client, slow_api, url_of_each(["null", "__null__", "0", "not found"]))


def test_nothing_is_rounded_or_trimmed(client, slow_api):
    """A large number, a very small one, and the blanks around a text survive the way through Redis."""
    numbers = {"account": 12345678901234567890, "exact": 2**53 + 1, "tiny": 1e-300, "sum": 0.1 + 0.2}
    each_is_cached_unchanged(client, slow_api, url_of_each([numbers, "  two blanks, a line\r\n", [[]]]))


def test_no_letter_is_exchanged_for_one_that_looks_like_it(client, slow_api):
    """An e with an accent of its own is not the letter é. Unicode's normal forms, and another case, are other texts."""
    for url, value in url_of_each(["Zoe\u0308", "Zo\u00eb", "ﬁ ² Å \u212b İ ß", "\u0000a\u200b\u202eb\u0645\u064e"]):
        _, hit = miss_and_hit(client, slow_api, url, value)

        assert is_same_json(hit["data"], value), expected(f"data: {value!a}", got=f"data: {hit['data']!a}", about=hit)


def test_an_answer_of_any_length_is_cached(client, slow_api):
    """A long answer costs 300 ms as well."""
    for url, value in url_of_each(["long " * 20_000]):
        _, hit = miss_and_hit(client, slow_api, url, value)

        assert hit["cached"] is True, expected("cached: true for a text of 100,000 letters", got=hit)
        assert hit["data"] == value, expected("100,000 letters", got=f"{len(str(hit['data']))} letters, or others")


def test_what_the_slow_api_returned_is_not_changed(client, slow_api):
    """`user["fetched_at"] = …` changes the dict of the slow API. Put it into a new dict, as one of its fields."""
    for kind, value in (("users", USER), ("posts", POST)):
        miss_and_hit(client, slow_api, f"/{kind}/7", value)
        its_own = slow_api.has_kept(kind, 7)

        assert is_same_json(its_own, value), expected(f"{as_json(value)} in the slow API", got=as_json(its_own))
