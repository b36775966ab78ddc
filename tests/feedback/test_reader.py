"""The fitted reader: the same as the library that fitted it, small, and right about plain cases."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from toolkit.content import Library
from toolkit.feedback.corpus import from_annotated
from toolkit.feedback.features import features, moment, moments
from toolkit.feedback.reader import ACTS, WEIGHTS_FILE, Reader, default_reader

STORED = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))


def library_of_fitting() -> tuple[LogisticRegression, dict[str, int]]:
    """The same weights in scikit-learn's own classifier."""
    names = {name: i for i, name in enumerate(STORED["weights"])}
    model = LogisticRegression()
    model.classes_ = np.arange(4)
    model.coef_ = np.array([(w + [0] * 4)[:4] for w in STORED["weights"].values()]).T / STORED["scale"]
    model.intercept_ = np.array(STORED["bias"][:4]) / STORED["scale"]
    model.n_features_in_ = len(names)
    return model, names


def test_reading_in_pure_python_is_what_the_fitting_library_computes() -> None:
    model, names = library_of_fitting()
    talk = from_annotated(Library.default().talk("a_ambulance_desk_lead"))
    for _, at in moments(talk.transcript):
        row = np.zeros((1, len(names)))
        for name, value in features(at).items():
            if name in names:
                row[0, names[name]] = value
        expected = model.predict_proba(row)[0]

        reading = default_reader().read(at)

        assert [getattr(reading, act) for act in ACTS] == pytest.approx(expected, abs=1e-6)


def test_the_weights_are_small_plain_json() -> None:
    assert WEIGHTS_FILE.stat().st_size <= 300_000
    assert set(STORED) == {"fitted_on", "scale", "bias", "weights"}
    assert all(0 < len(w) <= 6 for w in STORED["weights"].values())


@pytest.mark.parametrize(
    ("text", "before", "act"),
    [
        pytest.param("What happened then?", "The oven broke.", "question", id="asks"),
        pytest.param("what happened then", "the oven broke", "question", id="asks without a mark"),
        pytest.param("So you did it twice, every night.", "It takes two goes every night.", "reflection", id="gives back"),
        pytest.param("You should ask Ana for the list, she has all the numbers.", "I don't know.", "tell", id="advises"),
        pytest.param("Mm-hm.", "And then he left.", "other", id="nods"),
    ],
)
def test_plain_cases_are_read_as_people_read_them(text: str, before: str, act: str) -> None:
    assert default_reader().read(moment(text, before)).act == act


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=300), st.text(max_size=100))
def test_any_text_gets_likelihoods_that_add_up_to_one(text: str, before: str) -> None:
    reading = default_reader().read(moment(text, before))

    assert math.isclose(sum(getattr(reading, act) for act in ACTS), 1, abs_tol=1e-9)
    assert 0 <= reading.asks <= 1
    assert 0 <= reading.opens <= 1


def test_a_reader_that_knows_nothing_is_unsure() -> None:
    reading = Reader({"scale": 1, "bias": [0] * 6, "weights": {}}).read(moment("Anything."))

    assert reading.unsure
    assert reading.question == reading.tell == 0.25
