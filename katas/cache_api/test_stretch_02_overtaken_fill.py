"""A write that overtakes a fill wins"""

import pytest

from dojo.steps import expected

READ = "katas/cache_api/README.md#a-fill-that-is-overtaken"


@pytest.mark.parametrize("round_trips", range(2, 8))
def test_a_fill_does_not_bring_back_the_old_user(client, second_worker, round_trips):
    """A reader fetches the old user, PUT saves the new one, and then the reader stores the old one."""
    reading = client.start("GET", "/users/7", hold_at=round_trips)
    writing = second_worker.start("PUT", "/users/7", json={"city": "Houston"})
    reading.finish()
    written = writing.finish()

    assert written.status < 300, expected("2xx for PUT", got=written)
    for answer in (client.get("/users/7"), second_worker.get("/users/7")):
        assert answer["data", "city"] == "Houston", expected("city: Houston, as written", got=answer)
