"""How long a reply, a reading and the check take, also in multiples of a fixed piece of work measured before and after.

Times are of the processor, so they hardly change when something else runs beside; the multiples compare across machines.
Only the check is timed by the clock, because its work is done in several processes.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import median, quantiles

from tests.bench.figures import Line
from toolkit.check import check, content_files
from toolkit.content import Library, Scenario
from toolkit.conversation import Transcript
from toolkit.feedback import analyse, observe
from toolkit.practice import Session
from toolkit.practice.session import next_meeting, play

TALK_TURNS = 60


@dataclass(frozen=True)
class Row:
    """What was measured, each time that it was, and what the median may be."""

    what: str
    seconds: tuple[float, ...]
    limit: float | None = None
    """Seconds."""

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def p95(self) -> float | None:
        return quantiles(self.seconds, n=20)[-1] if len(self.seconds) >= 20 else None

    @property
    def too_slow(self) -> bool:
        return self.limit is not None and self.median > self.limit


def timed(act: Callable[[], object]) -> float:
    """Return the seconds that a call takes the processor."""
    since = time.process_time()
    act()
    return time.process_time() - since


def waited(act: Callable[[], object]) -> float:
    """Return the seconds for which somebody waits for a call, whoever does the work."""
    since = time.perf_counter()
    act()
    return time.perf_counter() - since


def yardstick() -> float:
    """Return the seconds that a fixed piece of plain Python takes here: what everything is also told in multiples of."""

    def work() -> None:
        counts: dict[str, int] = {}
        for i in range(100_000):
            word = str(i * i % 977)
            counts[word] = counts.get(word, 0) + len(word)

    return min(timed(work) for _ in range(5))


def core(library: Library) -> Iterator[Line]:
    """Yield the table."""
    before = yardstick()
    rows = tuple(measured(library))
    unit = min(before, yardstick())
    yield Line(printed("core", rows, unit), any(row.too_slow for row in rows))
    yield Line(f"One yardstick is {unit * 1e3:.1f} ms.")


def measured(library: Library) -> Iterator[Row]:
    """Yield what a talk, its reading and the check of the library take."""
    scenarios = [library.scenario(id) for id in library.scenario_files()]
    yield from talks(scenarios)
    long = long_talk(scenarios)
    yield Row(f"analyse a talk of {TALK_TURNS} turns", tuple(timed(lambda: analyse(long)) for _ in range(20)))
    files = len(content_files([], library))
    yield Row(f"check the library's {files} files", (waited(lambda: check([], library)),), limit=20)


def talks(scenarios: Iterable[Scenario]) -> Iterator[Row]:
    """Yield what it takes to answer each line of each walkthrough, and to observe what it does."""
    replied: list[float] = []
    observed: list[float] = []

    def say(session: Session, line: str) -> None:
        before = session.state.replies[-1] if session.state.replies else ""
        observed.append(timed(lambda: observe(line, before)))
        replied.append(timed(lambda: session.say(line)))

    for scenario in scenarios:
        for walkthrough in scenario.walkthroughs:
            session = Session(scenario)
            for meeting, lines in enumerate((walkthrough.manager, *walkthrough.later)):
                session = next_meeting(session) if meeting else session
                for line in lines:
                    say(session, line)
                session.end()
    yield Row(f"reply of the person, {len(replied)} lines", tuple(replied), limit=0.020)
    yield Row("observe one line", tuple(observed))


def long_talk(scenarios: Iterable[Scenario]) -> Transcript:
    """Return a talk of `TALK_TURNS` turns: those of several people, one after another."""
    turns = (turn for scenario in scenarios for turn in play(scenario, scenario.walkthroughs[0].manager).transcript.turns)
    return Transcript(tuple(itertools.islice(turns, TALK_TURNS)))


def printed(name: str, rows: Iterable[Row], unit: float) -> str:
    """Return a table as text; `unit` is what the yardstick took."""
    lines = [f"{name:<38}{'median ms':>11}{'p95 ms':>10}{'yardsticks':>12}{'limit ms':>10}"]
    for row in rows:
        p95 = "" if row.p95 is None else f"{row.p95 * 1e3:.1f}"
        limit = "" if row.limit is None else f"{row.limit * 1e3:.0f}"
        over = "  too slow" if row.too_slow else ""
        lines.append(f"{row.what:<38}{row.median * 1e3:>11.1f}{p95:>10}{row.median / unit:>12.3g}{limit:>10}{over}")
    return "\n".join(lines)
