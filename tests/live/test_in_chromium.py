"""The live page as its reader has it: beside other tabs, on a phone, with the keyboard, and when the app stops."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from tests.backends.redis_server import needs_redis_server, redis_servers
from tests.live.browser import needs_chromium
from tests.live.live_page import LivePage
from tests.support.served_app import free_port, served

pytestmark = [needs_chromium, pytest.mark.thorough]

MARKUP = "<img src=x onerror=alert(1)>"
EVERY_KATA = ("cache_api", "rate_limiter", "session_storage")


@pytest.fixture
def page(chromium: WebDriver, tmp_path: Path) -> Iterator[LivePage]:
    """The page of cache_api, solved."""
    with served("cache_api", tmp_path) as url:
        yield LivePage(chromium, url)


def own_request(page: LivePage, method: str, path: str, body: str = "") -> str:
    """Send a request of one's own; what the page says then."""
    page.driver.execute_script("document.getElementById('own').open = true")
    form = page.one("#own form")
    form.find_element(By.CSS_SELECTOR, f"option:nth-child({['GET', 'POST', 'PUT'].index(method) + 1})").click()
    for name, words in (("path", path), ("body", body)):
        field = form.find_element(By.NAME, name)
        field.clear()
        field.send_keys(words)
    page.driver.execute_script("document.getElementById('says').textContent = ''")
    page.click("#own button")
    page.until(lambda: page.text("#says"))
    return page.text("#says")


def test_a_request_from_elsewhere_is_shown(page: LivePage) -> None:
    """From curl, say; and a request of one's own, from the form."""
    httpx.get(f"{page.url}/users/3", trust_env=False)
    page.until(lambda: "GET /users/3" in page.wire and "from 127.0.0.1" in page.wire)

    assert own_request(page, "PUT", "/users/3", '{"city": "Derby"}') == "PUT /users/3 → 200"
    page.until(lambda: "PUT /users/3" in page.wire)
    assert own_request(page, "POST", "/cache/clear", "{").startswith("The body is not JSON: ")
    assert own_request(page, "GET", "/live/events") == "the path is not one of the app"


def test_what_looks_like_html_is_shown_as_text(page: LivePage) -> None:
    """In a value, and in a path."""
    assert own_request(page, "PUT", "/users/7", f'{{"city": "{MARKUP}"}}') == "PUT /users/7 → 200"
    page.press("GET /users/7")
    page.until(lambda: MARKUP in page.keys.get("cache:user:7", ""))
    assert MARKUP in page.wire
    httpx.get(f"{page.url}/{MARKUP}", trust_env=False)
    page.until(lambda: "404" in page.wire)

    assert page.all("img") == []
    assert page.errors() == []


def test_it_can_be_paused_and_filtered(page: LivePage) -> None:
    """What comes meanwhile is kept."""
    page.press("GET /users/7")
    page.click("#pause")
    httpx.get(f"{page.url}/posts/3", trust_env=False)
    page.until(lambda: page.text("#shown") == "1 request, paused: 1 new")
    page.until(lambda: page.text("#state") == "‖ paused")
    assert page.newest == 1
    page.click("#pause")
    assert page.newest == 2
    page.one("#filter").send_keys("cache:post")
    page.until(lambda: page.text("#shown") == "1 of 2 requests")
    shown = [item for item in page.all("#requests > li") if item.is_displayed()]

    assert ["/posts/3" in item.text for item in shown] == [True]


def test_two_tabs_and_a_reload_show_the_same(page: LivePage) -> None:
    """Also the fault that another tab has put on."""
    page.press("GET /users/7")
    page.break_redis("slow")
    first = page.driver.current_window_handle
    page.driver.switch_to.new_window("tab")
    other = LivePage(page.driver, page.url)
    other.until(lambda: "GET /users/7" in other.wire and other.text("#fault-says").startswith("Redis is slow."))
    assert other.one("[data-fault=slow]").get_attribute("aria-pressed") == "true"
    other.repair()
    other.driver.close()
    page.driver.switch_to.window(first)
    page.until(lambda: not page.one("#fault").is_displayed())
    page.driver.refresh()
    page.until(lambda: "GET /users/7" in page.wire and "cache:user:7" in page.keys)


def test_a_stopped_app_is_told_and_a_new_one_found(chromium: WebDriver, tmp_path: Path) -> None:
    """The page connects by itself, and forgets what the app before had."""
    port = free_port()
    with served("cache_api", tmp_path, port=port) as url:
        page = LivePage(chromium, url)
        page.press("GET /users/7")
    page.until(lambda: page.text("#state") == "✕ no connection")
    assert "start it again: python katas/cache_api/main.py" in page.text("#stopped")
    page.click("[data-press='GET /users/7']")
    page.until(lambda: page.text("#says") == "The app does not answer. Is it still running?")
    with served("cache_api", tmp_path, port=port):
        page.until(lambda: page.text("#state") == "● live")

        assert not page.one("#stopped").is_displayed()
        assert page.newest == 0


def test_it_is_used_with_the_keyboard(page: LivePage) -> None:
    """Tab reaches each button in the order of the page, and a focused one can be seen."""
    page.driver.execute_script("document.activeElement.blur()")
    reached = []
    for _ in range(12):
        page.driver.switch_to.active_element.send_keys(Keys.TAB)
        focused = page.driver.switch_to.active_element
        reached.append(focused.get_attribute("data-press") or focused.get_attribute("data-fault") or focused.text)
    style = page.driver.execute_script("return getComputedStyle(document.activeElement).outlineStyle")
    page.one("[data-press='GET /users/7']").send_keys(Keys.ENTER)

    page.until(lambda: "200 OK" in page.wire)
    assert reached[1:4] == ["GET /users/7", "ten at once", "GET /users/7/nocache"]
    assert reached[-3:] == ["away", "slow", "cut"]
    assert style == "solid"


@pytest.mark.parametrize("kata", EVERY_KATA)
def test_a_skeleton_sends_nothing_and_the_page_says_so(chromium: WebDriver, tmp_path: Path, kata: str) -> None:
    """It is the first thing that a learner sees."""
    with served(kata, tmp_path, of="katas") as url:
        page = LivePage(chromium, url)
        for name in sorted(page.presses):
            page.press(name)
            assert "nothing was sent to Redis" in page.wire or "/health" in page.wire

        says = page.text("#picture-says, [data-says='browser 1']")
        assert re.search(r"Step \d (changes that|sets one)\.$", says), says
        page.until(lambda: page.text("#no-keys").endswith(f"type: python solutions/{kata}/main.py"))
        assert page.width_at(400) == 400
        assert page.errors() == []


@needs_redis_server
def test_ten_megabytes_and_a_hundred_thousand_keys_do_not_freeze_it(chromium: WebDriver, tmp_path: Path) -> None:
    """The page shows the beginning of both, and still answers a click at once."""
    with redis_servers() as start:
        server = start()
        with server.client() as client:
            client.mset({f"key:{number}": "1" for number in range(100_000)})
        with served("cache_api", tmp_path, REDIS_URL=server.url) as url:
            page = LivePage(chromium, url)
            page.press("GET /users/7")
            with server.client() as client:
                client.set("cache:user:7", b"x" * 10_000_000)
            page.until(lambda: "(10,000,000 bytes)" in page.keys["cache:user:7"])
            page.press("GET /users/7")
            assert "(10,000,000 bytes)" in page.wire
            page.click("#every-key")
            page.until(lambda: "more keys. The first 100 are shown." in page.text("#more-keys"))
            page.press("GET /users/7")

            assert len(page.keys) == 100
            assert len(page.driver.page_source) < 300_000
