"""Coded conversations: our own are what their datasheet says, and a CSV of others' is read or refused by name."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from toolkit.cli import main
from toolkit.content import Library
from toolkit.errors import ConversationError
from toolkit.feedback.corpus import CodedTalk, from_annotated, read_corpus, strip, stripped
from toolkit.feedback.evaluation import figures, read_all

HEAD = "conversation,quality,turn,speaker,text,main,question,question_form,reflection,tell\n"
GOOD = (
    "1,high,0,manager,How was the shift?,question,1,open,0,0\n1,high,1,report,\"Long, and loud.\",,,,,\n"
    "1,high,2,manager,So it was long and loud.,reflection,0,,1,0\n"
)
POOR = "2,low,0,manager,You should sleep more and complain less.,tell,0,,0,1\n2,low,1,report,Right.,,,,,\n"


@pytest.fixture(scope="module")
def own() -> list[CodedTalk]:
    library = Library.default()
    return [from_annotated(library.talk(id)) for id in library.talk_files()]


def test_our_own_corpus_is_as_large_and_as_varied_as_its_datasheet_says(own: list[CodedTalk]) -> None:
    library = Library.default()
    talks = [library.talk(id) for id in library.talk_files()]

    assert len(talks) == 200
    assert sum(len(talk.labels) for talk in own) == 4352
    assert Counter(t.rating for t in talks) == {"good": 74, "middling": 52, "poor": 74}
    assert Counter(t.relationship for t in talks) == {"direct": 112, "skip": 44, "manager_of_managers": 26, "peer": 18}
    assert sum(t.asr for t in talks) == 50


def test_a_coded_csv_is_read_and_measured(tmp_path: Path) -> None:
    path = tmp_path / "coded.csv"
    path.write_text(HEAD + GOOD + POOR, encoding="utf-8")
    talks = read_corpus(path)

    found = figures(read_all(talks, Library.default().rubric("one_on_one")))

    assert [talk.good for talk in talks] == [True, False]
    assert (found["conversations"], found["utterances"]) == (2, 3)
    assert found["auc"]["tell_share"] == 1.0
    assert found["auc"]["overall"] is None
    assert set(found["f1"]) == {"question", "reflection", "tell", "other"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("a,b\n1,2\n", "lacks conversation", id="other columns"),
        pytest.param("", "lacks conversation", id="empty"),
        pytest.param(HEAD + "1,high,0,boss,Hello,other,0,,0,0\n", "speaker is 'boss'", id="unknown speaker"),
    ],
)
def test_a_csv_that_is_no_coded_corpus_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")

    with pytest.raises(ConversationError, match=message):
        read_corpus(tmp_path / "x.csv")


def test_stripping_takes_capitals_and_punctuation_and_nothing_else(own: list[CodedTalk]) -> None:
    assert strip("So it's the oven, then?") == "so it's the oven then"
    bare = stripped(own[:3])
    assert [len(t.transcript.turns) for t in bare] == [len(t.transcript.turns) for t in own[:3]]


def test_evaluate_prints_the_promised_figures(tmp_path: Path) -> None:
    path = tmp_path / "coded.csv"
    path.write_text(HEAD + GOOD + POOR, encoding="utf-8")

    result = CliRunner().invoke(main, ["evaluate", str(path), "--strip", "--json"])

    assert result.exit_code == 0
    assert set(json.loads(result.stdout)) == {
        "conversations", "utterances", "macro_f1", "f1", "question_f1", "question_form_f1", "auc", "ms_per_utterance",
    }  # fmt: skip
