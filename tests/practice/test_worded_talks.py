"""Talks worded by a model: whatever its server does the talk goes on, is kept word for word, and is off unless asked for."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.practice.model_server import Answer, Served, completion, send
from toolkit.cli import main
from toolkit.content import Library
from toolkit.conversation import Transcript
from toolkit.errors import StoreError, ToolkitError
from toolkit.practice import Session, Worded, Wording, as_kept, begin, next_meeting, rewind
from toolkit.practice.wording import KEY, MODEL, SECONDS, URL, summary

LIBRARY = Library.default()
SCENARIO = LIBRARY.scenario("gone_quiet")
SCENARIOS = [LIBRARY.scenario(id) for id in LIBRARY.scenario_files()]
ASK = "What are your afternoons like at the moment?"
HATCH = SCENARIO.fact("alone_at_hatch")
IN_HER_VOICE = HATCH.says.replace("Since", "Well, since", 1)
SECOND = "So from three o'clock you're on your own with four phones."


# --- servers that do not answer as they should ----------------------------------------------------------------------


def dripping(handler: BaseHTTPRequestHandler) -> None:
    body = completion(IN_HER_VOICE)
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    try:
        for byte in body[:30]:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass


@pytest.mark.parametrize("slow", [lambda handler: time.sleep(1.5), dripping], ids=["silent", "a byte now and then"])
def test_a_slow_model_is_not_waited_for(server: Served, slow: Answer) -> None:
    server.says = slow
    session = Session(SCENARIO, wording=server.wording(seconds=0.4))

    began = time.monotonic()
    taken = session.say(ASK)

    assert time.monotonic() - began < 1.2
    assert taken == Session(SCENARIO).say(ASK)
    assert [one.outcome for one in session.worded] == ["timed out"]


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(lambda h: send(h, b'{"choices": [{"mess'), id="half an object"),
        pytest.param(lambda h: send(h, b"\xff\xfe nonsense", kind="text/html"), id="no object"),
        pytest.param(lambda h: send(h, b'{"choices": []}'), id="no choice"),
        pytest.param(lambda h: send(h, b'{"choices": [{"message": null}]}'), id="no message"),
        pytest.param(lambda h: send(h, b'{"choices": [{"message": {"content": ["a", 3]}}]}'), id="no text"),
        pytest.param(lambda h: send(h, b'{"error": {"message": "no"}}', 500), id="500"),
        pytest.param(lambda h: send(h, b"go away", 401), id="401"),
        pytest.param(lambda h: send(h, b"", 429), id="429"),
        pytest.param(lambda h: h.connection.shutdown(socket.SHUT_RDWR), id="hangs up"),
    ],
)
def test_a_server_that_answers_badly_changes_nothing(server: Served, bad: Answer) -> None:
    server.says = bad
    session = Session(SCENARIO, wording=server.wording())

    assert session.say(ASK) == Session(SCENARIO).say(ASK)
    assert [one.outcome for one in session.worded] == ["failed"]
    assert session.worded[0].why


def test_an_empty_answer_is_refused(server: Served) -> None:
    server.says = lambda handler: send(handler, completion(None))
    session = Session(SCENARIO, wording=server.wording())

    assert session.say(ASK).reply == HATCH.says
    assert session.worded == [Worded(HATCH.says, "refused", "nothing was said")]


def test_nobody_listening_is_no_obstacle(server: Served) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    session = Session(SCENARIO, wording=Wording.configured({URL: f"http://127.0.0.1:{port}/v1", MODEL: "small"}))

    assert session.say(ASK).reply == HATCH.says
    assert session.worded[0].outcome == "failed"


def test_after_three_failures_in_a_row_the_model_is_left_alone(server: Served) -> None:
    session = Session(SCENARIO, wording=server.wording())
    server.says = lambda handler: send(handler, b"", 500)
    for line in (ASK, SECOND):
        session.say(line)
    server.says = "It is fine, thanks."
    session.say("How are you?")
    server.says = lambda handler: send(handler, b"", 500)
    for _ in range(5):
        session.say("And what else is there?")

    assert len(server.asked) == len(session.worded) == 2 + 1 + 3
    assert len(session.steps) == 8


# --- kept, held again, replayed --------------------------------------------------------------------------------------


def worded_talk(server: Served, keep=None) -> Session:
    session = Session(SCENARIO, keep, wording=server.wording())
    server.says = IN_HER_VOICE
    session.say(ASK, at=2.0)
    server.says = lambda handler: send(handler, b"", 500)
    session.say(SECOND, at=9.0)
    return session


def test_a_worded_talk_is_held_again_as_it_was_and_no_model_is_asked(server: Served) -> None:
    kept: list[dict[str, Any]] = []
    session = worded_talk(server, lambda taken, at: kept.append(as_kept(taken, at)))
    asked_before = len(server.asked)

    again = Session(SCENARIO, wording=server.wording())
    for event in json.loads(json.dumps(kept)):
        taken = again.say(event["line"], at=event["at"], reply=event["reply"], authored=event.get("authored"))
        assert taken.reply == event["reply"]

    assert (again.steps, again.transcript, again.state) == (session.steps, session.transcript, session.state)
    assert len(server.asked) == asked_before
    assert kept[0]["authored"] == HATCH.says
    assert kept[1].keys() == {"line", "reply", "at"}


def test_a_kept_reply_that_the_person_would_no_longer_give_is_not_put_into_their_mouth() -> None:
    session = Session(SCENARIO)

    assert session.say(ASK, reply="The line of an older version.").reply == HATCH.says
    other = Session(SCENARIO)
    assert other.say(ASK, reply=IN_HER_VOICE, authored="The line of an older version.").reply == HATCH.says


def test_what_cannot_be_kept_was_neither_said_nor_worded(server: Served) -> None:
    def refuse(taken: object, at: float | None) -> None:
        raise StoreError("The disk is full.")

    server.says = IN_HER_VOICE
    session = Session(SCENARIO, refuse, wording=server.wording())

    with pytest.raises(StoreError):
        session.say(ASK)
    assert (session.steps, session.worded, session.state) == ([], [], begin(SCENARIO))


def test_a_replay_keeps_the_words_that_were_said_and_words_what_comes(server: Served) -> None:
    session = worded_talk(server)
    asked_before = len(server.asked)

    again = rewind(session, 2)

    assert again.transcript.turns[1].text == IN_HER_VOICE
    assert again.state == session.steps[0].state
    assert len(server.asked) == asked_before
    again.say("What would help?")
    assert len(server.asked) == asked_before + 1


def test_the_next_meeting_is_worded_too(server: Served) -> None:
    scenario = next(s for s in SCENARIOS if s.later)
    session = Session(scenario, wording=server.wording())
    session.end()

    assert next_meeting(session).wording is session.wording


def test_a_worded_talk_is_scored_by_what_was_said(server: Served) -> None:
    session = worded_talk(server)
    session.end()

    assert session.score(LIBRARY.rubric("one_on_one")).too_short
    assert isinstance(session.transcript, Transcript)


# --- switched on and off --------------------------------------------------------------------------------------------


def test_it_is_off_unless_configured_and_then_openai_is_not_imported(tmp_path: Path) -> None:
    code = (
        "import sys; from toolkit.practice import Session, Wording; from toolkit.content import Library\n"
        "w = Wording.configured(); s = Session(Library.default().scenario('gone_quiet'), wording=w); s.say('Hello.')\n"
        "print(w, [m for m in sys.modules if m.partition('.')[0] in ('openai', 'httpx2')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], env={"HOME": str(tmp_path), "PATH": ""},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip

    assert done.stdout == "None []\n"


@pytest.mark.parametrize(
    ("url", "host"),
    [("http://localhost:11434/v1", "localhost:11434"), ("https://ana:secret@models.example/v1", "models.example")],
)
def test_whose_server_it_is_can_be_told_and_no_password_with_it(url: str, host: str) -> None:
    made = Wording.configured({URL: url, MODEL: "small"})

    assert made
    assert made.host == host


@pytest.mark.parametrize("settings", [{}, {URL: " ", MODEL: ""}, {KEY: "k", SECONDS: "2"}])
def test_without_an_address_and_a_model_nothing_is_configured(settings: dict[str, str]) -> None:
    assert Wording.configured(settings) is None


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({URL: "http://127.0.0.1:9/v1"}, f"{URL} is set and {MODEL} is not"),
        ({MODEL: "small"}, f"{MODEL} is set and {URL} is not"),
        ({URL: "localhost:9", MODEL: "small"}, "takes an address such as http://"),
        *(({URL: "http://127.0.0.1:9/v1", MODEL: "small", SECONDS: bad}, "a number of seconds") for bad in ("soon", "0", "-1", "nan", "61")),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(settings: dict[str, str], message: str) -> None:
    with pytest.raises(ToolkitError, match=message):
        Wording.configured(settings)


def test_a_missing_package_is_named_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openai", None)

    with pytest.raises(ToolkitError, match=r"pip install 'one-on-one-toolkit\[llm\]'"):
        Wording.configured({URL: "http://127.0.0.1:9/v1", MODEL: "small"})


def test_what_came_of_the_lines_is_told_in_a_sentence() -> None:
    assert summary([]) == "0 lines worded by the model."
    two = [Worded("a", "worded"), Worded("b", "worded"), Worded("c", "as written", "nothing is spoken")]
    assert summary(two) == "2 lines worded by the model; 1 as written (nothing is spoken: 1)."


def test_play_words_lines_where_it_is_configured(server: Served, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    server.says = IN_HER_VOICE
    lines = tmp_path / "lines.txt"
    lines.write_text(f"{ASK}\n", encoding="utf-8")
    arguments = ["play", SCENARIO.id, "--say", str(lines)]
    plain = CliRunner().invoke(main, arguments)
    monkeypatch.setenv(URL, server.url)
    monkeypatch.setenv(MODEL, "small")

    told = CliRunner().invoke(main, arguments)
    as_json = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).stdout)

    assert "worded" not in plain.stdout
    assert f"Ruth: {HATCH.says}" in plain.stdout
    assert f"Ruth: {IN_HER_VOICE}" in told.stdout
    assert "1 line worded by the model." in told.stdout
    assert as_json["turns"][1]["text"] == IN_HER_VOICE
    assert as_json["wording"] == [{"outcome": "worded", "why": ""}]


def test_play_says_what_is_wrong_with_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL, "http://127.0.0.1:9/v1")
    monkeypatch.delenv(MODEL, raising=False)

    done = CliRunner().invoke(main, ["play", SCENARIO.id], input="\n")

    assert done.exit_code == 2
    assert f"one-on-one: {URL} is set and {MODEL} is not" in done.stderr
