"""The live page in Chromium: what its reader sees and presses."""

from __future__ import annotations

import json
from collections.abc import Callable

from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE_SECONDS = 30

_CLICK = """
const button = document.querySelector(arguments[0])
if (!button) return "it is not there"
button.scrollIntoView({block: "center"})
const {x, y, width, height} = button.getBoundingClientRect()
const top = document.elementFromPoint(x + width / 2, y + height / 2)
if (button.disabled) return "it is disabled"
if (!button.contains(top)) return `this lies over it: ${top?.outerHTML}`
button.click()
return ""
"""
_IS_ANSWERED = """
const [button, before] = arguments, newest = document.querySelector("#requests > li")
const isShown = newest && Number(newest.dataset.number) > before && !newest.textContent.includes("in flight")
return Boolean(isShown && !document.querySelector(button).disabled)
"""
_NUMBERS = "return [...document.querySelectorAll('#requests > li')].map(item => Number(item.dataset.number))"
_KEYS = "return Object.fromEntries([...document.querySelectorAll('[data-key]')].map(e => [e.dataset.key, e.innerText]))"


class LivePage:
    """The page of one served app, opened in a browser that has seen nothing yet."""

    def __init__(self, driver: WebDriver, url: str) -> None:
        self.driver, self.url = driver, url
        driver.get("about:blank")
        driver.get_log("browser")  # what it says of the page before is of no interest
        driver.get(f"{url}/live")
        self.until(lambda: self.text("#state") == "● live")

    @property
    def presses(self) -> set[str]:
        """The names of the kata's buttons."""
        return {str(button.get_attribute("data-press")) for button in self.all("[data-press]")}

    def press(self, name: str) -> str:
        """Press a button of the kata, wait until its requests are answered and shown; what the page says then."""
        before = self.newest
        self.click(f"[data-press={json.dumps(name)}]")
        self.until(lambda: self.driver.execute_script(_IS_ANSWERED, f"[data-press={json.dumps(name)}]", before))
        return self.text("#says")

    def break_redis(self, fault: str) -> str:
        """Press a fault; the words of the banner."""
        self.click(f"[data-fault={fault}]")
        self.until(lambda: self.one("#fault").is_displayed())
        return self.text("#fault-says")

    def repair(self) -> None:
        self.click("#repair")
        self.until(lambda: not self.one("#fault").is_displayed())

    def press_key(self, key: str, label: str) -> None:
        """Press one of the buttons at a key."""
        self.click(f"[data-key={json.dumps(key)}] button[aria-label^={json.dumps(label)}]")

    @property
    def newest(self) -> int:
        """The number of the newest request; 0 before the first one."""
        return max(self.driver.execute_script(_NUMBERS), default=0)

    @property
    def wire(self) -> str:
        """The newest request, with what was sent to Redis."""
        return self.text("#requests > li")

    @property
    def keys(self) -> dict[str, str]:
        """What is shown of each key."""
        return dict(self.driver.execute_script(_KEYS))

    @property
    def picture(self) -> str:
        return self.text("#picture-says")

    def width_at(self, width: int) -> int:
        """How wide the page is on a screen of `width` pixels: more if something sticks out."""
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": True}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        try:
            return int(self.driver.execute_script("return document.documentElement.scrollWidth"))
        finally:
            self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector: str) -> str:
        return str(self.driver.execute_script("return document.querySelector(arguments[0])?.innerText ?? ''", selector))

    def click(self, selector: str) -> None:
        """Ten times faster than the driver's own click. It too waits until the button can be seen and is enabled."""
        why_not: list[str] = []

        def is_clicked() -> bool:
            why_not.append(self.driver.execute_script(_CLICK, selector))
            return not why_not[-1]

        try:
            self.until(is_clicked)
        except TimeoutException:
            raise AssertionError(f"{selector} cannot be clicked: {why_not[-1]}") from None

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for something that is about to be so."""
        waiting = WebDriverWait(self.driver, PATIENCE_SECONDS, 0.03, [StaleElementReferenceException])
        waiting.until(lambda _: condition())

    @property
    def other_hosts(self) -> list[str]:
        """The addresses of what was loaded from elsewhere."""
        loaded = self.driver.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
        return [address for address in loaded if not address.startswith(f"{self.url}/live")]

    def errors(self) -> list[str]:
        """What the browser complained about: a script's exception, or something that the page's rules forbid."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]
