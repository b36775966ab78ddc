"""What the datasheet and the model card say is what the code computes."""

from __future__ import annotations

from toolkit.content import Library
from toolkit.feedback.corpus import own_talks
from toolkit.feedback.reader import default_reader
from toolkit.fitting.card import MODEL_CARD, corpus_figures, second_coding_file
from toolkit.fitting.corpus import GIVE_AWAYS, agreement, first_coding, second_coding, separates

LIBRARY = Library.default()


def test_the_datasheet_states_the_figures_that_are_computed() -> None:
    sheet = (LIBRARY.root / "exercises/transcripts/README.md").read_text(encoding="utf-8")

    assert corpus_figures(LIBRARY, own_talks(LIBRARY)) in sheet


def test_no_simple_count_separates_good_talks_from_poor_ones() -> None:
    talks = own_talks(LIBRARY)

    for name, value in GIVE_AWAYS.items():
        auc = separates(talks, value)
        assert auc is not None
        assert 0.3 < auc < 0.7, name


def test_two_codings_of_thirty_talks_agree_beyond_chance() -> None:
    both = agreement(first_coding(LIBRARY), second_coding(second_coding_file(LIBRARY)))

    assert both.talks >= 30
    assert both.main_kappa is not None
    assert both.main_kappa > 0.8


def test_a_coding_agrees_with_itself_entirely() -> None:
    first = first_coding(LIBRARY)
    both = agreement(first, first)

    assert (both.main_same, both.main_kappa, both.rating_kappa) == (1, 1, 1)
    assert {f1 for f1, _ in both.finer_f1.values()} == {1}


def test_the_model_card_names_everything_that_the_weights_were_fitted_on() -> None:
    card = MODEL_CARD.read_text(encoding="utf-8")

    for corpus in default_reader().fitted_on:
        assert f"* **{corpus}**" in card
        assert f"### {corpus}:" in card
