"""Fitting the reader: coded conversations -> two linear models -> weights.json, and figures on held-out talks.

    python -m toolkit.fitting [CORPUS.csv …]

Our own annotated talks are always used; a corpus in the labelled-corpus format may be added by name. Nothing of a
corpus's text goes into the weights but word pieces with a number. Needs scikit-learn, which nothing else here does.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_selection import chi2
from sklearn.linear_model import LogisticRegression

from toolkit.content import Library
from toolkit.feedback.corpus import CodedTalk, from_annotated, read_corpus, strip, stripped
from toolkit.feedback.evaluation import figures, intervals, milliseconds_per_utterance, read_all
from toolkit.feedback.features import Features, features
from toolkit.feedback.reader import ACTS, WEIGHTS_FILE, Reader

FOLDS: Final = 5
WORDS_PENALTY, PIECES_PENALTY = 0.03, 3.0
WORDS_PART: Final = 0.7
"""How much the words' verdict counts beside that of the pieces of words; set by cross-validation."""
MOST_WORDS, MOST_PIECES = 3_200, 4_000
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
        for number, talk in enumerate(talks):
            previous = ""
            for i in talk.transcript.manager_turns:
                text, before = talk.transcript.turns[i].text, talk.transcript.heard_before(i)
                if labels := talk.labels.get(i):
                    self.plain.append(features(text, before, previous))
                    self.bare.append(features(strip(text), strip(before), strip(previous)))
                    self.main.append(labels.main)
                    self.asks.append(labels.asks)
                    self.form.append(labels.form)
                    self.talk.append(number)
                previous = text

    def chosen(self, rows: Sequence[int]) -> tuple[list[Features], dict[str, list[Any]]]:
        """Return features and labels of some rows, each row once plain and once stripped."""
        labels = {name: [getattr(self, name)[i] for i in rows] * 2 for name in ("main", "asks", "form")}
        return [self.plain[i] for i in rows] + [self.bare[i] for i in rows], labels


def fit(rows: list[Features], labels: dict[str, list[Any]]) -> dict[str, Any]:
    """Return weights as they are stored, fitted on rows and their labels."""
    main = np.array([ACTS.index(label) for label in labels["main"]])
    words = _telling(rows, main, "w:", MOST_WORDS)
    pieces = _telling(rows, main, "c:", MOST_PIECES)
    by_words = _fit_one(_matrix(rows, words), main, WORDS_PENALTY)
    by_pieces = _fit_one(_matrix(rows, pieces), main, PIECES_PENALTY)
    matrix = _matrix(rows, words)
    asks = _fit_one(matrix, np.array(labels["asks"], dtype=int), WORDS_PENALTY)
    formed = [i for i, form in enumerate(labels["form"]) if form]
    opens = _fit_one(matrix[formed], np.array([int(labels["form"][i] == "open") for i in formed]), WORDS_PENALTY)
    return _stored(words, pieces, by_words, by_pieces, asks, opens)


def _telling(rows: list[Features], main: np.ndarray[Any, Any], prefix: str, most: int) -> list[str]:
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


def _fit_one(matrix: csr_matrix, labels: np.ndarray[Any, Any], penalty: float) -> LogisticRegression:
    return LogisticRegression(C=penalty, max_iter=300, tol=1e-3, class_weight="balanced").fit(matrix, labels)


def _stored(
    words: list[str],
    pieces: list[str],
    by_words: LogisticRegression,
    by_pieces: LogisticRegression,
    asks: LogisticRegression,
    opens: LogisticRegression,
) -> dict[str, Any]:
    # Two linear models whose scores are added are one linear model.
    columns = np.vstack([WORDS_PART * by_words.coef_, asks.coef_, opens.coef_]).T
    weights = {name: _whole(columns[i]) for i, name in enumerate(words)}
    weights |= {name: _whole((1 - WORDS_PART) * by_pieces.coef_[:, i]) for i, name in enumerate(pieces)}
    bias = [
        *(WORDS_PART * by_words.intercept_ + (1 - WORDS_PART) * by_pieces.intercept_),
        *asks.intercept_,
        *opens.intercept_,
    ]
    return {"scale": SCALE, "bias": _whole(bias), "weights": {n: w for n, w in weights.items() if any(w)}}


def _whole(values: Any) -> list[int]:
    return [round(float(value) * SCALE) for value in values]


def cross_validated(talks: Sequence[CodedTalk], rows: Rows, use: Sequence[bool]) -> list[Reader]:
    """Return for each conversation a reader that was fitted without it, on those that `use` allows."""
    readers: list[Reader] = []
    for fold in range(FOLDS):
        training = [i for i, talk in enumerate(rows.talk) if talk % FOLDS != fold and use[talk]]
        readers.append(Reader(fit(*rows.chosen(training))))
        print(f"fold {fold + 1} of {FOLDS}", file=sys.stderr)  # noqa: T201
    return [readers[number % FOLDS] for number in range(len(talks))]


def held_out_figures(
    talks: Sequence[CodedTalk], readers: Sequence[Reader], with_intervals: bool
) -> dict[str, dict[str, Any]]:
    """Return the figures of conversations read by readers that had not seen them, plain and stripped."""
    rubric = Library.default().rubric("one_on_one")
    found = {}
    for name, these in (("plain", list(talks)), ("stripped", stripped(talks))):
        reads = [read_all([t], rubric, r)[0] for t, r in zip(these, readers, strict=True)]
        found[name] = figures(reads) | ({"intervals": intervals(reads, resamples=300)} if with_intervals else {})
    return found


def main(paths: Sequence[str]) -> None:
    """Fit on our own talks and the corpora at the paths; write the weights, print the figures."""
    library = Library.default()
    own = [from_annotated(library.talk(id)) for id in library.talk_files()]
    others = [talk for path in paths for talk in read_corpus(Path(path))]
    talks = [*own, *others]
    rows = Rows(talks)
    stored = fit(*rows.chosen(range(len(rows.main))))
    stored = {"fitted_on": ["own", *(Path(path).stem for path in paths)], **stored}
    WEIGHTS_FILE.write_text(json.dumps(stored, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    _report(own, others, rows)


def _report(own: list[CodedTalk], others: list[CodedTalk], rows: Rows) -> None:
    talks = [*own, *others]
    is_own = [i < len(own) for i in range(len(talks))]
    uses = {"all": [True] * len(talks)}
    if others:
        uses |= {"own only": is_own, "others only": [not mine for mine in is_own]}
    results: dict[str, Any] = {"ms_per_utterance": milliseconds_per_utterance(own)}
    for name, use in uses.items():
        readers = cross_validated(talks, rows, use)
        parts = {"own": range(len(own)), "others": range(len(own), len(talks))}
        results[name] = {
            part: held_out_figures([talks[i] for i in which], [readers[i] for i in which], name == "all")
            for part, which in parts.items()
            if len(which)
        }
    print(json.dumps(results, indent=1))  # noqa: T201



if __name__ == "__main__":
    main(sys.argv[1:])
