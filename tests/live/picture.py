"""Photographs the live page for the README."""

from __future__ import annotations

import base64
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.live.browser import open_chromium
from tests.live.live_page import LivePage
from tests.support.served_app import served

WIDTH, HEIGHT = 1280, 860
STORY = ("GET /users/7", "GET /users/7", "GET /users/7", "GET /posts/3?ttl=30", "GET /posts/3?ttl=30", "PUT")
STORY = (*STORY, "GET /users/7", "GET /users/7", "GET /users/7/nocache", "GET /users/7")
PAUSE_SECONDS = 1.5


def photograph(path: Path) -> str:
    """Press some buttons of cache_api, solved, and save what the reader sees then, as PNG; returns the speed-up."""
    with TemporaryDirectory() as folder, TemporaryDirectory() as profile, ExitStack() as stack:
        url = stack.enter_context(served("cache_api", Path(folder)))
        driver = stack.enter_context(open_chromium(Path(profile)))
        size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        driver.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
        page = LivePage(driver, url)
        for name in STORY:
            page.press(name)
            time.sleep(PAUSE_SECONDS)
        driver.execute_script("scrollTo(0, 0)")
        time.sleep(PAUSE_SECONDS)
        picture = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
        path.write_bytes(base64.b64decode(picture["data"]))
        return page.text("#cache-speed")
