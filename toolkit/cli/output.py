"""What every command that also speaks to programs shares."""

from __future__ import annotations

import json
from typing import Any, Final

import click

JSON: Final = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


def dump(value: Any) -> str:
    """Return a value as JSON that a person can read too."""
    return json.dumps(value, indent=2, ensure_ascii=False)
