"""What every value that comes from a file shares: frozen, strict, and no field that nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


class Value(BaseModel):
    """A frozen value read from a file. `no` stays text, `"3"` stays text, an unknown field is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True)


class BrokenRulesError(ValueError):
    """Raised by a validator for all rules that a value breaks: for each, where inside the value, and what."""

    def __init__(self, broken: Sequence[tuple[tuple[str | int, ...], str]]) -> None:
        self.broken = tuple(broken)
        super().__init__("; ".join(message for _, message in broken))


def _unwrap(text: str) -> str:
    """Join the lines of a folded YAML text; a blank line stays a paragraph break."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n") if part.strip())


def _unique(values: tuple[Any, ...]) -> tuple[Any, ...]:
    ids = [value.id for value in values]
    if twice := [i for i, id in enumerate(ids) if id in ids[:i]]:
        raise BrokenRulesError(
            [((i, "id"), f"the id '{ids[i]}' is used twice; every id is used once") for i in twice]
        )
    return values


Text = Annotated[str, StringConstraints(min_length=1, max_length=2_000), AfterValidator(_unwrap)]
"""Prose for people, up to 2,000 characters."""

Spoken = Annotated[str, StringConstraints(min_length=1, max_length=480), AfterValidator(_unwrap)]
"""One line that a person says: what fits into one breath or two. Square brackets hold what is seen, not said."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
# pydantic's engine is Rust's: its `$` matches at the very end only, never before a last newline.
"""`snake_case`, and the same as the file's name where a file holds one thing."""

Percent = Annotated[int, Field(ge=0, le=100)]
Unique = AfterValidator(_unique)
