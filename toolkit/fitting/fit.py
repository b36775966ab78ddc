"""Coded conversations -> features -> two linear models -> the weights of the reader, as whole numbers in JSON.

Nothing of a corpus's text goes into the weights but words and word pieces with a number.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_selection import chi2
from sklearn.linear_model import LogisticRegression

from toolkit.feedback.corpus import CodedTalk, stripped
from toolkit.feedback.features import Features, features, moments
from toolkit.feedback.reader import ACTS, WEIGHTS_FILE

Numbers = np.ndarray[Any, Any]

WORDS_PENALTY, PIECES_PENALTY = 0.03, 3.0
WORDS_PART: Final = 0.7
"""How much the words' verdict on the act counts beside that of the pieces of words; set by cross-validation."""
ASKS_WORDS_PART: Final = 0.8
"""The same for whether a turn asks at all."""
MOST_WORDS, MOST_PIECES = 3_400, 4_000
SCALE: Final = 1_000
LEAST: Final = 6
"""Rows in which a feature must occur, each turn giving two: one plain, one stripped."""


class Rows:
    """The turns of some conversations as rows of features, plain and stripped, with their labels."""

    def __init__(self, talks: Sequence[CodedTalk]) -> None:
        self.plain: list[Features] = []
        self.bare: list[Features] = []
        self.main: list[str] = []
        self.asks: list[bool] = []
        self.form: list[str] = []
        self.talk: list[int] = []
        for number, (talk, bare) in enumerate(zip(talks, stripped(talks), strict=True)):
            for (i, plain), (_, without_marks) in zip(moments(talk.transcript), moments(bare.transcript), strict=True):
                if labels := talk.labels.get(i):
                    self.plain.append(features(plain))
                    self.bare.append(features(without_marks))
                    self.main.append(labels.main)
                    self.asks.append(labels.asks)
                    self.form.append(labels.form)
                    self.talk.append(number)

    def chosen(self, rows: Sequence[int]) -> tuple[list[Features], dict[str, list[Any]]]:
        """Return features and labels of some rows, each row once plain and once stripped."""
        labels = {name: [getattr(self, name)[i] for i in rows] * 2 for name in ("main", "asks", "form")}
        return [self.plain[i] for i in rows] + [self.bare[i] for i in rows], labels


def fit(rows: list[Features], labels: dict[str, list[Any]]) -> dict[str, Any]:
    """Return weights as they are stored, fitted on rows and their labels."""
    main = np.array([ACTS.index(label) for label in labels["main"]])
    asks = np.array(labels["asks"], dtype=int)
    words, pieces = _telling(rows, main, "w:", MOST_WORDS), _telling(rows, main, "c:", MOST_PIECES)
    in_words, in_pieces = _matrix(rows, words), _matrix(rows, pieces)
    formed = [i for i, form in enumerate(labels["form"]) if form]
    is_open = np.array([int(labels["form"][i] == "open") for i in formed])
    heads = [
        _mixed(in_words, in_pieces, main, WORDS_PART),
        _mixed(in_words, in_pieces, asks, ASKS_WORDS_PART),
        _mixed(in_words[formed], in_pieces[formed], is_open, 1.0),
    ]
    weights = np.hstack([head[0] for head in heads])
    return {
        "scale": SCALE,
        "bias": _whole(np.concatenate([head[1] for head in heads])),
        "weights": {name: _short(row) for name, row in zip([*words, *pieces], weights, strict=True) if any(_whole(row))},
    }


def _telling(rows: list[Features], main: Numbers, prefix: str, most: int) -> list[str]:
    """Return the features that hang together with the acts most, by chi-square."""
    counts = Counter(name for row in rows for name, value in row.items() if value and name.startswith(prefix))
    vocabulary = sorted(name for name, count in counts.items() if count >= LEAST)
    strength, _ = chi2(_matrix(rows, vocabulary), main)
    order = sorted(range(len(vocabulary)), key=lambda i: (-strength[i], vocabulary[i]))
    return sorted(vocabulary[i] for i in order[:most])


def _matrix(rows: list[Features], vocabulary: list[str]) -> csr_matrix:
    vectorizer = DictVectorizer()
    vectorizer.vocabulary_ = {name: i for i, name in enumerate(vocabulary)}
    vectorizer.feature_names_ = vocabulary
    return vectorizer.transform(rows)


def _mixed(words: csr_matrix, pieces: csr_matrix, labels: Numbers, words_part: float) -> tuple[Numbers, Numbers]:
    """Return weights and bias of two linear models whose scores are added, which is one linear model."""
    parts = [(words, WORDS_PENALTY, words_part), (pieces, PIECES_PENALTY, 1 - words_part)]
    weights: list[Numbers] = []
    bias: Numbers = np.zeros(1)
    for matrix, penalty, part in parts:
        if part:
            fitted = LogisticRegression(C=penalty, max_iter=300, tol=1e-3, class_weight="balanced").fit(matrix, labels)
            weights.append(part * fitted.coef_.T)
            bias = bias + part * fitted.intercept_
        else:
            weights.append(np.zeros((matrix.shape[1], len(weights[0][0]))))
    return np.vstack(weights), bias


def _whole(values: Any) -> list[int]:
    return [round(float(value) * SCALE) for value in values]


def _short(row: Any) -> list[int]:
    """Return a row of weights without the zeros at its end."""
    whole = _whole(row)
    while whole and not whole[-1]:
        whole.pop()
    return whole


def write(stored: dict[str, Any], fitted_on: Sequence[str]) -> None:
    """Write weights where the reader finds them, with the names of what they were fitted on."""
    text = json.dumps({"fitted_on": list(fitted_on), **stored}, ensure_ascii=False, separators=(",", ":"))
    WEIGHTS_FILE.write_text(text + "\n", encoding="utf-8")
