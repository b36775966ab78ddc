"""The command `one-on-one`. Each command calls one function that a notebook could call as well."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

import click

from toolkit.check import check as check_content
from toolkit.check import content_files
from toolkit.cli.gradebook import gradebook
from toolkit.cli.grading import grade
from toolkit.cli.output import JSON, dump
from toolkit.content import Library, new_scenario
from toolkit.content.authoring import KINDS, schema_text
from toolkit.content.practices import coverage_table
from toolkit.conversation import Transcript, read_transcript
from toolkit.conversation import without_names as redacted
from toolkit.errors import ConversationError, ToolkitError
from toolkit.feedback import Analysis, Scorecard, analyse, listening_balance, score, tell_share
from toolkit.feedback.corpus import read_corpus, stripped
from toolkit.feedback.evaluation import figures, milliseconds_per_utterance, read_all
from toolkit.practice import Session, Wording, debrief
from toolkit.practice.wording import summary

_DEFAULT_RUBRIC = "one_on_one"


class _Commands(click.Group):
    """Prints the text of a user's mistake and exits with 2; anything else keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ToolkitError as error:
            click.echo(f"one-on-one: {error}", err=True)
            ctx.exit(2)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="one-on-one-toolkit", prog_name="one-on-one")
def main() -> None:
    """Practise 1:1s, read how they went, and grade exercises."""


@main.command()
@click.argument("scenario")
@click.option("--say", type=click.File(encoding="utf-8-sig"), help="Say the lines of this file, one turn a line; - for standard input.")
@JSON
def play(scenario: str, say: Any, as_json: bool) -> None:
    """Hold a talk with the person in SCENARIO, here in the terminal. An empty line ends it."""
    library = Library.default()
    session = Session(library.scenario(scenario), wording=Wording.configured())
    if say is None and not as_json:
        card = session.scenario.manager_card
        click.echo("\n".join([session.scenario.title, "", card.who, card.why, *(f"- {line}" for line in card.noticed), ""]))
    for line in _typed() if say is None else _lines(say):
        if line:
            reply = session.say(line).reply
            if not as_json:
                click.echo(f"You: {line}\n{session.scenario.report.name}: {reply}" if say else f"{session.scenario.report.name}: {reply}")
    session.end()
    scorecard = session.score(library.rubric(session.scenario.rubric))
    click.echo(dump(_played(session, scorecard)) if as_json else _talk_report(session, scorecard))


def _typed() -> Iterator[str]:
    """Yield what is typed until an empty line, the end of the input or Ctrl-C, which end the talk and lose nothing."""
    with suppress(click.Abort):
        while line := click.prompt("You", default="", show_default=False, err=True).strip():
            yield line


def _lines(file: TextIO) -> Iterator[str]:
    try:
        yield from (line.strip() for line in file)
    except UnicodeDecodeError:
        raise ConversationError(f"{file.name} is not UTF-8 text. Save it as UTF-8 and try again.") from None


def _played(session: Session, scorecard: Scorecard) -> dict[str, Any]:
    how = {d.fact: d.how for d in session.state.disclosed}
    return {
        "scenario": session.scenario.id,
        "turns": _turns(session.transcript),
        "facts": [
            {"id": fact.id, "disclosed": fact.id in how, "how": how.get(fact.id)} for fact in session.scenario.facts
        ],
        "scorecard": _scorecard(scorecard),
        **({"wording": [{"outcome": one.outcome, "why": one.why} for one in session.worded]} if session.wording else {}),
    }


def _turns(transcript: Transcript) -> list[dict[str, str]]:
    return [{"speaker": turn.speaker, "text": turn.text} for turn in transcript.turns]


def _scorecard(scorecard: Scorecard) -> dict[str, Any]:
    return {
        "rubric": scorecard.rubric.id,
        "points": scorecard.points,
        "max_points": scorecard.max_points,
        "too_short": scorecard.too_short or None,
        "criteria": [
            {
                "id": s.criterion.id,
                "graded": s.criterion.graded,
                "value": s.value,
                "points": None if s.level is None else s.points,
                "max_points": s.criterion.max_points,
                "decided_by": s.criterion.decided_by,
                "evidence": [asdict(quote) for quote in s.evidence],
                "next_try": s.next_try or None,
            }
            for s in scorecard.scores
        ],
    }


def _talk_report(session: Session, scorecard: Scorecard) -> str:
    found, name = debrief(session), session.scenario.report.name
    lines = [f"{name}: {session.farewell}", "", f"What you found out ({len(found.learned)}):"]
    lines += [f"  - {one.fact.text}" for one in found.learned]
    lines += ["", f"What stayed hidden ({len(found.hidden)}):"]
    lines += [f"  - {one.fact.text}\n    would open it: {one.fact.opens_with}" for one in found.hidden]
    lines += ["", summary(session.worded)] if session.wording else []
    return "\n".join([*lines, "", _scorecard_text(scorecard)])


def _scorecard_text(scorecard: Scorecard) -> str:
    if scorecard.too_short:
        return scorecard.too_short
    lines = [f"Scorecard: {scorecard.points} of {scorecard.max_points} points"]
    for s in scorecard.graded:
        lines.append(f"  {s.points} of {s.criterion.max_points}  {s.criterion.title}: {s.verdict}")
        lines += [f"          “{quote.text}”" for quote in s.evidence[:2]]
        lines += [f"          Try: {s.next_try}"] if s.next_try else []
    return "\n".join(lines)


@main.command(name="analyse")
@click.argument("transcript", type=click.Path(path_type=Path))
@click.option("--manager", metavar="NAME", help="Who of the speakers is the manager, as the file writes the name.")
@click.option("--report", metavar="NAME", help="Who is the report, where more than two people speak.")
@click.option("--other", "others", metavar="NAME", multiple=True, help="Who else speaks; once given, nobody but those named does.")
@click.option("--without-names", is_flag=True, help="Put roles for names, and take out e-mail addresses, telephone numbers and links.")
@click.option("--also", metavar="NAME", multiple=True, help="With --without-names: a name that is only spoken of, to take out too.")
@JSON
def analyse_command(
    transcript: Path,
    manager: str | None,
    report: str | None,
    others: tuple[str, ...],
    without_names: bool,
    also: tuple[str, ...],
    as_json: bool,
) -> None:
    """Read a TRANSCRIPT (`Name: text` lines, WebVTT, SRT, Zoom, Otter or .chat) and say what the manager did."""
    if also and not without_names:
        raise click.UsageError("--also takes out names only together with --without-names.")
    talk = read_transcript(transcript, manager, report, others=others or None)
    analysis = analyse(redacted(talk, also) if without_names else talk)
    scorecard = score(analysis, Library.default().rubric(_DEFAULT_RUBRIC))
    if as_json:
        click.echo(dump(_analysed(analysis, scorecard)))
        return
    for name, value in _metrics(analysis).items():
        click.echo(f"{name.replace('_', ' ')}: {'nothing to measure' if value is None else f'{value:.0%}'}")
    unsure = sum(reading.unsure for reading in analysis.readings.values())
    click.echo(f"unsure: {unsure} of the manager's {len(analysis.readings)} turns")
    for o in analysis.observations:
        click.echo(f"  turn {o.turn + 1:>3}  {o.behaviour:<24} “{o.quote}”")
    click.echo(_scorecard_text(scorecard))


def _metrics(analysis: Analysis) -> dict[str, float | None]:
    return {
        "talk_share": analysis.transcript.talk_share,
        "tell_share": tell_share(analysis),
        "listening_balance": listening_balance(analysis),
    }


def _analysed(analysis: Analysis, scorecard: Scorecard) -> dict[str, Any]:
    return {
        "turns": _turns(analysis.transcript),
        "metrics": _metrics(analysis),
        "readings": [
            {"turn": turn, "act": reading.act, "unsure": reading.unsure, "likelihoods": asdict(reading)}
            for turn, reading in analysis.readings.items()
        ],
        "observations": [
            {"turn": o.turn, "behaviour": o.behaviour, "quote": o.quote, "confidence": o.confidence}
            for o in analysis.observations
        ],
        "scorecard": _scorecard(scorecard),
    }


@main.command()
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option("--strip", is_flag=True, help="Remove punctuation and capitals first, as a speech recogniser writes.")
@JSON
def evaluate(corpus: Path, strip: bool, as_json: bool) -> None:
    """Say how well the reader reads CORPUS, a CSV of conversations coded by people."""
    talks = read_corpus(corpus)
    found = figures(read_all(stripped(talks) if strip else talks, Library.default().rubric(_DEFAULT_RUBRIC)))
    found["ms_per_utterance"] = milliseconds_per_utterance(talks)
    if as_json:
        click.echo(dump(found))
        return
    for name, value in {**found, **found["f1"], **{f"AUC {k}": v for k, v in found["auc"].items()}}.items():
        if not isinstance(value, dict):
            click.echo(f"{name.replace('_', ' '):<24}{'nothing to measure' if value is None else value}")


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--coverage", "show_coverage", is_flag=True, help="Print which exercise asks for which practice, and how it is graded.")
@JSON
def check(paths: tuple[Path, ...], show_coverage: bool, as_json: bool) -> None:
    """Say everything that is wrong with the content files at PATHS, or with all of them."""
    library = Library.default()
    if show_coverage:
        click.echo(coverage_table(library.practices(), map(library.exercise, library.exercise_files())), nl=False)
        return
    count = len(content_files(paths, library))
    # The whole library takes some seconds; where nobody watches, or for one file, there is nothing to show.
    hidden = as_json or count < 2 or not sys.stderr.isatty()
    with click.progressbar(length=count, label="Checking", file=sys.stderr, hidden=hidden) as progress:
        checked = check_content(paths, library, on_done=lambda file: progress.update(1))
    if as_json:
        click.echo(dump({"files": checked.files, "problems": [asdict(p) for p in checked.problems]}))
    else:
        for problem in checked.problems:
            click.echo(str(problem), err=True)
        click.echo(f"{checked.files} files checked, {len(checked.problems)} problems.")
    if checked.problems:
        sys.exit(2)


@main.command()
@click.argument("kind", type=click.Choice(["scenario"]))
@click.argument("id")
def new(kind: str, id: str) -> None:
    """Write a small scenario that works under the name ID, for you to write over."""
    path = new_scenario(Library.default(), id)
    click.echo(f"{path}\nWrite your own person over it. Then: one-on-one check {path} and one-on-one play {id}.")


@main.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
def schema(kind: str) -> None:
    """Print the JSON Schema of a KIND of content file, for editors that complete and check."""
    click.echo(schema_text(kind), nl=False)


@main.command(name="map")
@click.argument("scenario")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where the picture goes; else SCENARIO.svg here.")
def map_command(scenario: str, out: Path | None) -> None:
    """Draw what leads where in SCENARIO: its facts by depth, what each takes, and what comes first."""
    from toolkit.views.map import scenario_map  # widgets take a moment to import

    path = out or Path(f"{scenario}.svg")
    path.write_text(str(scenario_map(Library.default().scenario(scenario))), encoding="utf-8")
    click.echo(f"Drawn: {path}")


for command in (grade, gradebook):
    main.add_command(command)
