"""A gradebook for Canvas and Moodle, as they import grades. People are matched by what names them exactly, never guessed.

What the two do with a file follows from their own importers (`lib/gradebook_importer.rb` of canvas-lms and
`grade/import/csv/classes/load_data.php` of Moodle):

* Canvas takes an empty cell over an existing score for a change, and makes an assignment of each column that it does not know.
* Canvas's word for who is excused, `EX`, is a person's decision, and a score over it would take it back.
* Moodle takes an empty grade over an existing one for a change, and imports nothing at all when one row's person is unknown.

Both know points out of those of the whole exercise only: what could not be scored is missing in them, unlike in a `share`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, NamedTuple

import pandas as pd

from toolkit.content import ExerciseSpec
from toolkit.errors import GradingError
from toolkit.grading.exports import write_file, write_frame
from toolkit.grading.gradebook import Gradebook, plain
from toolkit.grading.roster import Person
from toolkit.grading.tables import harmless


class Exported(NamedTuple):
    """What was written, and what its reader should know."""

    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()


def _listed(learners: Sequence[str]) -> str:
    return ", ".join(learners[:20]) + (f" and {len(learners) - 20} more" if len(learners) > 20 else "")


# --- Canvas ---------------------------------------------------------------------------------------------------------

_IDS: Final = {"SIS Login ID": "sis_login_id", "SIS User ID": "sis_user_id", "ID": "canvas_id"}
"""Columns by which Canvas names a person, and ours."""

_NAMES: Final = ("Student", "LastName")
"""How the first column is called: some accounts have last and first names apart."""

_OWN: Final = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")

_KNOWN: Final = re.compile(r" \(\d+\)$")
"""How Canvas's name for an assignment that it has ends."""

_POINTS_POSSIBLE: Final = "Points Possible"

_DECIDED: Final = ("ex", "n/a")
"""What stands in place of a score where somebody is excused, or an assignment is not set for them."""


def write_canvas(
    book: Gradebook, path: Path, *, template: Path | None = None, columns: Mapping[str, str] | None = None
) -> Exported:
    """Write a CSV file for Canvas: the one that Canvas exported with its grades filled in, or one of our own.

    `columns` says which column of the template is which exercise's, where the title does not; of our own file Canvas makes
    new assignments.
    """
    if template is None:
        write_frame(path, _own_table(book, columns or {}))
        left = [one.learner for one in book.people if any(harmless(id) != id for id in _ids_of(one).values())]
        return Exported((path,), (f"An id of these cannot be handed on safely and was left out: {_listed(left)}.",) if left else ())
    text, notes = _filled(book, _template(template), columns or {}, str(template))
    write_file(path, text)
    return Exported((path,), notes)


def _own_table(book: Gradebook, columns: Mapping[str, str]) -> pd.DataFrame:
    _check_known(book, columns)
    titles = {spec.id: columns.get(spec.id, spec.title) for spec in book.exercises}
    for id, title in titles.items():
        if _KNOWN.search(title):
            raise GradingError(f"'{title}' is an assignment that Canvas has. Export its gradebook from there and give it with --template.")
        if title in _OWN:
            raise GradingError(f"'{title}' is a column of Canvas's own. Give the exercise another: --column {id}='NAME'.")
    for one in book.people:
        # Canvas reads a number as far as it goes: of 12abc, 12, which is somebody else.
        if one.canvas_id and not re.fullmatch("[0-9]+", one.canvas_id):
            raise GradingError(f"'{one.canvas_id}' of {one.learner} is no ID of Canvas, which is a whole number. Put it right in the roster.")
    if twice := [title for title, count in Counter(titles.values()).items() if count > 1]:
        raise GradingError(f"Two exercises are called '{twice[0]}'. Give each its own: --column EXERCISE='NAME'.")
    people = pd.DataFrame(
        [
            {
                "Student": one.name or one.learner,
                # With a mark before it, an id is nobody's.
                **{theirs: id if harmless(id) == id else "" for theirs, id in _ids_of(one).items()},
                "Section": one.section,
            }
            for one in book.people
        ],
        columns=list(_OWN),
        dtype="string",
    )
    points = book.table("exercises").drop(columns="open").rename(columns=titles).reset_index(drop=True)
    most = pd.DataFrame({titles[spec.id]: [float(spec.max_points)] for spec in book.exercises}, dtype="Float64")
    first = pd.DataFrame({name: [f"    {_POINTS_POSSIBLE}" if name == "Student" else ""] for name in people}, dtype="string")
    return pd.concat([pd.concat([first, most], axis=1), pd.concat([people, points], axis=1)], ignore_index=True)


def _ids_of(person: Person) -> dict[str, str]:
    """Return column → id, of a person of whom none is known the file's name as the login."""
    ids = {theirs: str(getattr(person, ours)) for theirs, ours in _IDS.items()}
    return ids if any(ids.values()) else {**ids, "SIS Login ID": person.learner}


def _has_id(person: Person) -> bool:
    return any(getattr(person, ours) for ours in _IDS.values())


def _check_known(book: Gradebook, columns: Mapping[str, str]) -> None:
    known = [spec.id for spec in book.exercises]
    if unknown := sorted(set(columns) - set(known)):
        raise GradingError(f"There are no grades of '{unknown[0]}', for which a column is given. There are: {', '.join(known)}.")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of a CSV text and where it stands there, so that the rest can stay as it is, byte for byte."""

    start: int
    end: int
    text: str


class _Template(NamedTuple):
    text: str
    rows: list[list[_Cell]]


def _template(path: Path) -> _Template:
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise GradingError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise GradingError(f"{path} is not UTF-8 text. Give the file as Canvas exported it.") from None
    first = re.search("[;,]", text)
    rows = list(_rows(text, first[0] if first else ",", str(path)))
    named = bool(rows) and any(name in rows[0][0].text for name in _NAMES)
    if not named or not any(cell.text in _IDS for cell in rows[0]):
        raise GradingError(f"{path} is no gradebook that Canvas exported: its first row names no Student and no {', '.join(_IDS)}.")
    return _Template(text, rows)


def _rows(text: str, delimiter: str, where: str) -> Iterator[list[_Cell]]:
    cell = re.compile(rf'(?:"((?:[^"]|"")*+)"|([^"{delimiter}\r\n][^{delimiter}\r\n]*+)?)({delimiter}|\r\n|\n|\r|\Z)')
    at, row = 0, list[_Cell]()
    while at < len(text) or row:
        match = cell.match(text, at)
        if match is None:
            raise GradingError(f"{where}: cannot be read as CSV from “{text[at : at + 20]}” on. Give the file as Canvas exported it.")
        value = match[2] or "" if match[1] is None else match[1].replace('""', '"')
        row.append(_Cell(match.start(), match.start(3), value))
        at = match.end()
        if match[3] != delimiter:
            yield row
            row = []


def _filled(book: Gradebook, template: _Template, columns: Mapping[str, str], where: str) -> tuple[str, tuple[str, ...]]:
    """Return the template with the points of everybody who is in both, and what could not be filled in."""
    header, *rows = template.rows
    places = _places(book, [cell.text for cell in header], columns, where)
    left = [spec.id for spec in book.exercises if spec.id not in places]
    notes = [f"No column is called like {_listed(left)}. Say which with --column, or leave it out."] if left else []
    possible = next((row for row in rows if _POINTS_POSSIBLE in row[0].text), [])
    scales = {spec.id: _scale(spec, possible, places[spec.id], where) for spec in book.exercises if spec.id in places}
    notes += [f"{id} is out of other points in Canvas: its points were multiplied by {scale:g}." for id, scale in scales.items() if scale != 1]
    matched, problems = _matched(book, header, [row for row in rows if row is not possible])
    points = {row["learner"]: row for row in plain(book.table("exercises").reset_index())}
    changes: list[tuple[_Cell, str]] = []
    decided: dict[tuple[str, str], list[str]] = {}
    for learner, row in matched.items():
        for id, at in places.items():
            value = points[learner][id]
            # An empty cell would take away a score that Canvas has: who has nothing here keeps what is there.
            if value is None:
                continue
            if at >= len(row):
                raise GradingError(f"{where}: the row of {row[0].text} ends before '{header[at].text}'. Give the file as Canvas exported it.")
            if (has := row[at].text.strip()).casefold() in _DECIDED:
                decided.setdefault((id, has), []).append(learner)
            else:
                changes.append((row[at], _number(value * scales[id])))
    notes += [f"{id}: Canvas has '{has}' for {_listed(of)}, so their points were left out." for (id, has), of in decided.items()]
    return _replaced(template.text, changes), (*notes, *problems)


def _places(book: Gradebook, header: list[str], columns: Mapping[str, str], where: str) -> dict[str, int]:
    """Return exercise → place of its column."""
    _check_known(book, columns)
    titles = [_KNOWN.sub("", name) for name in header]
    places: dict[str, int] = {}
    for spec in book.exercises:
        wanted = columns.get(spec.id)
        found = [at for at, name in enumerate(header) if (name == wanted if wanted else titles[at] in (spec.title, spec.id))]
        if len(found) > 1 or (wanted and not found):
            how = "several columns" if found else "no column"
            raise GradingError(f"{where} has {how} called '{wanted or spec.title}'. Say which with --column {spec.id}='NAME (ID)', out of: {'; '.join(header[4:])}.")
        if found:
            places[spec.id] = found[0]
    if not places:
        raise GradingError(f"No column of {where} is called like an exercise. Say which is which with --column EXERCISE='NAME (ID)'.")
    if len(set(places.values())) < len(places):
        raise GradingError(f"Two exercises go to one column of {where}. Give each its own with --column.")
    return places


def _scale(spec: ExerciseSpec, possible: Sequence[_Cell], at: int, where: str) -> float:
    """Return what our points are multiplied by to be out of Canvas's."""
    text = possible[at].text if at < len(possible) else ""
    if "read only" in text:
        raise GradingError(f"{where}: the column for {spec.id} is read only, so Canvas would leave it out. Choose an assignment's.")
    try:
        most = float(text.replace(",", ".")) if text.strip() else 0.0
    except ValueError:
        raise GradingError(f"{where}: '{text}' is no number of points, which the column for {spec.id} needs. Choose an assignment's.") from None
    return most / spec.max_points if most > 0 else 1.0


def _matched(
    book: Gradebook, header: list[_Cell], rows: Sequence[list[_Cell]]
) -> tuple[dict[str, list[_Cell]], tuple[str, ...]]:
    """Return learner → row, where each has exactly the other, and who has none or more."""
    named: dict[tuple[str, str], set[str]] = {}
    for person in book.people:
        for theirs, ours in _IDS.items():
            if id := getattr(person, ours) if _has_id(person) else person.learner:
                named.setdefault((theirs, id), set()).add(person.learner)
    found: dict[str, list[list[_Cell]]] = {}
    unsure: set[str] = set()
    for row in rows:
        ids = {(name.text, cell.text.strip()) for name, cell in zip(header, row, strict=False) if name.text in _IDS}
        learners = set().union(*(named.get(id, ()) for id in ids))
        unsure |= learners if len(learners) > 1 else set()
        for learner in learners:
            found.setdefault(learner, []).append(row)
    unsure |= {learner for learner, of in found.items() if len(of) > 1}
    missing = [learner for learner in book.learners if learner not in found]
    notes = [f"No row of the template is for: {_listed(missing)}."] if missing else []
    notes += [f"More than one row or person fits, so nothing was filled in for: {_listed(sorted(unsure))}."] if unsure else []
    return {learner: row for learner, (row, *_) in found.items() if learner not in unsure}, tuple(notes)


def _number(value: float) -> str:
    """Return a number with the two digits that Canvas keeps, or fewer."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _replaced(text: str, changes: Sequence[tuple[_Cell, str]]) -> str:
    parts, at = [], 0
    for cell, new in sorted(changes, key=lambda one: one[0].start):
        parts += [text[at : cell.start], new]
        at = cell.end
    return "".join([*parts, text[at:]])


# --- Moodle ---------------------------------------------------------------------------------------------------------

Identifier = Literal["email", "idnumber"]

_HEADINGS: Final[dict[Identifier, str]] = {"email": "Email address", "idnumber": "ID number"}


def write_moodle(book: Gradebook, path: Path, identifier: Identifier = "email") -> Exported:
    """Write a CSV file for Moodle, or where there are several exercises one for each, named after it.

    One for each, because a learner who has not begun an exercise must not be in its file: an empty grade would be imported.
    There is always a column of grades and one of feedback, because feedback alone takes the grades away.
    """
    ids = {one.learner: one.email or (one.learner if "@" in one.learner else "") for one in book.people}
    if identifier == "idnumber":
        ids = {one.learner: one.idnumber for one in book.people}
    if not any(ids.values()):
        raise GradingError(f"Nobody's {identifier} is known. Give it with --roster FILE.csv, in the columns learner and {identifier}.")
    # Most databases that Moodle runs on take no notice of capitals in an address.
    same = {learner: id.casefold() if identifier == "email" else id for learner, id in ids.items()}
    if twice := [id for id, count in Counter(filter(None, same.values())).items() if count > 1]:
        raise GradingError(f"Two learners have the {identifier} '{twice[0]}'. Put it right in the roster.")
    feedback = _feedback(book)
    files, notes = [], list[str]()
    for spec in book.exercises:
        file = path if len(book.exercises) == 1 else path.with_name(f"{path.stem}-{spec.id}{path.suffix}")
        of = book.grades[(book.grades["exercise"] == spec.id) & book.grades["points"].notna()]
        known = of.assign(id=of["learner"].map(ids).astype("string"), feedback=[feedback[spec.id, one] for one in of["learner"]])
        known = known[[_can_name(id) for id in known["id"]]]
        rows = {_HEADINGS[identifier]: known["id"], spec.title: known["points"], f"{spec.title} (feedback)": known["feedback"].astype("string")}
        write_frame(file, pd.DataFrame(rows))
        files.append(file)
        notes.append(f"{spec.id}: in Moodle its grade item must be out of {spec.max_points} points.")
    left = [learner for learner, id in ids.items() if not _can_name(id)]
    notes += [f"Left out, because their {identifier} is not known or cannot be handed on safely: {_listed(left)}."] if left else []
    return Exported(tuple(files), tuple(notes))


def _can_name(id: str) -> bool:
    """Return whether Moodle finds a person by this. To its PHP `0` is empty, and a row that names nobody is the last one's again."""
    return id not in ("", "0") and harmless(id) == id


def _feedback(book: Gradebook) -> dict[tuple[str, str], str]:
    """Return (exercise, learner) → the points of each item in words, with what waits."""
    items = book.items[book.items["counts"]]
    said: dict[tuple[str, str], list[str]] = {}
    for row in plain(items):
        points = "not scored" if row["points"] is None else f"{row['points']:g} of {row['max_points']:g}"
        said.setdefault((row["exercise"], row["learner"]), []).append(f"{row['title']}: {points}")
    for row in plain(book.grades[book.grades["open"] > 0]):
        said[row["exercise"], row["learner"]].append(f"Still to be decided by a person: {row['open']}")
    return {key: ". ".join(lines) + "." for key, lines in said.items()}
