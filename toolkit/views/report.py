"""The debrief on a page: quotes first, verdicts second, one thing to try."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from toolkit.content import Fact, Mood, Question
from toolkit.feedback import Analysis, CriterionScore, Quote, Scorecard
from toolkit.grading import Grade, ItemGrade, Remark
from toolkit.practice import Debrief, Hidden, Learned, Moment, Session, debrief
from toolkit.views.charts import curves, figures, side_by_side, talk_share_picture, telling_picture
from toolkit.views.html import join, quote, tag
from toolkit.views.turns import turn_by_turn


def debrief_html(session: Session, scorecard: Scorecard) -> Markup:
    """Return the whole debrief of a talk with a simulated report."""
    found, analysis, name = debrief(session), session.analyse(), session.scenario.report.name
    return join(
        [
            _did_well(s for s in scorecard.graded if s.level is s.criterion.levels[0]),
            _learned(found, name),
            _hidden(found, session),
            _hints(len(session.hints)),
            tag("h3", "The talk in pictures"),
            figures(talk_share_picture(analysis, name), telling_picture(analysis)),
            _one_thing(scorecard, found.worst),
            scorecard_html(scorecard),
            turn_by_turn(analysis, name),
        ]
    )


def real_debrief_html(analysis: Analysis, scorecard: Scorecard) -> Markup:
    """Return the debrief of a real talk, of which nobody knows what stayed unsaid."""
    name = "Your report"
    about = "The points are for you, about this one talk. They are not made for rating anybody, and they cannot hear a tone of voice."
    return join(
        [
            # Real talks are seldom at their best: what was done at all deserves its quotes.
            _did_well(s for s in scorecard.graded if s.level is not s.criterion.levels[-1]),
            tag("h3", "The talk in pictures"),
            figures(talk_share_picture(analysis, name), telling_picture(analysis)),
            Markup("") if scorecard.too_short else _one_thing(scorecard, None),
            scorecard_html(scorecard),
            tag("p", _LONGER if scorecard.too_short else about),
            turn_by_turn(analysis, name, unfolded=True),
        ]
    )


_LONGER = "That says nothing against the talk. Read it below, and bring a longer one when you have it: a usual half hour is plenty."


def _did_well(scores: Iterable[CriterionScore]) -> Markup:
    strong = [s for s in scores if s.evidence and _is_a_deed(s)]
    if not strong:
        return Markup("")
    items = (
        tag("li", join([_quoted(s.evidence[:2]), tag("br"), s.verdict])) for s in strong
    )
    return join([tag("h3", "What you did well, in your words"), tag("ul", *items)])


def _is_a_deed(score: CriterionScore) -> bool:
    """Whether the best level is reached by doing something, so that its quotes show it. Not telling has no quote."""
    return score.criterion.levels[0].at_least is not None


def _quoted(evidence: tuple[Quote, ...]) -> Markup:
    return Markup(" ").join(tag("span", quote(q.text), f" (turn {q.turn + 1})") for q in evidence)


def _learned(found: Debrief, name: str) -> Markup:
    if not found.learned:
        return join([tag("h3", "What you found out"), tag("p", f"{name} told you nothing that was not said before.")])
    return join(
        [tag("h3", f"What you found out ({len(found.learned)})"), tag("ul", *(_learned_item(one) for one in found.learned))]
    )


def _learned_item(one: Learned) -> Markup:
    how = "It came of itself, after " if one.disclosure.how == "volunteered" else "It came out after "
    source = tag("span", how, quote(one.line), f" (turn {one.disclosure.turn + 1}).", class_="oo-quiet")
    return tag("li", one.fact.text, tag("br"), source)


def _hidden(found: Debrief, session: Session) -> Markup:
    if not found.hidden:
        return tag("p", "Nothing that was there to find stayed hidden.")
    return join(
        [
            tag("h3", f"What stayed hidden ({len(found.hidden)})"),
            tag("ul", *(_hidden_item(one, session) for one in found.hidden)),
        ]
    )


def _hidden_item(one: Hidden, session: Session) -> Markup:
    name, area = session.scenario.report.name, session.scenario.areas[one.fact.area]
    if one.near_miss:
        lacking = "trust you enough yet" if one.near_miss.lacked == "trust" else "feel like talking just then"
        why = join(["You came near it with ", quote(one.line), f" (turn {one.near_miss.turn + 1}). {name} did not {lacking}."])
    elif one.waits_for:
        why = join([f"It comes after something else that stayed hidden: {session.scenario.areas[one.waits_for[0].area]}."])
    else:
        why = join([f"No line of yours came near this ({area})."])
    opener = join(["A line that opens it, once the mood is right: ", quote(one.fact.opens_with)])
    return tag("li", one.fact.text, tag("br"), tag("span", why, " ", opener, class_="oo-quiet"))


def _hints(taken: int) -> Markup:
    return tag("p", f"You took {taken} hint{'s' * (taken > 1)}.") if taken else Markup("")


def quiz_html(session: Session, chosen: Mapping[str, str | None]) -> Markup:
    """Return what somebody took to be going on beside what is, and the fact it rests on; nothing when all was left open."""
    if not any(chosen.values()):
        return Markup("")
    right = sum(chosen.get(question.id) == question.choices[question.answer] for question in session.questions)
    return join(
        [
            tag("h3", f"What is really going on: {right} of {len(session.questions)}"),
            tag("ul", *(_answered(question, chosen.get(question.id), session) for question in session.questions)),
        ]
    )


def _answered(question: Question, chosen: str | None, session: Session) -> Markup:
    so = question.choices[question.answer]
    if chosen == so:
        verdict = join([tag("strong", "Right: "), so])
    else:
        yours = [tag("strong", "Not so: "), chosen] if chosen else [tag("strong", "Left open.")]
        verdict = join([*yours, tag("br"), tag("strong", "So it is: "), so])
    rests_on = tag("span", "It rests on this: ", session.scenario.fact(question.about).text, class_="oo-quiet")
    return tag("li", question.question, tag("br"), verdict, tag("br"), rests_on)


def _one_thing(scorecard: Scorecard, worst: Moment | None) -> Markup:
    if scorecard.one_thing:
        text = scorecard.one_thing.next_try
    elif scorecard.too_short:
        text = "Stay a little longer. Ask about one thing you noticed, and give back what you hear before you ask the next."
    else:
        text = "Take this into your next real 1:1: give back one thing they say before you ask anything else."
    moment = (
        tag("p", "The line that cost you most was ", quote(worst.line), f" (turn {worst.turn + 1}). It is a good one to replay.")
        if worst
        else ""
    )
    return tag("div", tag("h3", "One thing to try", style="margin-top:0"), tag("p", text), moment, class_="oo-one")


def scorecard_html(scorecard: Scorecard) -> Markup:
    """Return a scorecard: points with the words they rest on, then what is only shown."""
    if scorecard.too_short:
        return join([tag("h3", "Scorecard"), tag("p", scorecard.too_short)])
    title = tag("h3", f"Scorecard: {scorecard.points} of {scorecard.max_points} points")
    shown = [
        tag("li", tag("strong", s.criterion.title), f": {s.verdict} ", _value(s)) for s in scorecard.shown
    ]
    return join(
        [
            title,
            *(_score_html(score) for score in scorecard.graded),
            tag("h4", "Shown, not graded"),
            tag("ul", *shown),
        ]
    )


def _value(score: CriterionScore) -> str:
    value = score.value or 0.0
    return f"({value:.0%})" if score.criterion.measure.endswith("share") else f"({value:.0f})"


def _score_html(score: CriterionScore) -> Markup:
    return _remark_html(
        title=score.criterion.title,
        points=f"{score.points} of {score.criterion.max_points}",
        quotes=tuple(q.text for q in score.evidence),
        text=score.verdict,
        next_try=score.next_try,
        about=f"{score.criterion.why} It cannot judge: {score.criterion.cannot_judge}",
    )


def _remark_html(
    *, title: str, points: str, quotes: tuple[str, ...], text: str, next_try: str, about: str = ""
) -> Markup:
    return tag(
        "div",
        tag("h4", title, tag("span", points, class_="oo-points")),
        tag("p", Markup(" · ").join(quote(q) for q in quotes)) if quotes else "",
        tag("p", text),
        tag("p", tag("strong", "Try: "), next_try, class_="oo-try") if next_try else "",
        tag("details", tag("summary", "Why this, and what it cannot judge"), tag("p", about)) if about else "",
        class_="oo-score",
    )


def grade_html(grade: Grade) -> Markup:
    """Return the feedback on an exercise: item by item, quotes first."""
    return join([tag("h3", grade_points(grade)), left_out_html(grade), *(item_html(item) for item in grade.items)])


def grade_points(grade: Grade) -> str:
    """Return the points out of those that were to be had: what was not scored is no zero."""
    scored = [item for item in grade.items if item.points is not None]
    if not scored:
        return "No points yet: nothing was scored."
    if len(scored) == len(grade.items):
        return f"{grade.points:g} of {grade.max_points:g} points"
    return f"{grade.points:g} of the {sum(item.max_points for item in scored):g} points that could be scored"


def left_out_html(grade: Grade) -> Markup:
    """Return what was not scored, by its title; nothing where everything was."""
    titles = [item.title for item in grade.items if item.points is None]
    return tag("p", f"Not scored: {', '.join(titles)}. That counts neither right nor wrong.") if titles else Markup("")


def item_html(item: ItemGrade) -> Markup:
    """Return the feedback on one item."""
    got = "not scored" if item.points is None else f"{item.points:g} of {item.max_points:g}"
    hidden = [remark for remark in item.remarks if remark.hidden]
    said = [remark for remark in item.remarks if not remark.hidden]
    return join(
        [
            tag("h3", f"{item.title}: {got}"),
            *(remark_html(remark) for remark in said),
            _hidden_remarks(hidden),
        ]
    )


def remark_html(remark: Remark) -> Markup:
    """Return one thing said about an answer."""
    points = "" if remark.points is None else f"{remark.points:g} of {remark.max_points:g}"
    return _remark_html(
        title=remark.title, points=points, quotes=remark.quotes, text=remark.text, next_try=remark.next_try
    )


def _hidden_remarks(remarks: list[Remark]) -> Markup:
    if not remarks:
        return Markup("")
    items = (tag("li", r.text, tag("br"), tag("span", "A line that opens it: ", r.next_try, class_="oo-quiet")) for r in remarks)
    return join([tag("h4", f"What stayed hidden ({len(remarks)})"), tag("ul", *items)])


def comparison_html(first: Session, second: Session, cards: tuple[Scorecard, Scorecard], turn: int) -> Markup:
    """Return two versions of a talk side by side, from the line at which they part."""
    found = (_found(first), _found(second))
    at = turn // 2
    rows = [
        ("Your line", quote(first.lines[at]), quote(second.lines[at]) if len(second.lines) > at else ""),
        ("Answer", quote(first.steps[at].reply), quote(second.steps[at].reply) if len(second.steps) > at else ""),
        ("Found out", str(len(found[0])), str(len(found[1]))),
        ("Found out here only", _texts(found[0], but=found[1]), _texts(found[1], but=found[0])),
        ("Trust, openness at the end", _mood(first), _mood(second)),
        ("Points", _points(cards[0]), _points(cards[1])),
    ]
    head = tag("tr", tag("td"), *(tag("th", version, scope="col", style="width:42%") for version in ("First version", "This version")))
    body = (tag("tr", tag("th", label, scope="row"), tag("td", a), tag("td", b)) for label, a, b in rows)
    name = first.scenario.report.name
    moods = (_moods(first), _moods(second))
    trust, openness = ([[getattr(mood, what) for mood in talk] for talk in moods] for what in ("trust", "openness"))
    return join(
        [
            tag("h3", f"The two versions, from turn {turn + 1} on"),
            tag("table", head, *body),
            side_by_side(
                curves(f"How far {name} trusted you", trust[0], trust[1], at),
                curves(f"How open {name} was", openness[0], openness[1], at),
            ),
        ]
    )


def _found(session: Session) -> list[Fact]:
    return [session.scenario.fact(d.fact) for d in session.state.disclosed]


def _texts(found: list[Fact], *, but: list[Fact]) -> Markup | str:
    only = [tag("li", fact.text) for fact in found if fact not in but]
    return tag("ul", *only) if only else "nothing"


def _moods(session: Session) -> list[Mood]:
    """Return the mood before the first line and after each."""
    return [session.start.mood, *(step.state.mood for step in session.steps)]


def _mood(session: Session) -> str:
    mood = session.state.mood
    return f"{mood.trust} and {mood.openness} of 100"


def _points(card: Scorecard) -> str:
    return "too short to score" if card.points is None else f"{card.points} of {card.max_points}"
