"""A folder of grades as pandas tables: every learner by every exercise, with what waits, what is late and what was not begun.

    ledgers + refused.csv + ratings + roster -> read_gradebook -> Gradebook -> analysis, exports, pictures

It knows nothing of files that other systems read; what is not there is `<NA>` and never 0.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, get_args

import pandas as pd

from toolkit.content import ExerciseSpec, Library
from toolkit.errors import AnswersError, GradingError, UnknownNameError
from toolkit.grading.answers import learner_named_by
from toolkit.grading.ledger import LEDGER
from toolkit.grading.ratings import BY_PEOPLE
from toolkit.grading.roster import Person
from toolkit.grading.rows import ATTEMPTS, CRITERIA, ITEMS, KEY, criteria_of, read_rows

Policy = Literal["best", "last"]
"""Which attempt counts: the one with the most points (of two alike the one with the greater share, then the earlier one), or
the one handed in last."""

By = Literal["exercises", "items", "criteria"]

State = Literal["graded", "partly scored", "waiting for a person", "refused", "unattempted"]

STATES: Final[tuple[State, ...]] = get_args(State)

_DTYPES: Final = {
    **dict.fromkeys(("learner", "exercise", "item", "criterion", "title", "decided_by", "quote", "answer_sha256"), "string"),
    **dict.fromkeys(("state", "file", "code", "reason"), "string"),
    **dict.fromkeys(("points", "max_points", "share"), "Float64"),
    **dict.fromkeys(("attempt", "attempts"), "Int64"),
    **dict.fromkeys(("counts", "answered"), "bool"),
    "open": "int64",
    "late": "boolean",
    "handed_in": "datetime64[s, UTC]",
}


@dataclass(frozen=True, slots=True, eq=False)
class Gradebook:
    """What is in a folder of grades.

    Every table names `learner` and `exercise` (string). Points are Float64 and `<NA>` where nothing was scored.
    """

    exercises: tuple[ExerciseSpec, ...]
    """By id; every exercise that the folder holds grades or refused files of."""
    people: tuple[Person, ...]
    """Everybody in the roster, in a ledger or with a refused file, by learner."""
    policy: Policy
    grades: pd.DataFrame
    """One row a learner and exercise, also where nothing was handed in; what the attempt got that counts.

    state (string): one of `STATES`; attempts (Int64): how many, 0 or more; attempt (Int64): which of them counts, from 1,
    `<NA>` without one; handed_in (UTC, to the second), `<NA>` without one; late (boolean), `<NA>` without a due date or an
    attempt; points, max_points (Float64, points, 0 to max_points), max_points of the whole exercise; share (Float64, 0 to 1):
    the points divided by the maximum of the items that were scored, so that an item which could not be scored counts
    neither right nor wrong, and the share may be above points / max_points; open (int64): criteria that wait for a person.
    """
    attempts: pd.DataFrame
    """One row an attempt, that is, for each different set of answers, oldest first.

    attempt (Int64, from 1); handed_in (UTC): when these answers first were, though they were graded anew later; late (boolean),
    `<NA>` without a due date; points, max_points (Float64); share (Float64, 0 to 1) as in `grades`, `<NA>` where no item was
    scored; counts (bool): the one the policy takes; open (int64); answer_sha256 (string, 64 hexadecimal digits).
    """
    items: pd.DataFrame
    """One row an attempt and item: attempt, counts, item and title (string), answered (bool), points, max_points."""
    criteria: pd.DataFrame
    """One row an attempt, item and criterion of its rubric.

    attempt, counts, item, criterion and title (string); decided_by (string): rule, key, report, observer or facilitator,
    empty where the rubric no longer has the criterion; points (Float64): the level's score, `<NA>` while it waits for a
    person; max_points (Float64); quote (string): the first words that the verdict rests on, empty without.
    """
    refused: pd.DataFrame
    """One row a file that was not graded: learner (empty where the file's name is nobody's), exercise, file, code, reason."""
    columns: Mapping[By, tuple[str, ...]] = field(repr=False)
    """What stands in the columns of each table: `exercise`, `exercise/item` or `exercise/item/criterion`."""

    @property
    def learners(self) -> tuple[str, ...]:
        """The learners, by name."""
        return tuple(person.learner for person in self.people)

    def table(self, by: By = "exercises", value: Literal["points", "share"] = "points") -> pd.DataFrame:
        """Return learners by exercises, items or criteria, of the attempts that count, and in `open` what waits for a person.

        The index is `learner`, the columns are Float64 and named as in `columns`; `<NA>` where there is nothing. The share of
        an exercise is the one in `grades`.
        """
        rows = {"exercises": self.grades, "items": self.items, "criteria": self.criteria}[by]
        if by != "exercises":
            rows = rows[rows["counts"]]
        names = ("exercise", "item", "criterion")[: 1 + ("exercises", "items", "criteria").index(by)]
        column = rows[names[0]]
        for name in names[1:]:
            column = column + "/" + rows[name]
        values = rows["points"]
        if value == "share":
            values = rows["share"] if by == "exercises" else values / rows["max_points"].where(rows["max_points"] > 0)
        long = pd.DataFrame({"learner": rows["learner"], "column": column, "value": values})
        wide = long.pivot(index="learner", columns="column", values="value")
        wide = wide.reindex(index=self._index(), columns=list(self.columns[by])).astype("Float64")
        wide.columns.name = None
        return wide.assign(open=self.grades.groupby("learner")["open"].sum().reindex(wide.index))

    def _index(self) -> pd.Index[str]:
        return pd.Index(self.learners, dtype="string", name="learner")


def plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as plain values, None where there is nothing: for what knows no pandas."""
    return [{str(name): value for name, value in row.items()} for row in table.astype(object).where(table.notna(), None).to_dict("records")]


def read_gradebook(
    folder: Path,
    library: Library,
    *,
    policy: Policy = "best",
    due: Mapping[str, datetime] | None = None,
    roster: Sequence[Person] = (),
) -> Gradebook:
    """Return the gradebook of a folder that `one-on-one grade` wrote; raise `GradingError` where there is none.

    `due` says until when an exercise may be handed in, by its id; a time without a zone is UTC.
    """
    refused = _read_refused(folder / "refused.csv")
    specs = _exercises(folder, library, refused)
    limits = _limits(due or {}, specs)
    rows = read_rows(folder, specs, library, limits)
    found = _counted(_frame(rows.attempts, ATTEMPTS), policy)
    people = _people(roster, {*found["learner"], *refused["learner"]} - {""})
    items, criteria = (_marked_counting(frame, found) for frame in (_frame(rows.items, ITEMS), _frame(rows.criteria, CRITERIA)))
    return Gradebook(
        exercises=specs,
        people=people,
        policy=policy,
        grades=_grades(found, items, refused, specs, people),
        attempts=found,
        items=items,
        criteria=criteria,
        refused=refused,
        columns=_columns(specs, library, items, criteria),
    )


# --- what is in the folder -----------------------------------------------------------------------------------------


def _exercises(folder: Path, library: Library, refused: pd.DataFrame) -> tuple[ExerciseSpec, ...]:
    ids = {path.parent.name for path in folder.glob(f"*/{LEDGER}")} | set(refused["exercise"])
    if not ids:
        raise GradingError(
            f"There are no grades in {folder}: no EXERCISE/{LEDGER} in it. "
            f"Make them with: one-on-one grade EXERCISE --answers FOLDER --out {folder}"
        )
    try:
        return tuple(map(library.exercise, sorted(ids)))
    except UnknownNameError as error:
        raise GradingError(
            f"{folder} holds grades of '{error.name}', which is not in {library.root}. "
            "Say where it is with ONE_ON_ONE_CONTENT, the folder that holds exercises/ and rubrics/."
        ) from None


def _read_refused(path: Path) -> pd.DataFrame:
    names = ["exercise", "file", "code", "reason"]
    if not path.exists():
        return _frame([], ["learner", *names])
    try:
        read = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        read = read[names]
    except OSError as error:
        raise GradingError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError):
        raise GradingError(f"{path} is not the list of refused files that `one-on-one grade` writes. Grade again, or take it away.") from None
    read.insert(0, "learner", [_learner_of(file) for file in read["file"]])
    return read.astype({name: _DTYPES[name] for name in read.columns})


def _learner_of(file: str) -> str:
    try:
        return learner_named_by(Path(file))
    except AnswersError:
        return ""


def _limits(due: Mapping[str, datetime], specs: Sequence[ExerciseSpec]) -> dict[str, datetime]:
    known = [spec.id for spec in specs]
    if unknown := sorted(set(due) - set(known)):
        raise GradingError(f"There are no grades of '{unknown[0]}', for which a due date is given. There are: {', '.join(known)}.")
    return {exercise: at if at.tzinfo else at.replace(tzinfo=UTC) for exercise, at in due.items()}


def _people(roster: Sequence[Person], learners: Collection[str]) -> tuple[Person, ...]:
    known = {person.learner: person for person in roster}
    return tuple(known.get(learner, Person(learner)) for learner in sorted({*known, *learners}))


# --- rows as tables ------------------------------------------------------------------------------------------------


def _frame(rows: Sequence[tuple[Any, ...]], columns: Sequence[str]) -> pd.DataFrame:
    frame = pd.DataFrame.from_records(list(rows), columns=list(columns))
    if "handed_in" in columns:
        frame["handed_in"] = pd.to_datetime(frame["handed_in"], utc=True, format="ISO8601")
    return frame.astype({name: _DTYPES[name] for name in columns})


def _counted(found: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    by, rising = (["points", "share", "attempt"], [False, False, True]) if policy == "best" else (["attempt"], [False])
    ranked = found.sort_values(by, ascending=rising, na_position="last", kind="stable")
    found.insert(len(found.columns) - 2, "counts", ~ranked.duplicated(["learner", "exercise"]).reindex(found.index))
    return found


def _marked_counting(rows: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    marked = rows.merge(found[[*KEY, "counts"]], on=KEY, how="left", validate="many_to_one")
    return marked[[*KEY, "counts", *(name for name in rows.columns if name not in KEY)]]


def _grades(
    found: pd.DataFrame,
    items: pd.DataFrame,
    refused: pd.DataFrame,
    specs: Sequence[ExerciseSpec],
    people: Sequence[Person],
) -> pd.DataFrame:
    """Return a row for everybody and every exercise."""
    key = ["learner", "exercise"]
    every = _frame([(person.learner, spec.id) for person in people for spec in specs], key)
    worth = pd.Series({spec.id: float(spec.max_points) for spec in specs}, dtype="Float64")
    taken = found[found["counts"]].drop(columns=["counts", "answer_sha256"])
    all_of = every.merge(taken, on=key, how="left", validate="one_to_one")
    all_of["max_points"] = all_of["max_points"].fillna(all_of["exercise"].map(worth).astype("Float64"))
    count = found.groupby(key, as_index=False).size().rename(columns={"size": "attempts"})
    unscored = items[items["counts"] & items["points"].isna()][key].drop_duplicates().assign(partly=True)
    turned_away = refused[key].drop_duplicates().assign(turned_away=True)
    for more in (count, unscored, turned_away):
        all_of = all_of.merge(more, on=key, how="left", validate="one_to_one")
    all_of = all_of.fillna({"attempts": 0, "open": 0})
    all_of["state"] = _states(all_of)
    columns = [*key, "state", "attempts", "attempt", "handed_in", "late", "points", "max_points", "share", "open"]
    return all_of[columns].astype({name: _DTYPES[name] for name in columns})


def _states(rows: pd.DataFrame) -> pd.Series[str]:
    state = pd.Series("graded", index=rows.index, dtype="string")
    state = state.mask(rows["partly"].notna(), "partly scored")
    state = state.mask(rows["open"] > 0, "waiting for a person")
    nothing = rows["attempt"].isna()
    return state.mask(nothing, "unattempted").mask(nothing & rows["turned_away"].notna(), "refused")


def _columns(
    specs: Sequence[ExerciseSpec], library: Library, items: pd.DataFrame, criteria: pd.DataFrame
) -> dict[By, tuple[str, ...]]:
    """Return what the content has, in its order, and then what only older grades have."""
    by_item = [f"{spec.id}/{item.id}" for spec in specs for item in spec.items]
    by_criterion = [
        f"{spec.id}/{item.id}/{one.id}"
        for spec in specs
        for item in spec.items
        for one in criteria_of(item, library)
        if one.graded or one.decided_by in BY_PEOPLE
    ]
    return {
        "exercises": tuple(spec.id for spec in specs),
        "items": tuple(dict.fromkeys([*by_item, *_found(items, "exercise", "item")])),
        "criteria": tuple(dict.fromkeys([*by_criterion, *_found(criteria, "exercise", "item", "criterion")])),
    }


def _found(rows: pd.DataFrame, *names: str) -> Iterator[str]:
    there = rows.loc[rows["counts"], list(names)].drop_duplicates()
    yield from ("/".join(one) for one in there.itertuples(index=False))
