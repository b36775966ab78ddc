"""What every value that comes from a file shares: frozen, strict, and no field that nobody knows."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


class Value(BaseModel):
    """A frozen value read from a file. `no` stays text, `"3"` stays text, an unknown field is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def _unwrap(text: str) -> str:
    """Join the lines of a folded YAML text; a blank line stays a paragraph break."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n") if part.strip())


def _unique(values: tuple[Any, ...]) -> tuple[Any, ...]:
    seen: set[str] = set()
    for value in values:
        if value.id in seen:
            raise ValueError(f"the id '{value.id}' is used twice; every id is used once")
        seen.add(value.id)
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
