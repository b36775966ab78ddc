"""A talk can be held, scored and looked at in browser Python, where big compiled libraries are missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CHILD = r"""
import sys

MISSING = {"numpy", "pandas", "matplotlib", "papermill", "nbclient", "nbformat", "click", "zmq", "scipy"}


class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in MISSING:
            raise ModuleNotFoundError(f"No module named {name!r} in the browser", name=name)


sys.meta_path.insert(0, Missing())

import toolkit
from toolkit.views.report import debrief_html, scorecard_html

for name in toolkit.__all__:
    getattr(toolkit, name)
library = toolkit.Library.default()
scenario = library.scenario("gone_quiet")
lines = scenario.walkthroughs[0].manager
session = toolkit.Session(scenario)
for line in lines:
    session.say(line)
session.end()
card = session.score(library.rubric(scenario.rubric))
html = str(debrief_html(session, card)) + str(scorecard_html(card))
again = toolkit.from_text(str(session.transcript))
with toolkit.open_store(sys.argv[1]) as store:
    attempt = store.start("ann", "talk", scenario.id)
    store.append(attempt.id, ("said", {"text": lines[0]}))
    kept = len(store.events(attempt.id))
print(card.points, len(toolkit.debrief(session).learned), len(again.turns), kept, "<svg" in html or "<h" in html)
print("missing but there:", *sorted(MISSING & set(sys.modules)))
"""


def test_a_whole_talk_works_where_the_compiled_libraries_are_missing(tmp_path: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path / "records.sqlite")],
        cwd=Path(__file__).parents[1],
        env={"HOME": str(tmp_path), "PATH": "", "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert child.stderr == ""
    points, learned, turns, kept, drawn = child.stdout.splitlines()[0].split()
    assert int(points) >= 15
    assert int(learned) == 8
    assert int(turns) > 30
    assert (kept, drawn) == ("1", "True")
    assert child.stdout.splitlines()[1].strip() == "missing but there:"
