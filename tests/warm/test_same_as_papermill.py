"""The warm engine's notebook is plain papermill's, but for times and ids."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.warm.conftest import Cell, execute, without_chance
from toolkit.content import Library

RunBoth = Callable[..., tuple[Any, Any]]

NOTEBOOKS: dict[str, tuple[Cell, ...]] = {
    "values and streams": (
        "x = 41\nx + 1",
        "import sys\nprint('out')\nprint('err', file=sys.stderr)\nprint('é \\U0001f600 \\x1b[1mbold')",
        "for i in range(3):\n    print(i, end=' ')",
        "None",
        "_ + x, In[1], Out[1], __name__",
        "# only a comment",
        "",
        "get_ipython().execution_count, sorted(k for k in globals() if not k.startswith('_'))",
    ),
    "rich outputs": (
        "import pandas as pd\npd.DataFrame({'a': [1.5, None], 'b': ['<i>', 'é']})",
        "from IPython.display import HTML, JSON, Image, Markdown, display\ndisplay(HTML('<b>x</b>'), Markdown('*x*'))\nJSON({'a': [1, None]})",
        "Image(data=b'\\x89PNG\\r\\n\\x1a\\n' + b'\\0' * 30, width=3)",
        "class Own:\n    def _repr_mimebundle_(self, **_):\n        return {'text/plain': 'own', 'application/x-own+json': {'b': 1}}, {'m': 1}\nOwn()",
        "h = display('first', display_id='here')",
        "h.update('second')\ndisplay('third', display_id='here')",
        "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('kept')",
        "print('gone too')\nclear_output(wait=True)\nprint('kept too')",
        "{'nested': [float('nan'), float('inf'), 1e-300]}",
    ),
    "widgets": (
        "import ipywidgets as w\nslider = w.IntSlider(value=3, description='<b>')\nslider",
        "slider.value = 7\nbox = w.VBox([slider, w.HTML('<i>x</i>'), w.Text('typed')])\nbox",
        "out = w.Output()\ndisplay(out)\nwith out:\n    print('inside')\n    display(5)",
        "out.outputs",
        "@w.interact(n=(0, 5))\ndef f(n=2):\n    print('n is', n)",
        "with out:\n    out.clear_output()\n    print('again')",
        "import anywidget, traitlets\nclass A(anywidget.AnyWidget):\n    _esm = 'export default {}'\n    data = traitlets.Bytes(b'\\0\\1').tag(sync=True)\nA()",
    ),
    "magics and shells": (
        "%%bash\necho from bash; echo oops >&2",
        "!echo from a shell",
        "found = !printf 'a\\nb'\nfound",
        "%%capture kept\nprint('captured')",
        "kept.stdout",
        "%env ONE_ON_ONE_NOTHING",
        "%%writefile written.txt\nhello",
        "from pathlib import Path\nPath('written.txt').read_text()",
        "?len",
    ),
    "background work": (
        "import asyncio, threading\nawait asyncio.sleep(0.01)\n'awaited'",
        "async def later():\n    await asyncio.sleep(0)\n    return 'done'\ntask = asyncio.create_task(later())",
        "await task",
        "def work(): print('in a thread')\nt = threading.Thread(target=work); t.start(); t.join()",
        "import subprocess\nsubprocess.run(['echo', 'child'], capture_output=True).stdout",
        "import logging, warnings\nlogging.warning('logged')\nwarnings.warn('warned')",
    ),
    "an error at the end": ("def f(n):\n    return 1 / n\nprint('before')", "f(0)", "print('never')"),
    "an error that has a cause": ("try:\n    {}['a']\nexcept KeyError as e:\n    raise ValueError('é <b>') from e",),
    "a syntax error": ("1 +",),
    "errors that are allowed": (("1 / 0", "raises-exception"), "print('after')", ("raise SystemExit(3)", "raises-exception"), "'on'"),
    "an interrupt": ("raise KeyboardInterrupt", "'never'"),
    "a question that nobody answers": ("input('who?')",),
    "a display that fails": ("class Bad:\n    def __repr__(self): raise RuntimeError('no')\nBad()", "'after'"),
}


@pytest.mark.slow
@pytest.mark.parametrize("cells", NOTEBOOKS.values(), ids=NOTEBOOKS)
def test_a_notebook_comes_out_the_same(run_both: RunBoth, cells: tuple[Cell, ...], tmp_path: Path) -> None:
    plain, warm = run_both(*cells, cwd=str(tmp_path))

    assert warm == plain


@pytest.mark.slow
def test_what_is_written_below_python_is_kept_too(run_both: RunBoth, monkeypatch: pytest.MonkeyPatch) -> None:
    # ipykernel leaves the file descriptors alone when it finds itself in a test.
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    plain, warm = run_both("import os\n_ = os.write(1, b'raw\\n'); _ = os.write(2, b'raw error\\n')", "os.system('echo system')")

    # Plain papermill reads it in a thread, so where it stands among the rest is by chance.
    def texts(ran: Any) -> list[list[str]]:
        return [sorted(str(o.get("text", o.get("data"))) for o in cell["outputs"]) for cell in ran["cells"]]

    assert texts(warm) == texts(plain)


@pytest.mark.slow
def test_parameters_are_injected_alike(run_both: RunBoth) -> None:
    plain, warm = run_both(("a = 1\nb = 'x'", "parameters"), "a, b", parameters={"a": 2, "b": '"; import os #'})

    assert warm == plain
    assert plain["cells"][2]["outputs"][0]["data"]["text/plain"] == ["(2, '\"; import os #')"]


@pytest.mark.slow
@pytest.mark.parametrize("exercise", Library.default().exercise_files())
def test_every_exercise_comes_out_the_same(exercise: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Library.default().root / "exercises" / exercise
    monkeypatch.chdir(tmp_path)
    parameters = {"exercise_id": exercise, "answers": str(folder / "reference/middling.json"), "seed": 0}
    plain, warm = (
        execute(folder / "exercise.ipynb", tmp_path / f"{engine}.ipynb", engine, parameters=parameters)
        for engine in ("nbclient", "warm")
    )

    assert without_chance(warm) == without_chance(plain)
    assert any("grade" in cell["metadata"]["tags"] and cell["outputs"] for cell in warm["cells"])
