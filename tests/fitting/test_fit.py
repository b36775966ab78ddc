"""Fitting: what it learns, that it learns the same each time, and what it refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.content import Library
from toolkit.feedback.corpus import CodedTalk, own_talks
from toolkit.feedback.features import moments
from toolkit.feedback.reader import WEIGHTS_FILE, Reader
from toolkit.fitting.card import model_card
from toolkit.fitting.fit import Rows, fit
from toolkit.fitting.held_out import compare

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def talks() -> list[CodedTalk]:
    return own_talks(Library.default())[::5]


@pytest.fixture(scope="module")
def rows(talks: list[CodedTalk]) -> Rows:
    return Rows(talks)


def test_a_fit_reads_talks_it_has_not_seen_far_better_than_chance(talks: list[CodedTalk], rows: Rows) -> None:
    training = [i for i, talk in enumerate(rows.talk) if talk % 2]
    reader = Reader(fit(*rows.chosen(training)))

    read = [
        (labels.main, reader.read(at).act)
        for talk in talks[::2]
        for i, at in moments(talk.transcript)
        if (labels := talk.labels.get(i))
    ]

    assert sum(a == b for a, b in read) / len(read) > 0.6


def test_the_same_talks_give_the_same_weights(rows: Rows) -> None:
    some = list(range(200))

    assert fit(*rows.chosen(some)) == fit(*rows.chosen(some))


def test_the_card_shows_each_corpus_and_what_fitting_on_less_costs(talks: list[CodedTalk]) -> None:
    own, other = talks[::2], {"borrowed": talks[1::2]}
    card = model_card(Library.default(), compare(own, other, Rows([*own, *other["borrowed"]])), own, other)

    assert "### own:" in card
    assert "### borrowed:" in card
    assert "| own | our own talks |" in card
    assert "nan" not in card.lower().split()


def test_weights_fitted_on_less_than_the_shipped_ones_are_not_written_unasked(tmp_path: Path) -> None:
    before = WEIGHTS_FILE.read_bytes()

    refused = subprocess.run(
        [sys.executable, "-m", "toolkit.fitting"], capture_output=True, text=True, check=False, cwd=tmp_path
    )

    assert refused.returncode == 1
    assert "also fitted on annomi_dev" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert WEIGHTS_FILE.read_bytes() == before
