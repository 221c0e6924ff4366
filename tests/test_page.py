"""The page of session_storage in a real browser: what the tests say of cookies is what Chromium does."""

from __future__ import annotations

import runpy
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from katas.session_storage.fixtures import PASSWORDS
from tests.live import browser
from tests.live.browser import needs_chromium
from tests.support.served_app import served


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The reference, served by hand."""
    with served("session_storage", tmp_path_factory.mktemp("served")) as url:
        yield url


class Page:
    """What a user sees of the page, and does with it."""

    def __init__(self, driver: WebDriver, url: str) -> None:
        self.driver, self.url = driver, url
        driver.get(url)
        driver.delete_all_cookies()
        driver.get(url)
        self.until(lambda: self.shows("login"))

    def shows(self, name: str) -> bool:
        return self.driver.find_element(By.ID, name).is_displayed()

    def text(self, name: str) -> str:
        return self.driver.find_element(By.ID, name).text

    def until(self, condition: Callable[[], bool]) -> None:
        WebDriverWait(self.driver, 40, poll_frequency=0.05).until(lambda _: condition())

    def log_in(self, password: str = PASSWORDS["ada"]) -> None:
        for name, value in (("username", "ada"), ("password", password)):
            field = self.driver.find_element(By.NAME, name)
            field.clear()
            field.send_keys(value)
        self.driver.find_element(By.CSS_SELECTOR, "#login button").click()

    def reload(self) -> None:
        self.driver.refresh()
        self.until(lambda: self.shows("login") or self.shows("session"))

    @property
    def paper(self) -> str:
        """The colour behind everything."""
        return str(self.driver.execute_script("return getComputedStyle(document.body).backgroundColor"))


@pytest.fixture
def page(chromium: WebDriver, url: str) -> Page:
    """The page as a stranger sees it."""
    return Page(chromium, url)


@needs_chromium
def test_the_browser_keeps_the_cookie_out_of_reach(page: Page) -> None:
    """It has it, sends it, and shows it to no script."""
    page.log_in()
    page.until(lambda: page.shows("session"))
    cookie = page.driver.get_cookie("session_id")

    assert page.text("hello") == "Hello, ada"
    assert page.driver.execute_script("return document.cookie") == ""
    assert cookie is not None
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/")
    assert "expiry" not in cookie


@needs_chromium
def test_a_wrong_password_is_told(page: Page) -> None:
    """And leaves no cookie."""
    page.log_in("analytical motor")
    page.until(lambda: page.text("message") == "no such user, or another password")

    assert page.shows("login") and not page.shows("session")
    assert page.driver.get_cookies() == []


@needs_chromium
def test_a_theme_is_seen_and_kept(page: Page) -> None:
    """The page turns dark, and is dark, and ada still logged in, when it is loaded again."""
    page.log_in()
    page.until(lambda: page.shows("session"))
    light = page.paper
    page.driver.find_element(By.CSS_SELECTOR, "#theme option:last-child").click()
    page.until(lambda: page.paper != light)
    dark = page.paper
    page.driver.find_element(By.CSS_SELECTOR, "#language option:last-child").click()
    page.until(lambda: page.text("hello") == "Bonjour, ada")
    page.reload()

    assert (light, dark) == ("rgb(253, 250, 244)", "rgb(29, 31, 39)")
    assert page.shows("session")
    assert page.text("hello") == "Bonjour, ada"
    assert page.paper == dark


@needs_chromium
def test_after_a_logout_the_cookie_is_gone_and_worth_nothing(page: Page, url: str) -> None:
    """In the browser, and for anyone who copied the cookie."""
    page.log_in()
    page.until(lambda: page.shows("session"))
    cookie = page.driver.get_cookie("session_id")
    assert cookie
    copy = {"Cookie": f"session_id={cookie['value']}"}
    before = httpx.get(f"{url}/profile", headers=copy, trust_env=False).status_code
    page.driver.find_element(By.ID, "logout").click()
    page.until(lambda: page.text("message") == "Logged out.")
    after = httpx.get(f"{url}/profile", headers=copy, trust_env=False).status_code
    page.reload()

    assert (before, after) == (200, 401)
    assert page.driver.get_cookies() == []
    assert page.shows("login")


@needs_chromium
def test_the_page_counts_down_and_says_when_the_session_has_expired(chromium: WebDriver, tmp_path: Path) -> None:
    """SESSION_TTL_SECONDS=4. The browser still has the cookie, as it has no Max-Age; the server knows it no more."""
    with served("session_storage", tmp_path, SESSION_TTL_SECONDS="4") as url:
        page = Page(chromium, url)
        page.log_in()
        page.until(lambda: page.shows("session"))
        left = int(page.text("left"))
        page.until(lambda: page.text("message") == "Your session has expired. Log in again.")
        page.reload()

        assert 0 <= left <= 4
        assert page.driver.get_cookie("session_id")
        assert page.shows("login")


@needs_chromium
def test_the_skeleton_has_the_page_too_and_forgets(chromium: WebDriver, tmp_path: Path) -> None:
    """It says what is missing, so that one sees it with one's own eyes before the first line is written."""
    with served("session_storage", tmp_path, of="katas") as url:
        page = Page(chromium, url)
        page.log_in()
        page.until(lambda: page.text("message") == "Logged in, but not remembered: /profile does not know the session.")

        assert page.shows("login")


def test_without_chromium_these_tests_are_skipped_for_that_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both the browser and its driver have to be there; nothing is fetched."""
    monkeypatch.setenv("PATH", "/nowhere")
    elsewhere = runpy.run_path(browser.__file__)["needs_chromium"].mark

    assert elsewhere.args == (True,)
    assert elsewhere.kwargs == {"reason": browser.WHY_NOT}
    assert needs_chromium.mark.args == (not (browser.CHROMIUM and browser.CHROMEDRIVER),)
