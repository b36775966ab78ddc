"""The wheel holds all that the commands need: installed elsewhere, they run from an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


def _uv_or_pip() -> list[str]:
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    return [uv, "build", "--wheel"] if uv else [sys.executable, "-m", "pip", "wheel", "--no-deps"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this folder as git has it, built as a packager would."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    kept = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    for name in filter(None, kept):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    command = _uv_or_pip()
    place = ["--out-dir" if "build" in command else "--wheel-dir", str(folder / "built")]
    done = subprocess.run([*command, *place, str(source)], capture_output=True, text=True, timeout=300, check=False)
    if done.returncode and not os.environ.get("CI"):
        pytest.skip(f"The wheel could not be built here, perhaps without a network: {done.stderr.strip()[-200:]}")
    assert done.returncode == 0, done.stderr
    (built,) = (folder / "built").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's files as an installer puts them."""
    target = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def run(installed: Path, empty: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run the installed package, which must not see the clone, from an empty folder."""
    clone = {str(ROOT), str(ROOT / "toolkit")}
    # The finder of the editable install would find the clone first, so it is taken away, and so are the test tools.
    start = (
        "import sys, runpy\n"
        f"sys.path[:] = [{str(installed)!r}] + [p for p in sys.path if p not in {clone!r}]\n"
        "sys.meta_path[:] = [f for f in sys.meta_path if 'editable' not in repr(f).lower()]\n"
        "for name in ('pytest', 'hypothesis', 'nbval', 'mypy', 'playwright'): sys.modules[name] = None\n"
        "sys.argv[0] = 'one-on-one'\n"
        f"import toolkit; assert toolkit.__file__.startswith({str(installed)!r}), toolkit.__file__\n"
        "runpy.run_module('toolkit', run_name='__main__', alter_sys=False)\n"
    )
    return subprocess.run(
        [sys.executable, "-P", "-c", start, *arguments], cwd=empty, input=typed, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_wheel_holds_the_content_and_nothing_that_belongs_to_the_clone(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    for name in (
        "toolkit/cli/__init__.py",
        "toolkit/py.typed",
        "toolkit/views/room.js",
        "toolkit/views/room.css",
        "toolkit/_shipped/rubrics/one_on_one.yaml",
        "toolkit/_shipped/exercises/scenarios/gone_quiet.yaml",
        "toolkit/_shipped/exercises/01_first_one_on_one/exercise.ipynb",
        "toolkit/_shipped/exercises/01_first_one_on_one/reference/good.json",
    ):
        assert name in names
    assert [name for name in names if not name.startswith(("toolkit/", "one_on_one_toolkit-"))] == []
    assert [name for name in names if "handed_in" in name or name.endswith((".sqlite", ".pyc"))] == []


def test_every_content_file_of_the_clone_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    content = [*(ROOT / "exercises").rglob("*.yaml"), *(ROOT / "rubrics").glob("*.yaml"), *(ROOT / "exercises").glob("*/exercise.ipynb")]

    assert [path for path in content if f"toolkit/_shipped/{path.relative_to(ROOT).as_posix()}" not in names] == []


def test_the_licences_are_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        licences = {Path(name).name for name in archive.namelist() if "/licenses/" in name}

    assert licences == {"LICENSE", "LICENSE-CONTENT"}


def test_the_installed_package_runs_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()

    helped = run(installed, empty, "--help")
    played = run(installed, empty, "play", "gone_quiet", "--say", "-", typed="What are your afternoons like?\n")
    checked = run(installed, empty, "check")

    assert (helped.returncode, helped.stderr) == (0, "")
    assert "Usage: " in helped.stdout
    assert (played.returncode, played.stderr) == (0, "")
    assert "Ruth: " in played.stdout
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "0 problems" in checked.stdout
    assert list(empty.iterdir()) == []
