"""A write that overtakes a fill wins"""

import pytest

from dojo.steps import expected

READ = "katas/cache_api/README.md#a-fill-that-is-overtaken"


@pytest.mark.parametrize("round_trips", range(2, 8))
def test_a_fill_does_not_bring_back_the_old_user(client, second_worker, round_trips):
    """A reader fetches the old user, PUT saves the new one, and then the reader stores the old one."""
    pairs = {"/users/7": (client, second_worker), "/users/8": (client, client), "/users/9": (second_worker, client)}
    for url, (reader, writer) in pairs.items():
        reading = reader.start("GET", url, hold_at=round_trips)
        writing = writer.start("PUT", url, json={"city": "Houston"})
        reading.finish()
        written = writing.finish()

        assert written.status < 300, expected("2xx for PUT", got=written)
        for answer in (client.get(url), second_worker.get(url)):
            assert answer["data", "city"] == "Houston", expected("city: Houston, as written", got=answer)


# Edge cases


@pytest.mark.parametrize("round_trips", [3, 4])
def test_a_read_after_the_write_does_not_join_an_older_one(client, round_trips):
    """A request that came before PUT brings the old user: one that comes after PUT must not wait for that answer."""
    before = client.start("GET", "/users/7", hold_at=round_trips)
    writing = client.start("PUT", "/users/7", json={"city": "Houston"})
    is_written = writing.is_finished
    after = client.start("GET", "/users/7")
    before.finish()
    writing.finish()
    answer = after.finish()

    assert not is_written or answer["data", "city"] == "Houston", expected("city: Houston, as written", got=answer)
