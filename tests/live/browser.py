"""A headless Chromium for the tests of pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.remote.webdriver import WebDriver

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CHROMEDRIVER = shutil.which("chromedriver")
WHY_NOT = "no Chromium with its chromedriver on this machine: apt-get install chromium chromium-driver"
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic"),
    *("--no-first-run", "--no-default-browser-check", "--no-proxy-server", "--disable-sync", "--disable-extensions"),
    *("--disable-background-networking", "--disable-component-update", "--disable-default-apps"),
)

needs_chromium = pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER), reason=WHY_NOT)


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    """One browser for all tests of a module, with a profile of its own."""
    with open_chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@contextmanager
def open_chromium(profile: Path) -> Iterator[WebDriver]:
    """A browser with its profile in this empty folder."""
    os.environ["NO_PROXY"] = "127.0.0.1,localhost"
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    try:
        driver = _started(options)
    except WebDriverException:  # the very first start on a machine reads 300 MB, and can be too slow for the driver
        driver = _started(options)
    try:
        yield driver
    finally:
        driver.quit()


def _started(options: webdriver.ChromeOptions) -> WebDriver:
    # With the driver's path nothing is looked for, or fetched, elsewhere.
    return webdriver.Chrome(options, webdriver.ChromeService(CHROMEDRIVER))
