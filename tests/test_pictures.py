"""The pictures in the README show what a learner sees today."""

from __future__ import annotations

import pytest

from tests.live.picture import HEIGHT, WIDTH
from tests.pictures import FOLDER, drawn, printed, text_of


@pytest.fixture(scope="module")
def today() -> dict[str, str]:
    return printed()


@pytest.mark.parametrize("name", ["red", "green"])
def test_a_picture_shows_what_is_printed_today(name, today):
    """If it does not: `python -m tests.pictures`."""
    picture = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")

    assert text_of(picture) == text_of(drawn(today[name]))


@pytest.mark.parametrize("name", ["red", "green"])
def test_a_picture_asks_no_other_host(name):
    """It is shown without a network, and by GitHub, which loads nothing for it."""
    picture = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")

    assert picture.count("http") == picture.count("http://www.w3.org/2000/svg")


def test_the_words_of_a_picture_are_read():
    """So a picture that shows nothing is not up to date."""
    assert "step2of11" in text_of((FOLDER / "red.svg").read_text(encoding="utf-8"))
    assert "11of11steps" in text_of((FOLDER / "green.svg").read_text(encoding="utf-8"))


def test_the_live_page_is_pictured_as_wide_as_a_readme_shows_it():
    """Its text can be read, and it does not take long to load."""
    picture = (FOLDER / "live.png").read_bytes()

    assert picture.startswith(b"\x89PNG")
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (WIDTH, HEIGHT)
    assert len(picture) < 250_000
