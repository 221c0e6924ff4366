"""The steps of a kata, as its files say: ``{"step 2": "katas/visits/README.md#counting", …}``."""

from __future__ import annotations

import re

from tests.support.kit_runs import ROOT

_READ = re.compile(r'^READ = "(?P<read>[^"]+)"$', re.MULTILINE)


def steps_of(kata: str) -> dict[str, str]:
    """The name of each step with the page that it gives to read, in order; stretch steps come last."""
    steps = {}
    for path in sorted((ROOT / "katas" / kata).glob("test_*.py")):
        stretch, number = re.match(r"test_(stretch_)?0*(\d+)_", path.name).groups()
        read = _READ.search(path.read_text(encoding="utf-8"))
        steps[f"stretch step {number}" if stretch else f"step {number}"] = read["read"] if read else ""
    return steps
