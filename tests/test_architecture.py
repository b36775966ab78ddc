"""Who may import whom, which outside library lives where, and what no module does.

Imports are read from the source, those inside functions too.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import toolkit

ROOT = Path(toolkit.__file__).parent
RANKS = {
    "errors": 0,
    "warm": 1,
    "conversation": 1,
    "content": 2,
    "feedback": 3,
    "meetings": 3,
    "practice": 4,
    "records": 5,
    "grading": 6,
    "learning": 6,
    "workshop": 6,
    "views": 7,
    "check": 7,
    "cli": 8,
    "fitting": 8,
    "__init__": 8,
    "__main__": 9,
}
"""A package imports only from packages of a lower rank; neighbours of one rank do not know each other."""

HOMES = {
    "ruamel": {"content"},
    "sqlalchemy": {"records"},
    "papermill": {"grading", "warm"},
    "nbclient": {"warm"},
    "nbformat": {"grading"},
    "jupyter_client": {"warm"},
    "ipykernel": {"warm"},
    "distributed": {"grading"},
    "xlsxwriter": {"grading"},
    "pandas": {"grading", "workshop"},
    "ipywidgets": {"views"},
    "anywidget": {"views"},
    "traitlets": {"views", "warm"},
    "markupsafe": {"views"},
    "IPython": {"views", "warm"},
    "click": {"cli"},
    "snowballstemmer": {"feedback"},
    "openai": {"practice"},
    "icalendar": {"meetings"},
    "numpy": {"fitting"},
    "scipy": {"fitting"},
    "sklearn": {"fitting"},
    "pydantic": set(RANKS),
    "pydantic_core": {"content"},
}
"""Each outside library and where it may be imported."""

STANDARD = {"__future__", *__import__("sys").stdlib_module_names}
MODULES = [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in sorted(ROOT.rglob("*.py"))]
every_module = pytest.mark.parametrize("module", MODULES)


def home(module: Path) -> str:
    """Return the package of a module, or the module's own name at the top."""
    first, *rest = module.relative_to(ROOT).parts
    return first if rest else Path(first).stem


def tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def imports(module: Path) -> Iterator[str]:
    """Yield the full name of everything that a module imports, wherever in it."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: relative imports hide where a name comes from"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_package_has_a_rank() -> None:
    assert {home(param.values[0]) for param in MODULES} <= RANKS.keys()


@every_module
def test_a_module_imports_only_what_ranks_below_it(module: Path) -> None:
    own = home(module)
    for name in imports(module):
        top, _, rest = name.partition(".")
        if top != "toolkit":
            continue
        other = rest.split(".")[0]
        assert other in RANKS, f"{name}: import from where a name is defined, not from `toolkit`"
        assert other == own or RANKS[other] < RANKS[own], f"{own} may not import {other}"


@every_module
def test_an_outside_library_is_imported_only_at_home(module: Path) -> None:
    for name in imports(module):
        top = name.split(".")[0]
        if top in STANDARD or top == "toolkit":
            continue
        assert top in HOMES, f"{top} has no home yet"
        assert home(module) in HOMES[top], f"{top} is not for {home(module)}"


@every_module
def test_a_module_can_be_read_in_one_go(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 450


def calls(module: Path, *names: str) -> Iterator[ast.Call]:
    """Yield the calls of functions with one of these names, plain or behind a dot."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            if name in names:
                yield node


@every_module
def test_nothing_runs_text_as_code(module: Path) -> None:
    assert not {name.split(".")[0] for name in imports(module)} & {
        "pickle",
        "marshal",
        "shelve",
        "yaml",
        "dill",
    }
    for call in calls(module, "eval", "exec", "__import__", "compile"):
        behind = (
            call.func.value.id
            if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
            else ""
        )
        assert behind == "re", f"{module}:{call.lineno}"


@every_module
def test_sql_and_commands_are_never_put_together_from_texts(module: Path) -> None:
    starts_processes = "subprocess" in {name.split(".")[0] for name in imports(module)}
    assert not starts_processes or module == STARTS_PYTHON
    assert not [call for call in calls(module, "Popen", "run") if {"shell", "executable"} & {word.arg for word in call.keywords}]
    for call in calls(module, "text", "execute", "exec_driver_sql", "system", "popen"):
        for argument in call.args[:1]:
            numbers_only = isinstance(argument, ast.BinOp) and "%d" in ast.unparse(argument.left)
            assert numbers_only or not isinstance(argument, ast.JoinedStr | ast.BinOp), (
                f"{module}:{call.lineno}"
            )


STARTS_PYTHON = ROOT / "warm" / "zygote.py"
"""The one module that starts a process, of this very interpreter."""

TAG = re.compile(
    r"(?<!\?P)</?(?:a|b|i|p|q|br|hr|em|strong|div|span|section|table|t[rdh]|[uo]l|li|h[1-6]|img|svg|g|rect|text|title|style|"
    r"script|iframe|form|input|button|details|summary|label)[\s/>]",
    re.IGNORECASE,
)
WRITES_MARKUP = ROOT / "views" / "html.py"


@every_module
def test_only_one_module_makes_markup_of_values(module: Path) -> None:
    for call in calls(module, "Markup"):
        constant = all(isinstance(argument, ast.Constant) for argument in call.args)
        assert constant or module == WRITES_MARKUP, f"{module}:{call.lineno}"


@every_module
def test_only_one_module_writes_tags(module: Path) -> None:
    if module == WRITES_MARKUP:
        return
    source = tree(module)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        ast.get_docstring(node, clean=False) for node in ast.walk(source) if isinstance(node, documented)
    }
    for node in ast.walk(source):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in docstrings:
            assert not TAG.search(node.value), f"{module}:{node.lineno}"


@every_module
def test_a_module_says_what_it_is_about(module: Path) -> None:
    assert (ast.get_docstring(tree(module)) or "").split("\n")[0].endswith((".", ":", "`"))


def test_notebooks_import_few_names_and_each_is_there_and_explained() -> None:
    assert len(toolkit.__all__) == len(set(toolkit.__all__)) <= 32
    assert toolkit.__all__ == sorted(toolkit.__all__)
    for name in toolkit.__all__:
        assert (getattr(toolkit, name).__doc__ or "").strip(), name


@pytest.mark.parametrize("package", sorted(path.parent.name for path in ROOT.glob("*/__init__.py")))
def test_every_name_that_a_package_offers_is_there(package: str) -> None:
    offered = importlib.import_module(f"toolkit.{package}")

    assert [name for name in getattr(offered, "__all__", ()) if not hasattr(offered, name)] == []
