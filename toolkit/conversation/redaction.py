"""Taking out who it was: names become roles; e-mail addresses, telephone numbers and links become masks.

    transcript -> finds, a turn at a time -> a preview (`redactions`) or the transcript without them (`without_names`)

Names are those of the people who speak, and those the caller adds; whoever is only spoken of is not known here. The
full name, its parts and the possessive are replaced, never inside another word:

* a name of three letters or more, whatever its case; a shorter one (`Bo`) only with a capital;
* a name that is also a common word (`Will`, `May`, `Mark`) only with a capital, and at the start of a sentence only
  where the sentence cannot mean the word: with the surname (`Will Hughes`), a possessive (`Will's`), a comma or the
  end of the sentence behind it (`Mark, …`, `Mark?`), or a verb that a person does (`Will said`);
* a month that is also a name (`May`) is left where a date is meant: `in May`, `3 May`, `May 4`.

A name that two people share becomes `a colleague` where it does not say which of them is meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from toolkit.conversation.transcript import Speaker, Transcript

ROLE_WORDS: Final[dict[Speaker, str]] = {
    "manager": "the manager",
    "report": "the report",
    "other": "a colleague",
}

_COMMON = frozenset(
    """
    amber an angel april art august autumn baker ball banks bell berry best bill bird bishop black bond brook brooks
    brown bush butler can carol carter case cash chance charity chase cherry chin christian church clay cliff cook
    cooper cross dale daisy dawn day dean do don drew duke early eve faith fern field fields fisher ford forest foster
    fox frank gale gene ginger glen good grace grant gray green grey guy hall happy harmony hazel head heath heather
    hill him holly hope house hunter iris ivy jack jade jay jewel joy june justice king knight lamb lance lane law lee
    lily link little long love lucky major man march mark marks mason max may melody mercy merry miles mike miller
    moody moon norm north olive page park parks pat patience pearl penny pepper pierce pope potter power powers price
    queen ray red reed rice rich river rivers rob robin rock rod roman root rose ruby rush sage sandy savage sharp
    short singer skip sky small so son song star sterling stone strong sue summer sun sunny sunday swan swift taylor
    temple tony true turner victor viola violet wade walker wan ward wells west white will wing winter winters wise
    wolf wood woods yes you young
    """.split()
)
_MONTHS = frozenset({"april", "may", "june", "july", "august", "march"})
_NOT_A_NAME = frozenset(
    "me dr mr mrs ms miss mx prof sir manager report employee colleague speaker guest unknown user host caller the and"
    " de da del della den der di dos du el la le ten ter van von y zu bin bint ibn".split()
)
_PERSONAL = re.compile(
    r"[ \t]+(?:said|says|told|tells|asked|asks|thinks|thought|wants|wanted|mentioned|was|is|has|and I)\b"
)
_DATE_BEFORE = re.compile(
    r"(?:\b(?:in|since|by|until|till|of|from|last|next|early|late|mid|this)|\d(?:st|nd|rd|th)?)[ \t-]+$", re.I
)
_DATE_BEHIND = re.compile(r"[ \t]+\d")
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september"
    " october november december ok okay english".split()
)
_WORD_WITH_CAPITAL = re.compile(r"\b(?!I\b)[^\W\d_a-z][^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:\n\u3002\uff01\uff1f\]])[\s\"'“‘«(]*$")
_SENTENCE_END = re.compile(r"['’]s?\b|[,.!?…]|['’]?\s*$")
# Scripts that put no space between words: there a name may touch its neighbours.
_NO_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
# One or two letters that Hebrew and Arabic write before a name: and, to, in, of, that, from.
_PREFIX = re.compile("[\u05d5\u05dc\u05d1\u05e9\u05de\u05d4\u05db\u0648\u0641\u0628\u0644\u0643]{1,2}")
_RTL = re.compile("[\u0590-\u06ff]")
_PLAIN = {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ħ": "h"}
_BETWEEN = r"(?:,?[ \t\u00a0]{1,2}|[._-]?)"

_NEAR = 40
"""How many letters on either side tell a name from a word."""

_MAIL = r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
_LINK = (
    r"\b(?:https?|ftp)://[^\s<>\"”]+|\bmailto:[^\s<>\"”]+|\bwww\.[^\s<>\"”]+"
    r"|\b(?:[\w-]{1,63}\.){1,4}(?:com|org|net|edu|gov|info|io|ai|app|dev|eu|uk|de|fr|nl|ch|se|ca|au)\b(?:/[^\s<>\"”]*)?"
)
_PHONE = r"(?<![\w.,/:])(?:\+|00)?[ \t]?\(?\d(?:[ \t\u00a0().\-/\u2010-\u2013]{0,2}\d){6,14}(?![\w:])"
_NO_PHONE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|(?:19|20)\d\d[ \t]?\D[ \t]?(?:19|20)\d\d|\d(?:[ .,]\d{3})+"
)


class Redaction(NamedTuple):
    """One thing that is taken out."""

    turn: int
    """Index of the turn, from 0."""
    what: str
    instead: str


class _Person(NamedTuple):
    role: Speaker
    parts: tuple[str, ...]
    keys: frozenset[str]


def without_names(transcript: Transcript, also: Iterable[str] = ()) -> Transcript:
    """Return the talk with roles instead of names and with masks for what reaches or finds a person.

    `also` are names of people who are spoken of: each becomes `a colleague`.
    """
    patterns = _Finder(transcript, also)
    return Transcript(
        tuple(replace(turn, text=patterns.replaced(turn.text), name="") for turn in transcript.turns)
    )


def redactions(transcript: Transcript, also: Iterable[str] = ()) -> tuple[Redaction, ...]:
    """Return everything that `without_names` would take out, in order, so that somebody can look at it first."""
    patterns = _Finder(transcript, also)
    return tuple(
        Redaction(i, what, instead)
        for i, turn in enumerate(transcript.turns)
        for _, what, instead in patterns.finds(turn.text)
    )


def perhaps_names(transcript: Transcript) -> tuple[str, ...]:
    """Return the words with a capital inside a sentence, the most frequent first: names that nobody gave, among others.

    >>> from toolkit.conversation import talk
    >>> perhaps_names(talk(("manager", "Well, I saw Marek on Monday. Then Leeds rang, and Marek left.")))
    ('Marek', 'Leeds')
    """
    found: dict[str, int] = {}
    for turn in transcript.turns:
        for match in _WORD_WITH_CAPITAL.finditer(turn.text):
            before = turn.text[max(0, match.start() - _NEAR) : match.start()]
            inside = bool(before.strip()) and not _SENTENCE_START.search(before)
            if inside and match[0][0].isupper() and match[0].casefold() not in _DAYS:
                found[match[0]] = found.get(match[0], 0) + 1
    return tuple(sorted(found, key=lambda word: -found[word]))


class _Finder:
    """Finds in a text what is to be taken out."""

    def __init__(self, transcript: Transcript, also: Iterable[str]) -> None:
        named = dict.fromkeys((turn.speaker, turn.name) for turn in transcript.turns)
        everybody: list[tuple[Speaker, str]] = [*named, *(("other", name) for name in also)]
        self._people = [
            _Person(role, parts, frozenset(map(_key, parts)))
            for role, name in everybody
            if (parts := _parts(name))
        ]
        every_part = sorted({part for person in self._people for part in person.parts}, key=len, reverse=True)
        one = "|".join(map(_pattern, every_part)) or r"(?!)"
        self._part = re.compile(one, re.IGNORECASE)
        self._find = re.compile(
            f"(?P<mail>{_MAIL})|(?P<link>{_LINK})|(?P<phone>{_PHONE})|(?P<name>(?:{one})(?:{_BETWEEN}(?:{one})){{0,5}})",
            re.IGNORECASE,
        )

    def replaced(self, text: str) -> str:
        """Return the text without what is found in it."""
        kept, last = [], 0
        for start, what, instead in self.finds(text):
            kept += [text[last:start], instead]
            last = start + len(what)
        return "".join([*kept, text[last:]])

    def finds(self, text: str) -> Iterator[tuple[int, str, str]]:
        """Yield where something stands, what it is, and what comes instead."""
        at = 0
        while match := self._find.search(text, at):
            at = match.end()
            match match.lastgroup:
                case "mail":
                    yield match.start(), match[0], "[e-mail]"
                case "link":
                    link = match[0].rstrip(".,;:!?)'’")
                    at = match.start() + len(link)
                    yield match.start(), link, "[link]"
                case "phone":
                    if not _NO_PHONE.fullmatch(match[0].strip()):
                        what = match[0].lstrip()
                        yield match.end() - len(what), what, "[phone]"
                case _:
                    found = list(self._names(text, match.start(), match.end()))
                    yield from found
                    first = self._part.match(text, match.start())
                    at = found[-1][0] + len(found[-1][1]) if found else first.end() if first else at

    def _names(self, text: str, start: int, end: int) -> Iterator[tuple[int, str, str]]:
        """Yield the people in a run of names: `Ana Ito, Bo` are two."""
        group: list[re.Match[str]] = []
        people: list[_Person] = []
        for part in self._part.finditer(text, start, end):
            here = [person for person in self._people if _key(part[0]) in person.keys]
            both = [person for person in people if person in here]
            if group and (not both or _key(part[0]) in [_key(one[0]) for one in group]):
                yield from _one(text, group, people)
                group, people = [part], here
            else:
                group, people = [*group, part], both or here
        if group:
            yield from _one(text, group, people)


def _one(text: str, parts: list[re.Match[str]], people: list[_Person]) -> Iterator[tuple[int, str, str]]:
    # Of `Ana Itoh` only `Ana` is a part of Ana Ito's name.
    while parts and _goes_on(text, parts[0].start(), parts[-1].end()):
        parts = parts[:-1]
    while parts and _begins_inside(text, parts[0].start(), parts[0][0]):
        parts = parts[1:]
    if len(parts) > 1 and not _means_a_person(text, parts):
        # `Bo young` may be Bo and a young one, and not Bo Young.
        for part in parts:
            yield from _one(text, [part], people)
    elif parts and _means_a_person(text, parts):
        start, end = parts[0].start(), parts[-1].end()
        roles = {person.role for person in people}
        yield start, text[start:end], ROLE_WORDS[roles.pop()] if len(roles) == 1 else ROLE_WORDS["other"]


def _goes_on(text: str, start: int, end: int) -> bool:
    behind = text[end : end + 1] or " "
    in_word = behind.isalnum() or unicodedata.category(behind)[0] == "M"
    return in_word and not _NO_SPACES.search(text, start, end)


def _begins_inside(text: str, start: int, name: str) -> bool:
    before = re.search(r"[^\W_]*$", text[max(0, start - 3) : start])
    letters = before[0] if before else ""
    if _RTL.match(name) and len(name) > 2 and _PREFIX.fullmatch(letters):
        return False
    in_word = bool(letters) or unicodedata.category(text[start - 1 : start] or " ")[0] == "M"
    return in_word and not _NO_SPACES.search(name)


def _means_a_person(text: str, parts: list[re.Match[str]]) -> bool:
    words = [part[0] for part in parts]
    if any(len(word) > 2 and _key(word) not in _COMMON for word in words):
        return True
    first, start, end = words[0], parts[0].start(), parts[-1].end()
    before, behind = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    if not all(_capital(word, f"{before}{text[start:end]}{behind}") for word in words):
        return _NO_SPACES.search(first) is not None or _RTL.match(first) is not None
    if len(words) > 1 or _key(first) not in _COMMON:
        return True
    if _key(first) in _MONTHS and (_DATE_BEFORE.search(before) or _DATE_BEHIND.match(behind)):
        return False
    return not _SENTENCE_START.search(before) or bool(_SENTENCE_END.match(behind) or _PERSONAL.match(behind))


def _capital(word: str, around: str) -> bool:
    """Return whether a word has a capital that tells something: in a shout every word has one."""
    return word[0].isupper() and not (len(word) > 1 and word.isupper() and around.isupper())


def _parts(name: str) -> tuple[str, ...]:
    """Return the parts of a name that stand for the person."""
    name = unicodedata.normalize("NFC", re.sub(r"[(\[][^()\[\]]*[)\]]", " ", name)).partition("@")[0]
    words = [word.strip("'’\"“”-") for word in re.split(r"[\s,._]+", name)]
    words += [part for word in words if "-" in word for part in word.split("-")]
    return tuple(
        word
        for word in dict.fromkeys(words)
        if len(word) > 1 and any(c.isalpha() for c in word) and word.casefold() not in _NOT_A_NAME
    )


def _key(word: str) -> str:
    """Return what a name and its spelling without accents have in common."""
    letters = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    return "".join(
        _PLAIN.get(c, c) for c in letters if unicodedata.category(c)[0] != "M" or not _latin_mark(c)
    )


def _latin_mark(c: str) -> bool:
    return "\u0300" <= c <= "\u036f"


def _pattern(part: str) -> str:
    return "".join(map(_letter, part))


def _letter(c: str) -> str:
    """Return a pattern for a letter of a name, which speech recognisers also write without its accent."""
    if c in "'’":
        return "['’]"
    plain = _key(c)
    letters = re.escape(c) + (re.escape(plain) if len(plain) == 1 else "")
    return f"[{letters}][\u0300-\u036f]*"
