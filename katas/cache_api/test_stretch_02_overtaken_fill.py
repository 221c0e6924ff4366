"""A write that overtakes a fill wins"""

from dojo.steps import expected

READ = "katas/cache_api/README.md#a-fill-that-is-overtaken"


def test_a_fill_that_a_write_overtakes_does_not_bring_back_the_old_value(client, second_worker):
    """The old user has been read, the new one is written, and only then the old one is put into the cache."""
    for round_trips in range(2, 8):
        url = f"/users/{round_trips}"
        reading = client.start("GET", url, hold_at=round_trips)
        was_held = reading.is_held
        writing = second_worker.start("PUT", url, json={"city": "Houston"})
        reading.finish()
        written = writing.finish()
        answers = [client.get(url), second_worker.get(url)]

        assert written.status < 300, expected("2xx for PUT", got=written)
        for answer in answers:
            assert answer["data", "city"] == "Houston", expected(
                "Houston, as written", got=f"{answer}, from a fill that stood before round trip {round_trips} meanwhile"
            )
        if not was_held:
            break
