"""Every behaviour is seen where its own examples say so, and nowhere that they say it is not."""

from __future__ import annotations

import time

import pytest

from toolkit.feedback import BEHAVIOURS, observe


def seen(line: str, before: str = "") -> set[str]:
    return {observation.behaviour for observation in observe(line, before)}


def examples(which: str) -> list:
    return [
        pytest.param(b.name, *(example if isinstance(example, tuple) else ("", example)), id=f"{b.name}-{i}")
        for b in BEHAVIOURS.values()
        for i, example in enumerate(getattr(b, which))
    ]


@pytest.mark.parametrize(("name", "before", "line"), examples("yes"))
def test_a_behaviour_is_seen_in_the_lines_that_show_it(name: str, before: str, line: str) -> None:
    assert name in seen(line, before)


@pytest.mark.parametrize(("name", "before", "line"), examples("no"))
def test_a_behaviour_is_not_seen_in_the_lines_that_do_not(name: str, before: str, line: str) -> None:
    assert name not in seen(line, before)


@pytest.mark.parametrize("behaviour", BEHAVIOURS.values(), ids=lambda b: b.name)
def test_every_behaviour_says_what_it_is_and_shows_both_sides(behaviour) -> None:
    assert behaviour.meaning.endswith(".")
    assert len(behaviour.yes) >= 2
    assert len(behaviour.no) >= 2


PAIRS = [
    ("advice", "You should leave.", "I would never tell you that you should leave."),
    ("advice", "I tell you, you should leave.", "They told you that you should leave."),
    ("advice", "You must try harder.", "Nobody is saying you must try harder."),
    ("advice", "You need to speak up.", "I won't say you need to speak up."),
    ("advice", "You should have caught it.", "You think you should have caught it."),
    ("dismissal", "Don't worry about it.", 'I would never say "don\'t worry about it".'),
    ("dismissal", "You'll be fine.", "It was wrong to tell you that you'll be fine."),
    ("dismissal", "Calm down.", "You were told to calm down."),
    ("dismissal", "It could be worse.", "I'm not going to say it could be worse."),
    ("dismissal", "Look on the bright side.", "People keep telling you to look on the bright side."),
    ("self_reference", "I know how you feel.", "I won't pretend I know how you feel."),
    ("commitment", "I'll have it by Friday.", "I can't promise I'll have it by Friday."),
    ("confidentiality_promise", "This stays between us.", "I can't promise that this stays between us."),
    ("affirmation", "I noticed that you stayed.", "I didn't notice that you stayed."),
    ("apology", "I'm sorry about that.", "I'm not sorry about that."),
    ("advice", "Tell her on Monday.", "I would never ask you to tell her on Monday."),
    ("dismissal", "Everybody makes mistakes.", "I'm not going to say everybody makes mistakes."),
    ("dismissal", "You're too hard on yourself.", "They keep saying you're too hard on yourself."),
    ("over_promise", "You'll get the promotion.", "I can't promise you'll get the promotion."),
    ("over_promise", "Consider it done.", "I never said consider it done."),
    ("commitment", "I can sign that Thursday.", "You should have it signed by Thursday."),
]


@pytest.mark.parametrize(("name", "says", "rejects"), [pytest.param(*p, id=f"{p[0]}: {p[2]}") for p in PAIRS])
def test_saying_something_differs_from_saying_that_one_would_not(name: str, says: str, rejects: str) -> None:
    assert name in seen(says)
    assert name not in seen(rejects)


@pytest.mark.parametrize("name", BEHAVIOURS)
@pytest.mark.parametrize(
    "change",
    [str.upper, lambda s: s.replace("'", "’"), lambda s: f"  {s}  "],
    ids=["upper", "curly", "edges"],
)
def test_case_apostrophes_and_edges_change_nothing(name: str, change) -> None:
    for example in BEHAVIOURS[name].yes:
        before, line = example if isinstance(example, tuple) else ("", example)

        assert name in seen(change(line), before), line


def test_a_question_is_heard_without_its_mark() -> None:
    line = "that was loud and what did you say to him then and are you still angry"

    assert {"open_question", "closed_question"} <= seen(line)


def test_a_reflection_that_ends_in_an_argument_is_still_one_with_the_telling_beside_it() -> None:
    before = "She is loud, but the patients love her, and I am the one who writes it all up at night, every night."

    assert {"reflection", "advice"} <= seen("She's loved, and you're up at night. But you should see her side.", before)


def test_the_same_line_many_times_shows_nothing_that_once_does_not() -> None:
    before = "They moved my desk to the corridor while I was on leave, and no one rang to tell me so."

    assert seen("The corridor. " * 50, before) <= seen("The corridor.", before) | {"information"}


HOSTILE = [
    "a" * 100_000,
    "you " * 20_000,
    "?" * 50_000,
    " " * 50_000,
    "m" * 50_000 + "x",
    "mm hm " * 10_000 + "x",
    "ok " * 20_000 + "x",
    "? " * 20_000,
    "a? " * 20_000,
    "a. " * 20_000,
    "so " * 20_000,
    "and what " * 10_000 + "?",
    "you said " * 10_000,
    "when will the " * 5_000,
    "they keep saying " * 5_000,
    "a-" * 40_000,
    "[" * 50_000,
    '"' * 50_000,
    "i'll " * 20_000,
    "so what did you say " * 5_000,
    "are you " * 12_000,
    "my first boss had " * 5_000,
    "a, and " * 14_000,
    "word- \n" * 14_000,
]  # fmt: skip


@pytest.mark.parametrize("line", [pytest.param(line, id=f"{line[:12]!r}x{len(line)}") for line in HOSTILE])
def test_no_line_takes_for_ever(line: str) -> None:
    start = time.process_time()

    observe(line, line)

    # Catastrophic patterns take minutes here; the bound leaves room for a slow machine.
    assert time.process_time() - start < 4
