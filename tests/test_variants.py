"""Each wrong answer fails, in the step that teaches it; each right one is green, however different."""

from __future__ import annotations

import zlib

import pytest

from dojo.backends import selection
from tests.support.kit_runs import BackgroundRuns
from tests.variants.passage import shows
from tests.variants.variant import Variant, all_variants


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "variant" in metafunc.fixturenames:
        wants_right = "right" in metafunc.function.__name__
        chosen = [variant for variant in all_variants() if variant.is_right == wants_right]
        if not metafunc.config.getoption("--thorough"):
            is_real = selection.is_real(metafunc.config)  # judged in CI too, and slower
            parts, part = (50 if wants_right else 70) + (10 if is_real else 0), int(is_real)
            chosen = [variant for variant in chosen if zlib.crc32(variant.name.encode()) % parts == part]
        metafunc.parametrize("variant", chosen, ids=lambda variant: f"{variant.kata}-{variant.name}")


def test_a_wrong_answer_fails_in_the_step_that_teaches_it(variant: Variant, background_runs: BackgroundRuns) -> None:
    """The file of the answer names the first step that fails; a learner gets a failure block, not a traceback."""
    run = background_runs.result(variant.run)

    assert run.open_step == variant.caught_by, run.output
    assert run.exit_code == 1, run.output
    assert "Traceback" not in run.output, run.output
    assert "site-packages" not in run.output, run.output
    assert shows(run.output, variant.block), f"expected these lines:\n{variant.block}\nin\n{run.output}"


def test_a_right_answer_is_green(variant: Variant, background_runs: BackgroundRuns) -> None:
    """It may look quite different from the reference."""
    run = background_runs.result(variant.run)

    assert run.exit_code == 0, run.output
