"""Requests made up from the apps' own descriptions (/openapi.json): whatever they say, no answer is a 500."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from dojo.app_under_test.worker import load
from katas.cache_api.fixtures import given_slow_api  # noqa: F401  # pytest finds it by its name, slow_api
from katas.session_storage.fixtures import PASSWORDS, given_users  # noqa: F401  # the same: users
from tests.support.kit_runs import ROOT

REFERENCES = [
    path
    for path in sorted(ROOT.glob("solutions/*/*.py"))
    if re.search(r"^app = FastAPI\(", path.read_text(encoding="utf-8"), re.MULTILINE)
]
EXAMPLES = 30
"""Requests for each operation of an app."""

# The same ones in each run, and nothing is written to disk. Shrinking would take long, and a request is short.
MADE_UP = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def operations() -> Iterator[Any]:
    """Each operation of each reference, as a parameter of a test."""
    for path in REFERENCES:
        name = path.relative_to(ROOT / "solutions").with_suffix("").as_posix()
        for result in schemathesis.openapi.from_dict(load(path).app.openapi()).get_all_operations():
            operation = result.ok()
            yield pytest.param(path, operation, id=f"{name}, {operation.label}")


@pytest.fixture
def _main_py(request: pytest.FixtureRequest) -> Path:
    """The app that `client` is of."""
    return Path(request.node.callspec.params["reference"])


@pytest.mark.parametrize(("reference", "operation"), list(operations()))
def test_no_request_is_a_500(client, reference, operation):
    """Neither one that fits the description nor one that does not; who sends no cookie is logged in as ada."""
    client.post("/login", json={"username": "ada", "password": PASSWORDS["ada"]})
    sent = []

    @MADE_UP
    @given(operation.as_strategy())
    def send(case: schemathesis.Case) -> None:
        answer = client.request(case.method, case.formatted_path, **options_of(case))
        sent.append(answer.status)
        assert answer.status < 500, f"{answer}\n{case.as_curl_command()}"

    send()

    assert sent


def options_of(case: schemathesis.Case) -> dict[str, Any]:
    """What httpx needs to send it."""
    wanted = case.as_transport_kwargs(base_url="https://testserver")
    options = {name: wanted[name] for name in ("params", "json", "headers") if wanted.get(name) is not None}
    if wanted.get("data") is not None:
        options["content"] = wanted["data"]
    if wanted.get("cookies"):
        options["cookie"] = "; ".join(f"{name}={value}" for name, value in wanted["cookies"].items()).encode()
    return options
