"""A notebook leaves nothing behind for the next, and what ends one ends only that one."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.warm.conftest import Cell, execute, notebook
from toolkit.warm.possible import limits_from
from toolkit.warm.zygote import Zygote

pytestmark = pytest.mark.slow


def warm(folder: Path, *cells: Cell, **options: Any) -> Any:
    return execute(notebook(folder / "source.ipynb", cells), folder / "executed.ipynb", "warm", **options)


def shown(executed: Any, cell: int = -1) -> str:
    """Return what a cell's last output shows as text."""
    last = executed.cells[cell].outputs[-1]
    return str(last.text if last.output_type == "stream" else last.data["text/plain"]).strip()


def failure(executed: Any) -> tuple[str, str]:
    (error,) = [o for cell in executed.cells for o in cell.get("outputs", []) if o.output_type == "error"]
    return error.ename, error.evalue


def statuses(executed: Any) -> list[str]:
    """Return how papermill says that each cell of ours ended; its own mark for an error is left out."""
    return [cell.metadata.papermill.status for cell in executed.cells if "papermill-error-cell-tag" not in cell.metadata.get("tags", [])]


def test_nothing_of_one_notebook_is_there_in_the_next(tmp_path: Path) -> None:
    warm(
        tmp_path,
        "import os, sys, builtins, random, pandas as pd\nx = 1; builtins.leak = 1; os.environ['LEAK'] = '1'; sys.path.insert(0, '/leak')\n"
        "pd.set_option('display.max_rows', 3); os.chdir('/'); sys.modules['json'].leak = 1; random.seed(1)",
    )
    seen = warm(
        tmp_path,
        "import os, sys, builtins, json, pandas as pd\n"
        "['x' in globals(), hasattr(builtins, 'leak'), 'LEAK' in os.environ, '/leak' in sys.path, hasattr(json, 'leak'),\n"
        " pd.get_option('display.max_rows') == 3, os.getcwd() == '/']",
        cwd=str(tmp_path),
    )

    assert shown(seen) == "[False, False, False, False, False, False, False]"


def test_what_was_rehearsed_is_imported_and_nothing_else_of_it_is_there(tmp_path: Path) -> None:
    rehearsal = ("import colorsys\nkept = 1\nprint('rehearsed')\n5", "import not_there", "from IPython.display import display; display(_)")
    cell = "import sys, builtins\n['colorsys' in sys.modules, 'kept' in globals(), hasattr(builtins, '_'), _, Out]"

    seen = warm(tmp_path, cell, rehearsal=rehearsal)

    assert shown(seen) == "[True, False, False, '', {}]"
    assert len(seen.cells[0].outputs) == 1
    assert seen.cells[0].execution_count == 1


def test_two_notebooks_draw_different_numbers(tmp_path: Path) -> None:
    cell = "import random, numpy, uuid\n(random.random(), numpy.random.rand(), uuid.uuid4())"

    assert shown(warm(tmp_path, cell)) != shown(warm(tmp_path, cell))


def test_a_notebook_runs_in_the_environment_and_folder_that_papermill_gives_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "html.py").write_text("raise SystemExit('shadowed')")
    monkeypatch.setenv("GIVEN_LATER", "yes")

    seen = warm(tmp_path, "import os, html\n(os.environ['GIVEN_LATER'], os.getcwd(), html.escape('<'))", cwd=str(work))

    assert shown(seen).split() == ["('yes',", f"'{work}',", "'&lt;')"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("import os; os._exit(7)", "exit code 7"),
        ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
    ],
)
def test_a_crash_is_recorded_in_the_run_and_the_next_goes_on(tmp_path: Path, cell: str, said: str) -> None:
    crashed = warm(tmp_path, "print('before')", cell, "'never'")

    assert failure(crashed) == ("DeadKernelError", f"the kernel died: {said}")
    assert statuses(crashed) == ["completed", "failed", "pending"]
    assert shown(warm(tmp_path, "1 + 1")) == "2"


@pytest.mark.parametrize("loop", ["while True: pass", "while True: display(1)", "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass"])
def test_a_cell_that_takes_too_long_is_stopped_and_recorded(tmp_path: Path, loop: str) -> None:
    began = time.monotonic()
    stopped = warm(tmp_path, f"print('begun')\n{loop}", "'never'", execution_timeout=1)

    assert failure(stopped) == ("CellTimeoutError", "the cell took longer than 1 seconds and was stopped")
    assert time.monotonic() - began < 20
    assert statuses(stopped) == ["failed", "pending"]


def test_what_was_printed_before_the_time_was_up_is_kept(tmp_path: Path) -> None:
    stopped = warm(tmp_path, "print('begun')\nwhile True: pass", execution_timeout=1)

    assert stopped.cells[-1].outputs[0].text == "begun\n"


def test_memory_beyond_the_limit_is_refused_to_one_notebook_only(tmp_path: Path) -> None:
    cell = "len(bytearray(3_000_000_000))"

    assert failure(warm(tmp_path, cell, limits={"AS": 2_500_000_000}))[0] == "MemoryError"
    assert shown(warm(tmp_path, cell)) == "3000000000"


def test_a_limit_that_is_already_lower_is_kept() -> None:
    from toolkit.warm.zygote import _limit

    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        _limit(resource.RLIMIT_FSIZE, 5000, grace=0)
        os._exit(int(resource.getrlimit(resource.RLIMIT_FSIZE) != (1000, 1000)))

    assert os.waitpid(child, 0)[1] == 0


def test_processor_time_beyond_the_limit_ends_the_notebook(tmp_path: Path) -> None:
    ended = warm(tmp_path, "while True: pass", limits={"CPU": 1})

    assert failure(ended) == ("DeadKernelError", "the kernel died: SIGXCPU")


def test_limits_can_be_set_from_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARM_LIMITS", "FSIZE=1000,CPU=50")

    seen = warm(tmp_path, "import resource as r\n(r.getrlimit(r.RLIMIT_FSIZE), r.getrlimit(r.RLIMIT_CPU), r.getrlimit(r.RLIMIT_CORE))")

    assert shown(seen) == "((1000, 1000), (50, 52), (0, 0))"


@pytest.mark.parametrize("said", ["2GB", "AS=2GB", "AS=-1", "AS", "ROOM=1", "=1"])
def test_limits_that_say_nothing_are_named(said: str) -> None:
    with pytest.raises(ValueError, match=f"WARM_LIMITS: '{said}' is no limit"):
        limits_from(f"CPU=60,{said}")


def test_the_time_limit_may_go_by_nbclients_own_name(tmp_path: Path) -> None:
    seen = warm(tmp_path, "import time\ntime.sleep(20)", timeout=1)

    assert failure(seen)[0] == "CellTimeoutError"


def test_a_signal_without_a_name_is_recorded_too(tmp_path: Path) -> None:
    seen = warm(tmp_path, "import os\nos.kill(os.getpid(), 40)")

    assert failure(seen) == ("DeadKernelError", "the kernel died: signal 40")


def test_a_kernel_that_wants_an_environment_is_left_to_plain_papermill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = tmp_path / "kernels/surrounded"
    spec.mkdir(parents=True)
    argv = ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "x", "env": {"COLOUR": "blue"}}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))

    seen = warm(tmp_path, "import os\nos.environ['COLOUR']", kernel_name="surrounded")

    assert shown(seen) == "'blue'"


def test_what_a_notebook_has_started_ends_with_it(tmp_path: Path) -> None:
    seen = warm(tmp_path, "import subprocess\nsubprocess.Popen(['sleep', '600']).pid")

    _wait_until(lambda: not _lives(int(shown(seen))), 10)


def test_nothing_is_left_when_papermill_is_killed(tmp_path: Path) -> None:
    source = notebook(tmp_path / "source.ipynb", ("import os, time\nopen('pids', 'w').write(f'{os.getpid()} {os.getppid()}')\ntime.sleep(600)",))
    code = f"import papermill; papermill.execute_notebook({str(source)!r}, {str(tmp_path / 'out.ipynb')!r}, engine_name='warm', cwd={str(tmp_path)!r}, progress_bar=False)"
    grader = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    pids = tmp_path / "pids"
    _wait_until(lambda: pids.exists() and len(pids.read_text().split()) == 2, 60)

    grader.send_signal(signal.SIGKILL)
    grader.wait()

    _wait_until(lambda: not any(_lives(int(pid)) for pid in pids.read_text().split()), 10)


def test_a_zygote_that_was_killed_is_started_anew(tmp_path: Path) -> None:
    zygote = int(shown(warm(tmp_path, "import os\nos.getppid()")))
    os.kill(zygote, signal.SIGKILL)
    _wait_until(lambda: not _lives(zygote), 10)

    assert shown(warm(tmp_path, "1 + 1")) == "2"


def test_a_zygote_that_dies_while_it_imports_is_waited_for_by_nobody(tmp_path: Path) -> None:
    zygote = Zygote(("import os\nos._exit(3)",))

    def ask() -> None:
        with pytest.raises(RuntimeError, match="did not start"):
            zygote.fork(str(tmp_path), {}, {})

    asking = multiprocessing.get_context("fork").Process(target=ask)
    asking.start()
    asking.join(30)
    asked = asking.exitcode
    asking.kill()
    zygote.close()

    assert asked == 0


def test_a_zygote_that_its_owner_has_closed_is_waited_for_by_nobody(tmp_path: Path) -> None:
    zygote = Zygote(())
    closed = multiprocessing.get_context("fork").Event()

    def ask() -> None:
        closed.wait(30)
        with pytest.raises(RuntimeError, match="did not start"):
            zygote.fork(str(tmp_path), {}, {})

    asking = multiprocessing.get_context("fork").Process(target=ask)
    asking.start()
    zygote.close()
    closed.set()
    asking.join(30)
    asked = asking.exitcode
    asking.kill()
    zygote._process.wait(10)

    assert asked == 0


def test_control_c_while_a_zygote_imports_is_for_its_owner(tmp_path: Path) -> None:
    zygote = Zygote(("import time\ntime.sleep(1)",))
    family = psutil.Process().children()
    mine = [child.pid for child in family if os.getpgid(child.pid) == os.getpgid(0)]
    zygote.close()

    assert zygote._process.pid in {child.pid for child in family}
    assert zygote._process.pid not in mine


def test_the_kernel_of_another_environment_is_left_to_plain_papermill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from toolkit.warm.possible import why_not_warm

    spec = tmp_path / "kernels/elsewhere"
    spec.mkdir(parents=True)
    other = tmp_path / "venv/bin/python"
    other.parent.mkdir(parents=True)
    other.symlink_to(sys.executable)
    (spec / "kernel.json").write_text(json.dumps({"argv": [str(other), "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "x"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))

    assert "'elsewhere' is another Python" in why_not_warm("elsewhere")


def test_another_kernel_is_left_to_plain_papermill() -> None:
    from toolkit.warm.possible import why_not_warm

    assert "knows no kernel 'cobol'" in why_not_warm("cobol")


def test_where_there_is_no_fork_plain_papermill_runs_it_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    from toolkit.warm.possible import why_not_warm

    why_not_warm.cache_clear()
    monkeypatch.setattr(sys, "platform", "freebsd14")
    try:
        with caplog.at_level("WARNING", logger="papermill"):
            seen = warm(tmp_path, "1 + 1")
    finally:
        why_not_warm.cache_clear()

    assert shown(seen) == "2"
    assert "needs Linux and this is freebsd14; running it with a kernel of its own" in caplog.text


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _wait_until(true: Any, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize("first", ["papermill", "toolkit.warm", "toolkit.warm.engine", "toolkit.warm.zygote"])
def test_the_engine_is_there_whatever_is_imported_first(first: str) -> None:
    code = f"import {first}; from papermill.engines import papermill_engines as p; print(p.get_engine('warm').__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "WarmEngine"
