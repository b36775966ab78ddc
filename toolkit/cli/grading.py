"""Grading from the command line."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from toolkit.cli.output import JSON, dump
from toolkit.content import Library


@click.command()
@click.argument("exercise", type=click.Path(path_type=Path))
@click.option("--answers", required=True, type=click.Path(path_type=Path), help="An answers file, or a folder of them.")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Where notebooks and grades.csv go.")
@JSON
def grade(exercise: Path, answers: Path, out: Path, as_json: bool) -> None:
    """Grade EXERCISE (its folder or id) for every learner; exit with 2 when a file was refused."""
    # Imported here: papermill and pandas take a second that the other commands save.
    from toolkit.grading.cohort import answer_files, exercise_at, grade_cohort

    spec, library = exercise_at(exercise, Library.default())
    count = len(answer_files(answers))
    with click.progressbar(length=count, label="Grading", file=sys.stderr, hidden=as_json) as progress:
        result = grade_cohort(spec, library, answers, out, on_done=lambda name: progress.update(1))
    if as_json:
        grades = {learner: g.model_dump(mode="json") for learner, g in result.grades.items()}
        click.echo(dump({"exercise": spec.id, "grades": grades, "refused": [asdict(r) for r in result.refused]}))
    else:
        for learner, one in result.grades.items():
            click.echo(f"{learner}: {one.points:g} of {one.max_points:g}")
        click.echo(f"{len(result.grades)} graded, {len(result.refused)} refused. Grades: {out / 'grades.csv'}")
    for refused in result.refused:
        click.echo(f"refused: {refused.file}: {refused.code}: {refused.reason}", err=True)
    if result.refused:
        sys.exit(2)
