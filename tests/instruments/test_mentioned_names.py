"""`mentioned`: whatever a main.py reads of a request stands in it by its name."""

from __future__ import annotations

import pytest

from dojo.instruments.mentioned_names import names_in, values_in

SOURCE = r'''
"""A docstring is no name."""

async def who(request, x_api_key=Header(), *, token: Annotated[str, Query(alias="access-token")] = "") -> str:
    hops = request.headers.get("X-Forwarded-For", "").split(", ")
    if request.headers["User-Agent"].startswith("kube-probe/1.29") or b"cr\xe8me" in request.scope["path"]:
        return "Grüße" + " " * 4 + "\n"
    return request.cookies["sid"] or dict(request.scope["headers"])[b"x-real-ip"] or f"of {request.url}"
'''


def test_texts_and_arguments_are_names(tmp_path):
    """And an argument is also the header that FastAPI makes of it."""
    main_py = tmp_path / "main.py"
    main_py.write_text(SOURCE)

    names = names_in(main_py)

    wanted = {"X-Forwarded-For", "sid", "x-real-ip", "x_api_key", "x-api-key", "token", "access-token"}
    assert wanted < set(names)
    assert not [name for name in names if " " in name or name in ("", ", ")]


@pytest.mark.parametrize("source", [None, "def get(", "x = 1\0"])
def test_a_file_that_cannot_be_read_mentions_nothing(tmp_path, source):
    """Loading it says what is wrong."""
    main_py = tmp_path / "main.py"
    if source is not None:
        main_py.write_text(source)

    assert names_in(main_py) == []
    assert values_in(main_py) == []


def test_texts_of_a_header_are_values(tmp_path):
    """Docstrings are not, and neither are texts that no header can carry."""
    main_py = tmp_path / "main.py"
    main_py.write_text(SOURCE, encoding="utf-8")

    values = values_in(main_py)

    assert {"kube-probe/1.29", "sid", ", ", "of "} <= set(values)
    assert not {"Grüße", "    ", "\n", "crème", "A docstring is no name."} & set(values)
