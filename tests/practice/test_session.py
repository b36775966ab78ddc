"""A talk being held: said, kept, ended and replayed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.content import Library
from toolkit.errors import ConversationError, StoreError
from toolkit.practice import Session, Step, play, rewind
from toolkit.practice.session import MAX_LINE

LIBRARY = Library.default()
SCENARIO = LIBRARY.scenario("gone_quiet")
RUBRIC = LIBRARY.rubric("one_on_one")
LINES = [line for walkthrough in SCENARIO.walkthroughs for line in walkthrough.manager]


def session_of(*lines: str) -> Session:
    session = Session(SCENARIO)
    for line in lines:
        session.say(line)
    return session


def look(session: Session) -> tuple:
    """Return everything that a session shows."""
    return session.state, session.steps[:], session.lines, session.transcript, session.ended, session.found


def test_a_talk_is_kept_turn_by_turn() -> None:
    session = Session(SCENARIO)

    taken = session.say("  Hello\x07 Ruth,\r\nhow are you?  ", at=2.5)

    mine, theirs = session.transcript.turns
    assert (mine.speaker, mine.text, mine.start) == ("manager", "Hello Ruth,\nhow are you?", 2.5)
    assert (theirs.speaker, theirs.text, theirs.name) == ("report", taken.reply, "Ruth")
    assert session.state == taken.state


def test_after_the_end_nothing_more_is_said() -> None:
    session = session_of("Hello.")

    last = session.end()

    assert session.transcript.turns[-1].text == last == session.farewell
    before = look(session)
    with pytest.raises(ConversationError, match=r"has ended\. Replay it"):
        session.say("One more thing.")
    assert look(session) == before


def test_ending_twice_says_goodbye_once() -> None:
    session = session_of("Hello.")

    assert session.end() == session.end()
    assert len(session.transcript.turns) == 3


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("", "Type a line first", id="nothing"),
        pytest.param(" \n\t\x00 ", "Type a line first", id="only blanks and controls"),
        pytest.param("a" * (MAX_LINE + 1), r"2,001 characters in one breath; 2,000 fit", id="too long"),
    ],
)
def test_a_line_that_cannot_be_said_changes_nothing(line: str, message: str) -> None:
    kept: list[Step] = []
    session = Session(SCENARIO, keep=lambda taken, at: kept.append(taken))
    session.say("Hello.")
    before = look(session)

    with pytest.raises(ConversationError, match=message):
        session.say(line)

    assert look(session) == before
    assert len(kept) == 1


def test_the_longest_line_can_be_said() -> None:
    assert session_of("a" * MAX_LINE + "  ").lines == ("a" * MAX_LINE,)


def test_what_could_not_be_kept_was_not_said() -> None:
    full = [False]

    def keep(taken: Step, at: float | None) -> None:
        if full[0]:
            raise StoreError("The disk is full.")

    session = Session(SCENARIO, keep=keep)
    session.say("Hello.")
    before, full[0] = look(session), True

    with pytest.raises(StoreError, match="disk is full"):
        session.say("How are your afternoons?")
    assert look(session) == before

    full[0] = False
    session.say("How are your afternoons?")
    assert look(session) == look(session_of("Hello.", "How are your afternoons?"))


def test_each_exchange_is_kept_once_with_its_time() -> None:
    kept: list[tuple[str, float | None]] = []
    session = Session(SCENARIO, keep=lambda taken, at: kept.append((taken.line, at)))

    session.say("Hello.", at=1.0)
    session.say("How are you?")

    assert kept == [("Hello.", 1.0), ("How are you?", None)]


@settings(deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=10), st.data())
def test_a_replay_stands_where_the_talk_stood_and_leaves_the_first_version_alone(
    lines: list[str], data
) -> None:
    first = session_of(*lines)
    if data.draw(st.booleans()):
        first.end()
    before, at = look(first), data.draw(st.integers(0, len(lines) - 1))

    again = rewind(first, 2 * at)

    assert look(again) == look(session_of(*lines[:at]))
    again.say("You should rest.")
    again.end()
    assert look(first) == before


def test_a_replay_keeps_only_what_is_new_in_it() -> None:
    kept: list[str] = []
    first = session_of("Hello.", "How are you?")

    again = rewind(first, 2, keep=lambda taken, at: kept.append(taken.line))
    assert kept == []
    again.say("How are your afternoons?")

    assert kept == ["How are your afternoons?"]


@pytest.mark.parametrize(
    "turn",
    [
        pytest.param(1, id="theirs"),
        pytest.param(4, id="after the last"),
        pytest.param(-2, id="before the first"),
        pytest.param(-1, id="before the first, odd"),
    ],
)
def test_a_replay_starts_at_a_line_of_ones_own(turn: int) -> None:
    session = session_of("Hello.", "How are you?")
    session.end()

    with pytest.raises(ConversationError, match=f"Turn {turn + 1} is not one of your lines"):
        rewind(session, turn)


def test_what_was_found_is_the_key_for_the_scorecard() -> None:
    session = play(SCENARIO, ["Hello.", "How are your afternoons?"])

    assert session.found.turns == {"alone_at_hatch": 2}
    assert session.found.weights == {fact.id: fact.depth for fact in SCENARIO.facts}
    assert session.score(RUBRIC).points is None


def test_a_played_talk_is_scored_like_its_transcript() -> None:
    session = play(SCENARIO, SCENARIO.walkthroughs[0].manager)

    card = session.score(RUBRIC)

    assert card.points == sum(s.points for s in card.graded) > 0
    assert session.ended
    assert {quote.turn % 2 for s in card.scores for quote in s.evidence} == {0}
