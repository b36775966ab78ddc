"""A log of real 1:1s keeps counts, and has no place for what was said."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from toolkit.meetings import RealTalk, tally

ENTRY: dict[str, Any] = {
    "day": "2026-11-20", "whom": "M", "minutes": 30, "words": "mostly_they", "gave_back": 4, "advised": 1, "kept": "yes",
}  # fmt: skip


def entry(**changed: Any) -> RealTalk:
    return RealTalk.model_validate(ENTRY | changed)


def test_a_log_comes_to_averages_and_commitments_kept() -> None:
    sums = tally([entry(), entry(gave_back=2, advised=3, words="mostly_i", kept="none"), entry(kept="no")])

    assert (sums.talks, sums.advised, sums.kept, sums.meant) == (3, pytest.approx(5 / 3), 1, 2)
    assert sums.gave_back == pytest.approx(10 / 3)
    assert sums.mostly_they == pytest.approx(2 / 3)


def test_an_empty_log_has_no_averages() -> None:
    assert tally([]).gave_back is None


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"notes": "She cried."}, id="what was said"),
        pytest.param({"whom": "Marek Kowalski from billing"}, id="a whole name"),
        pytest.param({"day": "yesterday"}, id="no day"),
        pytest.param({"words": ""}, id="nothing chosen"),
        pytest.param({"minutes": -1}, id="less than nothing"),
    ],
)
def test_an_entry_that_says_more_or_less_than_counts_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        entry(**wrong)
