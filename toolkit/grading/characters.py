"""Text as it is compared: what the eye cannot tell apart is the same, and what it cannot see is not there.

For comparing, for scoring and for notices only. What a learner wrote is stored and shown as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ALIKE: Final = (
    "аa еe оo рp сc уy хx ѕs іi јj һh ԁd ԛq ԝw ѵv ӏl гr АA ВB ЕE КK МM НH ОO РP СC ТT ХX ЅS ІI ЈJ ԌG ԜW ѴV УY ҮY ӀI "
    "αa ιi οo ρp νv υu γy ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ϲc ϳj օo սu ոn ցg հh զq ՕO ՍU ՏS ɑa ɡg ıi ꜱs"
)
"""Letters of other alphabets, each with the Latin one that it looks like: from Unicode's `confusables.txt` (UTS #39)."""

_LATIN: Final = {pair[0]: pair[1] for pair in _ALIKE.split()}
_TO_LATIN: Final = str.maketrans(_LATIN)
_UNSEEN = (
    "\u034f\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff"
)
_REGION_FLAG: Final = re.compile("\U0001f3f4[\U000e0030-\U000e007a]{2,6}\U000e007f")
"""The flags of England, Scotland and Wales are spelt with tag characters."""
# Beyond U+0590 begin the scripts that need joiners; there, between emoji, and at the edges of a word they hide nothing.
_BEFORE: Final = "[^\\W_\u0590-\U0010ffff]"
_HIDDEN: Final = re.compile(
    f"(?<={_BEFORE})[{_UNSEEN}]+(?={_BEFORE})|[{_UNSEEN}]{{4,}}|[\u202d\u202e\U000e0000-\U000e007f]+|[\u202b\u2067]"
)
_INSIDE: Final = re.compile(f"(?:(?<={_BEFORE})|(?<=['’-]))[\u00ad{_UNSEEN}]+(?={_BEFORE}|['’-])")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_OVERRIDES: Final = re.compile("[\u202d\u202e\U000e0000-\U000e007f]")
_WORD: Final = re.compile(r"[^\s!-&(-/:-@\[-`{-~¡¿«»‹›“”„…–—―•·。、，！？：；「」।॥؟،؛']+(?:'[^\s!-/:-@\[-`{-~¡¿«»‹›“”„…–—―•·']+)*")
"""Told by what stands between words, so that vowel signs, which are no letters to `re`, stay in theirs."""


class _Plain(dict[int, str | None]):
    """Character → what it is compared as, found out when it first comes up."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        unseen = unicodedata.category(character) == "Cf" or re.match(f"[{_UNSEEN}]", character)
        self[code] = plain = None if unseen else "'" if character in "’‘ʼ" else _LATIN.get(character, character)
        return plain


_PLAIN: Final = _Plain()


def plain(text: str) -> str:
    """Return the text as it is compared.

    >>> plain("Age\\u200bnd\\u0430, it\\u2019s \\ufb01ne")
    "agenda, it's fine"
    """
    if text.isascii():
        return text.casefold()
    return unicodedata.normalize("NFKC", text).translate(_PLAIN).casefold()


def plain_words(text: str) -> list[str]:
    """Return the words of a text as they are compared.

    >>> plain_words("Don't “follow-up”, हिन्दी!")
    ["don't", 'follow', 'up', 'हिन्दी']
    """
    return _WORD.findall(plain(text))


def hidden_characters(text: str) -> list[str]:
    """Return the runs of characters in a text that nobody sees and that no script needs where they stand.

    >>> hidden_characters("a\\u200bb"), hidden_characters("ک\\u200cگ"), hidden_characters("HTML\\u200cگ")
    (['\\u200b'], [], [])
    """
    if text.isascii():
        return []
    # As many characters as before, so that what is found stands in the text as it was.
    text = _REGION_FLAG.sub(lambda flag: "x" * len(flag[0]), text)
    right_to_left = any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)
    found: list[str] = _HIDDEN.findall(text)
    # A text in Hebrew or Arabic needs marks of direction, though never an override.
    return [run for run in found if not right_to_left or _OVERRIDES.search(run) or not set(run) <= _DIRECTION]


_DIRECTION: Final = frozenset("\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069")


def visible(text: str) -> str:
    """Return a text as it is read: without what hides inside its Latin words, and these in Latin letters.

    >>> visible("Age\\u200bnd\\u0430, \\ufb01rst")
    'Agenda, first'
    """
    if text.isascii():
        return text
    text = _INSIDE.sub("", text)
    disguised = bool(mixed_words(text))
    return _LETTERS.sub(lambda word: _in_latin(word[0], disguised), text)


def _in_latin(word: str, disguised: bool) -> str:
    if word.isascii():
        return word
    spelt = unicodedata.normalize("NFKC", word)
    # A word that looks Latin from end to end is one where others are disguised; elsewhere it may well be Russian or Greek.
    latin = spelt.translate(_TO_LATIN) if disguised or _is_mixed(spelt) else spelt
    return latin if latin.isascii() or _is_mixed(spelt) else word


def with_names(text: str) -> str:
    """Return the text with its hidden characters named, so that they can be seen.

    >>> with_names("a\\u202eb")
    'a⟨U+202E⟩b'
    """
    runs = set(hidden_characters(text))
    for run in sorted(runs, key=len, reverse=True):
        text = text.replace(run, "".join(f"⟨U+{ord(c):04X}⟩" for c in run))
    return text


def mixed_words(text: str) -> list[str]:
    """Return the words in which letters of another alphabet stand among the Latin ones that they look like.

    >>> mixed_words("An \\u0430genda for Жужа, 5 µm and Δt") == ["\\u0430genda"]
    True
    """
    if text.isascii():
        return []
    return [word for word in _LETTERS.findall(text) if _is_mixed(word)]


def _is_mixed(word: str) -> bool:
    latin = sum(c.isascii() for c in word)
    strange = [c for c in word if not c.isascii() and not unicodedata.name(c, "").startswith("LATIN")]
    return latin >= 2 and bool(strange) and all(c in _LATIN for c in strange)
