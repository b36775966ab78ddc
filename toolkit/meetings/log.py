"""A log of real 1:1s that keeps counts and commitments, and nothing of what was said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field

from toolkit.content import Value

Share = Literal["mostly_they", "about_half", "mostly_i"]
Kept = Literal["yes", "partly", "no", "none"]

OWN_WORDS: Final[dict[Share, str]] = {"mostly_they": "mostly they", "about_half": "about half and half", "mostly_i": "mostly I"}
"""Who had the words, as one remembers it."""

KEPT: Final[dict[Kept, str]] = {"yes": "yes", "partly": "in part", "no": "no", "none": "there was none"}
"""Whether one did what one had meant to do."""


class RealTalk(Value):
    """What somebody notes about a 1:1 of theirs. No name and no content: whoever finds it learns nothing of the other."""

    day: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
    whom: Annotated[str, Field(max_length=20)] = ""
    """A letter or two."""
    minutes: Annotated[int, Field(ge=0, le=240)]
    words: Share
    gave_back: Annotated[int, Field(ge=0, le=99)]
    advised: Annotated[int, Field(ge=0, le=99)]
    kept: Kept
    """Whether the commitment for this talk was kept."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What many entries come to."""

    talks: int
    gave_back: float | None
    """Times something was given back in a talk, on average; None without a talk."""
    advised: float | None
    mostly_they: float | None
    """Share of the talks in which the other had most of the words, 0 to 1."""
    kept: int
    """Commitments kept, in part counting as kept."""
    meant: int
    """Talks for which there was a commitment."""


def tally(talks: Iterable[RealTalk]) -> Tally:
    """Return what the entries of a log come to."""
    entries = list(talks)
    meant = [entry for entry in entries if entry.kept != "none"]
    return Tally(
        talks=len(entries),
        gave_back=_mean(entry.gave_back for entry in entries),
        advised=_mean(entry.advised for entry in entries),
        mostly_they=_mean(entry.words == "mostly_they" for entry in entries),
        kept=sum(entry.kept in ("yes", "partly") for entry in meant),
        meant=len(meant),
    )


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return sum(found) / len(found) if found else None
