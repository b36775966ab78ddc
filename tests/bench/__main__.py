"""How long things take, beside their limits; ends with 1 when one is passed.

    python tests/bench [--full] [TABLE…]

Without a table's name all are measured. `grading` grades 1,000 learners and reckons from there to a company of 10,000;
`--full` (or BENCH_LEARNERS=10000) grades them all. What cannot be measured here says so, and counts as nothing.
A further table is one more function in `TABLES` that yields its lines.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence

from tests.bench.core import core
from tests.bench.figures import Line
from tests.bench.grading import COMPANY, LEAST, grading
from toolkit.content import Library

TABLES: dict[str, Callable[[Library, int], Iterator[Line]]] = {
    "core": lambda library, _: core(library),
    "grading": grading,
}


def main(arguments: Sequence[str]) -> int:
    """Measure and print the tables; return 1 when a limit is passed."""
    parser = argparse.ArgumentParser(prog="python tests/bench", description=__doc__.partition("\n")[0])
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"one of {', '.join(TABLES)}; all when none is named")
    parser.add_argument("--full", action="store_true", help=f"grade {COMPANY:,} learners instead of {LEAST:,}")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.tables) - TABLES.keys():
        parser.error(f"there is no table {', '.join(sorted(unknown))}; there are {', '.join(TABLES)}")
    learners = COMPANY if asked.full else int(os.environ.get("BENCH_LEARNERS") or LEAST)
    if learners < LEAST:
        parser.error(f"BENCH_LEARNERS is {learners}; from fewer than {LEAST:,} nothing can be said of {COMPANY:,}")
    library, failed = Library.default(), False
    for name in asked.tables or TABLES:
        for line in TABLES[name](library, learners):
            print(line.text, flush=True)  # noqa: T201
            failed = failed or line.failed
        print()  # noqa: T201
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
