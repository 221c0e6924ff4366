"""Every button of the live page, of each kata, on the references: on fakeredis, and on a real Redis."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from dojo.backends.container import ContainerBackend
from dojo.settings import IMAGE
from tests.live.browser import needs_chromium
from tests.live.live_page import LivePage
from tests.support.docker_engine import needs_engine
from tests.support.served_app import served

pytestmark = needs_chromium

FAKE, REAL = "fakeredis", pytest.param("a real Redis", marks=[needs_engine, pytest.mark.thorough])


@pytest.fixture(scope="module")
def container() -> Iterator[ContainerBackend]:
    with closing(ContainerBackend(IMAGE)) as backend:
        yield backend


@pytest.fixture(params=[FAKE, REAL])
def serve(request: pytest.FixtureRequest, chromium: WebDriver, tmp_path: Path) -> Iterator[Any]:
    """Serve a kata's reference on this Redis, and open its live page."""
    redis = {}
    if request.param != FAKE:
        backend = request.getfixturevalue("container")
        backend.empty()
        redis = {"REDIS_URL": backend.url_of_database(0)}
    with ExitStack() as stack:

        def page_of(kata: str, **environment: str) -> LivePage:
            page = LivePage(chromium, stack.enter_context(served(kata, tmp_path, **redis, **environment)))
            assert request.param in page.text("#redis") or redis["REDIS_URL"] in page.text("#redis")
            return page

        yield page_of


@pytest.mark.thorough
def test_cache_api(serve: Any) -> None:
    """A miss, hits, a write, a clear; keys that expire; and each fault."""
    page = serve("cache_api")
    pressed = {"GET /users/7", "ten at once", "GET /users/7/nocache", "GET /posts/3?ttl=30", "GET /users/99"}
    assert page.presses == pressed | {"PUT", "PUT back", "POST /cache/clear"}
    assert page.picture.startswith("Press GET /users/7 twice.")

    assert page.press("GET /users/7") == "GET /users/7 → 200"
    assert "GET /users/7\n200 OK" in page.wire
    assert "2 round trips" in page.wire
    assert "GET cache:user:7\n(nil)" in page.wire
    assert "EX 300\nOK" in page.wire
    page.until(lambda: page.picture.startswith("The last request was a miss"))
    page.until(lambda: "written" in page.keys.get("cache:user:7", ""))
    assert "Margaret Hamilton" in page.keys["cache:user:7"]
    assert "s of 300 s" in page.keys["cache:user:7"]

    page.press("GET /users/7")
    assert "1 round trip" in page.wire
    page.until(lambda: page.picture.startswith("The last request was a hit"))
    assert page.text("#cache-ratio") == "1 of 2"
    assert int(page.text("#cache-speed").removesuffix("×")) > 1

    assert page.press("ten at once") == "GET /users/7 → 10 × 200"
    page.until(lambda: page.text("#cache-ratio") == "11 of 12")
    page.press("GET /users/7/nocache")
    assert "nothing was sent to Redis" in page.wire
    page.until(lambda: page.picture.startswith("The last request was GET /users/7/nocache → 200. This route always"))
    page.press("GET /posts/3?ttl=30")
    page.until(lambda: "s of 30 s" in page.keys.get("cache:post:3", ""))
    assert page.press("GET /users/99") == "GET /users/99 → 404"
    page.until(lambda: page.picture.startswith("The last request failed with 404"))

    page.press("PUT")
    assert "DEL cache:user:7\n(integer) 1" in page.wire
    page.until(lambda: "deleted" in page.keys["cache:user:7"])
    page.until(
        lambda: page.picture.startswith("The last request was PUT /users/7 → 200. The slow API has the change, and")
    )
    page.press("GET /users/7")
    page.until(lambda: "Houston" in page.keys.get("cache:user:7", ""))
    page.press("PUT back")
    assert page.press("POST /cache/clear") == "POST /cache/clear → 200"
    page.until(lambda: "deleted" in page.keys["cache:post:3"])
    page.until(lambda: page.picture.startswith("The last request was POST /cache/clear → 200. No entry of this app"))

    page.press("GET /users/7")
    page.until(lambda: "Paoli" in page.keys.get("cache:user:7", ""))
    page.press_key("cache:user:7", "Expire in 5 s")
    page.until(lambda: "s of 5 s" in page.keys["cache:user:7"])
    page.press_key("cache:user:7", "Expire now")
    page.until(lambda: "expired" in page.keys.get("cache:user:7", ""))
    page.press("GET /users/7")
    page.press_key("cache:user:7", "Delete")
    page.until(lambda: "deleted" in page.keys["cache:user:7"])

    assert page.break_redis("away").startswith("Redis is away.")
    assert page.press("GET /users/7") == "GET /users/7 → 200"
    assert "✕ connection refused" in page.wire
    page.until(lambda: page.picture.startswith("Redis did not answer, so the app asked the slow API"))
    page.press("PUT")
    page.until(lambda: "an old entry stays there until it can be removed, or expires" in page.picture)
    page.press("PUT back")
    page.press("POST /cache/clear")
    page.until(lambda: "entries may still be there" in page.picture)
    assert page.break_redis("slow").startswith("Redis is slow.")
    page.press("GET /users/7")
    page.press("GET /users/7")
    assert "GET cache:user:7\n" in page.wire
    assert float(page.text("#requests > li .ms").removesuffix(" ms")) >= 200
    assert page.break_redis("cut").startswith(("Your app gets one more round trip.", "The connection"))
    page.until(lambda: page.text("#fault-says").startswith("Your app gets one more round trip."))
    page.press("POST /cache/clear")
    page.until(lambda: page.text("#fault-says").startswith("The connection to Redis is cut."))
    page.press("GET /users/7")
    assert "✕ connection cut" in page.wire
    page.repair()
    assert page.text("#says") == "Redis is as it was."
    page.press("GET /users/7")
    assert "✕" not in page.wire
    assert page.width_at(400) == 400
    assert (page.errors(), page.other_hosts) == ([], [])


@pytest.mark.thorough
def test_rate_limiter(serve: Any) -> None:
    """Five pass and the sixth is refused; another client is free; forty at once; and two budgets around an edge."""
    page = serve("rate_limiter", WINDOW_SECONDS="15")  # long enough for a busy machine; "Expire now" ends most of them

    def end_window(address: str) -> None:
        page.press_key(f"ratelimit:{address}", "Expire now")
        page.until(lambda: "Remaining 5: no window is open" in page.text(f"[data-client='{address}']"))

    clients = {f"client {name}: {what}" for name in "AB" for what in ("one", "six", "forty")}
    assert page.presses == clients | {"GET /health", "double burst"}

    assert page.press("client A: six") == "client A: GET /api/status → 200, 200, 200, 200, 200, 429"
    assert "429 Too Many Requests" in page.wire
    assert "retry-after:" in page.wire
    page.until(lambda: page.picture.startswith("Refused, 429: client A has used up its 5 requests of this window."))
    assert "●●●●●" in page.text("[data-client='203.0.113.7']")
    page.press("client B: one")
    page.until(lambda: page.picture.startswith("Passed: client B has 4 of 5 requests left"))
    assert "●○○○○" in page.text("[data-client='203.0.113.8']")
    assert page.press("client B: six").endswith("200, 200, 200, 200, 429, 429")
    end_window("203.0.113.7")
    end_window("203.0.113.8")
    page.until(lambda: page.picture.startswith("The window of client B ended early, as its key is gone from Redis."))
    page.press("client A: one")
    page.until(lambda: page.picture.startswith("Passed: client A has 4 of 5"))
    assert page.press("client A: forty") == "client A: GET /api/items/7 → 4 × 200, 36 × 429"
    page.until(lambda: [words.text for words in page.all("[data-client='203.0.113.7'] .sum")] == ["36 refused"])
    assert page.picture.startswith("Refused, 429: client A")  # although nine have passed within a window's length
    assert page.press("client B: forty") == "client B: GET /api/items/7 → 5 × 200, 35 × 429"
    page.until(lambda: "40" in page.keys.get("ratelimit:203.0.113.8", ""))
    page.press_key("ratelimit:203.0.113.8", "Expire in 5 s")
    page.until(lambda: page.picture.startswith("The window of client B ended early"))
    assert page.press("GET /health") == "client A: GET /health → 200"
    assert page.press("double burst") == "The window ended in between. Now look at the picture."
    page.until(lambda: "requests of client C passed within" in page.picture)
    assert page.picture.endswith("This is the weakness of a fixed window.")
    assert marks_in_their_windows(page, "203.0.113.9") == [5, 5]

    page.break_redis("away")
    assert page.press("client A: six").endswith("200, 200, 200, 200, 200, 200")
    page.until(lambda: "it fails open" in page.picture)
    page.break_redis("slow")
    page.press("client B: one")
    page.break_redis("cut")
    page.press("client B: one")
    page.press("client B: one")
    assert "✕ connection cut" in page.wire
    page.repair()
    page.press("client A: one")
    page.press_key("ratelimit:203.0.113.7", "Delete")
    page.until(lambda: "deleted" in page.keys["ratelimit:203.0.113.7"])
    page.until(lambda: "Remaining 5: no window is open" in page.text("[data-client='203.0.113.7']"))
    assert page.width_at(400) == 400
    assert (page.errors(), page.other_hosts) == ([], [])


def marks_in_their_windows(page: LivePage, address: str) -> list[int]:
    """How many marks are drawn wholly inside each window of this client, from the left."""
    script = """
    const lane = document.querySelector(`[data-client='${arguments[0]}']`)
    const boxes = name => [...lane.querySelectorAll(`.${name}`)].map(shape => shape.getBBox())
    const isInside = (mark, window) => mark.x >= window.x && mark.x + mark.width <= window.x + window.width
      && mark.y >= window.y && mark.y + mark.height <= window.y + window.height
    return boxes("window").map(window => boxes("pass").filter(mark => isInside(mark, window)).length)
    """
    return list(page.driver.execute_script(script, address))


def test_session_storage(serve: Any) -> None:
    """Two browsers with a session each; a use lifts the TTL; a logout ends one session; and each fault."""
    page = serve("session_storage")
    labels = ("log in as ada", "log in as grace", "a wrong password", "/profile")
    labels += ("theme: dark", "theme: light", "log out")
    assert page.presses == {f"browser {number}: {label}" for number in (1, 2) for label in labels}

    def says(browser: int) -> str:
        return page.text(f"[data-says='browser {browser}']")

    assert page.press("browser 1: a wrong password") == "browser 1: POST /login → 401"
    assert page.press("browser 2: a wrong password") == "browser 2: POST /login → 401"
    assert page.press("browser 1: /profile") == "browser 1: GET /profile → 401"
    page.until(lambda: "GET /profile → 401, and nothing was sent to Redis.\n" in says(1))
    assert "POST /login → 401, a wrong password. No session began.\n" in says(2)
    assert says(2).endswith("Now: no session. Log in.")
    page.press("browser 1: log in as ada")
    assert "set-cookie: session_id=" in page.wire
    page.until(lambda: says(1).startswith("Last request: POST /login → 200.\n"))
    page.until(lambda: "Now: the session of ada, theme light. Unused, it ends in " in says(1))
    page.press("browser 1: a wrong password")
    page.until(lambda: "a wrong password. No session began.\n" in says(1))
    assert "Now: the session of ada" in says(1)
    page.press("browser 2: log in as grace")
    page.until(lambda: "the session of grace" in says(2))
    assert len(page.keys) == 2
    page.press("browser 1: theme: dark")
    page.until(lambda: "the session of ada, theme dark" in says(1))
    page.press("browser 1: theme: light")
    page.until(lambda: "the session of ada, theme light" in says(1))
    assert "theme dark" in says(2)
    page.press("browser 2: theme: dark")
    page.press("browser 2: theme: light")
    page.press("browser 2: /profile")
    page.until(lambda: "theme light" in says(2))
    page.press("browser 1: log out")
    page.until(lambda: "the session is over" in says(1))
    assert "the session of grace" in says(2)
    page.press("browser 1: log in as grace")
    page.press("browser 1: log in as ada")
    page.until(lambda: "the session of ada" in says(1))
    page.press("browser 2: log in as ada")
    page.until(lambda: "the session of ada" in says(2))
    page.press("browser 2: log out")
    page.until(lambda: "the session is over" in says(2))

    for fault in ("away", "slow", "cut"):
        page.break_redis(fault)
        page.press("browser 1: /profile")
    page.press("browser 1: /profile")
    assert "503 Service Unavailable" in page.wire
    page.until(lambda: "Without Redis the app cannot know who this is" in says(1))
    page.repair()
    page.press("browser 1: /profile")
    page.until(lambda: "the session of ada" in says(1))
    page.until(lambda: len(page.keys) == 1)
    page.press_key(*page.keys, "Expire now")
    page.until(lambda: "the session is over" in says(1))
    assert page.width_at(400) == 400
    assert (page.errors(), page.other_hosts) == ([], [])
