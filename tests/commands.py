"""Commands of `one-on-one`, run in this process."""

from __future__ import annotations

from click.testing import CliRunner, Result

from toolkit.cli import main


def run(*arguments: str, typed: str | bytes | None = None) -> Result:
    """Run a command in this process; anything but a clean exit raises here."""
    result = CliRunner().invoke(main, list(arguments), input=typed)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def refused(*arguments: str, typed: str | bytes | None = None) -> str:
    """Return what a refused command says."""
    result = run(*arguments, typed=typed)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    return result.stderr
