"""The pictures in the README: what a learner sees, red, green and live. `python -m tests.pictures` makes them again."""

from __future__ import annotations

import html
import io
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tests.live.picture import photograph

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "theory" / "pictures"
KATA = "redis_basics"
COLUMNS = 92

# A picture must not ask another host for a font: the reader's own monospace font is fine.
_FROM_ANOTHER_HOST = re.compile(r"@font-face \{.*?\}\s*|<!--.*?-->\s*", re.DOTALL)
_SECONDS = re.compile(r"\d+\.\d+s(?: \([\d:]+\))?")


def printed() -> dict[str, str]:
    """The output of ``pytest katas/redis_basics``, with its colours, by the name of the picture."""
    with tempfile.TemporaryDirectory() as folder:
        kit = Path(folder)
        for name in ("conftest.py", "pyproject.toml"):
            shutil.copy(ROOT / name, kit)
        for name in ("dojo", "katas", "theory"):
            shutil.copytree(ROOT / name, kit / name, ignore=shutil.ignore_patterns("__pycache__"))
        main_py = kit / "katas" / KATA / "main.py"
        red = _run(kit)
        shutil.copy(ROOT / "solutions" / KATA / "main.py", main_py)
        return {"red": red, "green": _run(kit)}


def _run(kit: Path) -> str:
    command = [sys.executable, "-m", "pytest", f"katas/{KATA}", "--no-header", "--color=yes", "-p", "no:cacheprovider"]
    environment = {"PATH": "", "COLUMNS": str(COLUMNS), "PYTHONPATH": ":".join([str(kit), *sys.path])}
    done = subprocess.run(command, cwd=kit, env=environment, capture_output=True, text=True, encoding="utf-8")
    return _SECONDS.sub("0.5s", done.stdout)  # how long it took differs from run to run


def drawn(output: str) -> str:
    """A terminal with this output, as SVG."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(f"$ pytest katas/{KATA}\n{output.rstrip()}"))
    svg = console.export_svg(title=f"pytest katas/{KATA}", unique_id="picture")
    svg = _FROM_ANOTHER_HOST.sub("", svg).replace("Fira Code", "ui-monospace").replace("arial", "sans-serif")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def text_of(svg: str) -> str:
    """The words in a picture, without spaces and without pytest's lines of =, which a slow run makes shorter."""
    pieces = re.findall(r"<text[^>]*>(.*?)</text>", svg, re.DOTALL)
    return re.sub(r"[\s=]", "", html.unescape("".join(pieces)).replace("\xa0", ""))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, output in printed().items():
        (FOLDER / f"{name}.svg").write_text(drawn(output), encoding="utf-8")
        print(f"theory/pictures/{name}.svg")
    print(f"theory/pictures/live.png: {photograph(FOLDER / 'live.png')} faster. A busy machine shows less: try again.")
