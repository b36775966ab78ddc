"""The gradebook from the command line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from toolkit.cli.output import JSON, dump
from toolkit.content import Library

if TYPE_CHECKING:
    from toolkit.grading.gradebook import By, Gradebook
    from toolkit.grading.lms import Exported, Identifier

_FOR: Final = {
    "by": ("csv",),
    "quotes": ("xlsx", "html"),
    "template": ("canvas",),
    "column": ("canvas",),
    "identifier": ("moodle",),
    "home_page": ("xapi",),
}
"""Options that only some formats know."""


@click.command()
@click.option("--grades", required=True, type=click.Path(path_type=Path, file_okay=False), help="The folder that `one-on-one grade` wrote.")
@click.option("--format", "form", required=True, type=click.Choice(["csv", "xlsx", "html", "canvas", "moodle", "xapi"]), help="For a spreadsheet, a browser, Canvas, Moodle, or an xAPI store.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@click.option("--policy", type=click.Choice(["best", "last"]), default="best", show_default=True, help="Which of several attempts counts.")
@click.option("--due", metavar="EXERCISE=WHEN", multiple=True, help="Until when it may be handed in, such as 2026-12-01T17:00, or 2026-12-01 for the end of that day; UTC unless a time ends in a zone such as +01:00.")
@click.option("--roster", type=click.Path(path_type=Path, dir_okay=False), help="A CSV file of who should be in it: learner, and any of name, email, idnumber, canvas_id, sis_user_id, sis_login_id, section.")
@click.option("--by", type=click.Choice(["exercises", "items", "criteria"]), help="csv: a row for each learner and a column for each of these.")
@click.option("--quotes", is_flag=True, default=None, help="xlsx, html: show where a cohort goes wrong in learners' own words.")
@click.option("--template", type=click.Path(path_type=Path, dir_okay=False), help="canvas: the file that Canvas exported; it is filled in, and nothing else in it changes. Without one, Canvas makes a new assignment of each exercise.")
@click.option("--column", metavar="EXERCISE=NAME", multiple=True, help="canvas: which column is which exercise's, such as 'Assignment name (123)'; else the one with its title.")
@click.option("--identifier", type=click.Choice(["email", "idnumber"]), help="moodle: how Moodle knows who is who [default: email].")
@click.option("--home-page", metavar="URL", help="xapi: the system that the learners' names are accounts of.")
@JSON
def gradebook(
    grades: Path,
    form: str,
    out: Path,
    policy: Literal["best", "last"],
    due: tuple[str, ...],
    roster: Path | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Write all grades of a folder to one file: a spreadsheet, a page, or what Canvas, Moodle and xAPI take in.

    What was not attempted stays empty. For Moodle each exercise has a file of its own, without those who have not begun it.
    """
    for name, forms in _FOR.items():
        if given[name] and form not in forms:
            raise click.UsageError(f"--{name.replace('_', '-')} is for {' and '.join(forms)}, not for {form}.")
    # Imported here: pandas takes a second that the other commands save.
    from toolkit.grading.gradebook import read_gradebook
    from toolkit.grading.roster import read_roster

    book = read_gradebook(
        grades,
        Library.default(),
        policy=policy,
        due={exercise: _time(when) for exercise, when in _pairs("--due", due).items()},
        roster=read_roster(roster) if roster else (),
    )
    written = _write(book, form, out, grades=grades, **given)
    waiting = int(book.grades["open"].sum())
    if as_json:
        click.echo(dump({"files": [str(file) for file in written.files], "learners": len(book.people), "open": waiting, "notes": list(written.notes)}))
        return
    for note in written.notes:
        click.echo(note, err=True)
    where = ", ".join(map(str, written.files))
    learners = "1 learner" if len(book.people) == 1 else f"{len(book.people)} learners"
    criteria = "1 criterion still waits" if waiting == 1 else f"{waiting or 'no'} criteria still wait"
    click.echo(f"{where}: {learners}; {criteria} for a person.")


def _write(
    book: Gradebook,
    form: str,
    out: Path,
    *,
    grades: Path,
    by: By | None,
    quotes: bool | None,
    template: Path | None,
    column: tuple[str, ...],
    identifier: Identifier | None,
    home_page: str | None,
) -> Exported:
    from toolkit.grading import exports, lms

    match form:
        case "csv":
            exports.write_csv(book, out, by)
        case "xlsx":
            exports.write_xlsx(book, out, quotes=bool(quotes))
        case "xapi":
            exports.write_xapi(book, out, home_page or exports.HOME_PAGE)
        case "canvas":
            return lms.write_canvas(book, out, template=template, columns=_pairs("--column", column))
        case "moodle":
            return lms.write_moodle(book, out, identifier or "email")
        case "html":
            from toolkit.views.gradebook import gradebook_page, read_flags

            exports.write_file(out, str(gradebook_page(book, read_flags(grades), quotes=bool(quotes))))
    return lms.Exported((out,))


def _pairs(option: str, given: Iterable[str]) -> dict[str, str]:
    """Return what stands before the first `=` → what stands behind it."""
    pairs: dict[str, str] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not (name and equals and value) or name in pairs:
            raise click.UsageError(f"{option} is given once for each exercise, as EXERCISE=…; not '{one}'.")
        pairs[name] = value
    return pairs


def _time(text: str) -> datetime:
    from toolkit.grading.rows import due_time

    try:
        return due_time(text)
    except ValueError:
        raise click.UsageError(f"--due takes a day and a time such as 2026-12-01T17:00, not '{text}'.") from None
