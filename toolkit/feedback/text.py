"""A line cut into sentences and word stems: what the behaviours look at."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import snowballstemmer

from toolkit.conversation import words

_SENTENCE = re.compile(r"(?:[^.!?…\n]|(?<=\d)\.(?=\d))+(?:[.!?…]+[\"'”’)]*|\n|$)|[.!?…]+")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})
_stemmer = snowballstemmer.stemmer("english")

FUNCTION_WORDS: Final = frozenset(
    "a about all also am an and any are as at be because been being but by can could did do does doing don't "
    "for from get go going got had has have having he her here him his how i i'd i'll i'm i've if in into is "
    "isn't it it's its just know like let me more my not now of off oh ok okay on one or our out really right say "
    "see she so some something sort than that that's the their them then there they thing things think this those "
    "though to too uh um up us very want was we we'll we're well were what what's when where which who why will "
    "with would yeah yes you you'd you'll you're you've your tell lot kind bit much".split()
)
"""Words that carry little of what a sentence is about. Sharing only these is not sharing a subject."""


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of a word, so that *worrying* and *worried* meet.

    >>> stem("Worrying") == stem("worried")
    True
    """
    plain = word.lower().translate(_APOSTROPHES).removesuffix("'s")
    return str(_stemmer.stemWord(plain))


SMALL_STEMS: Final = frozenset(stem(word) for word in FUNCTION_WORDS)
"""The stems of the words that say little by themselves."""


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of all words, in order."""
    return tuple(map(stem, words(text)))


@lru_cache(maxsize=10_000)
def entry_stems(entry: str) -> tuple[str, ...]:
    """Return the stems of an author's entry, a few words that every learner's text is held to: remembered, unlike a text."""
    return stems(entry)


def together(way: tuple[str, ...], sentence: Sentence) -> bool:
    """Return whether stems stand together, in this order, in a sentence."""
    if not way or not sentence.vocabulary.issuperset(way):
        return False
    said = sentence.stems
    return any(said[i : i + len(way)] == way for i in range(len(said) - len(way) + 1))


def stands_in(way: tuple[str, ...], sentence: Sentence) -> bool:
    """Return whether all stems of a way to put something stand in a sentence; small words alone must stand together."""
    # Almost every way ends at the first test.
    return sentence.vocabulary.issuperset(way) and (not SMALL_STEMS.issuperset(way) or together(way, sentence))


@lru_cache(maxsize=20_000)
def _is_small(word: str) -> bool:
    return word.lower().translate(_APOSTROPHES) in FUNCTION_WORDS


def subject_stems(text: str) -> frozenset[str]:
    """Return the stems of the words that say what a text is about."""
    return frozenset(stem(word) for word in words(text) if len(word) > 2 and not _is_small(word))


def repetition(sentences: Iterable[Sentence]) -> float:
    """Return how much of a sentence stands in the others too, on average: the share of its pairs of words, 0 to 1.

    In 135 texts that honest people wrote for our exercises it is .20 at most; in rows of keywords that were padded with small
    words, one frame for all, it is .34 at least.
    """
    pairs = [frozenset(itertools.pairwise(one.stems)) for one in sentences if len(one.stems) >= LEAST_WORDS]
    if len(pairs) < 2:
        return 0.0
    shares = (len(own & frozenset().union(*pairs[:i], *pairs[i + 1 :])) / len(own) for i, own in enumerate(pairs))
    return sum(shares) / len(pairs)


LEAST_WORDS: Final = 4
"""Sentences shorter than this repeat each other in any honest text."""


def is_prose(text: str) -> bool:
    """Return whether a text has the small words that people need to say something: a quarter of them at least, where prose has half.

    >>> is_prose("What is it about the printer?"), is_prose("printer huddle mistake lunch leaving")
    (True, False)
    """
    said = words(text)
    small = sum(map(_is_small, said))
    return len(said) < 5 or small >= len(said) / 4


@dataclass(frozen=True)
class Sentence:
    """One sentence of a line, with its place in it."""

    text: str
    start: int
    end: int

    @cached_property
    def low(self) -> str:
        """The text in lower case with straight apostrophes and without openers like *well* and *okay*."""
        low = " ".join(self.text.lower().translate(_APOSTROPHES).split())
        return _OPENER.sub("", low)

    @cached_property
    def words(self) -> list[str]:
        """The spoken words."""
        return words(self.text)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stems of its words, in order."""
        return tuple(map(stem, self.words))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The stems of its words, each once."""
        return frozenset(self.stems)

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The stems of the words that say what it is about."""
        return subject_stems(self.text)

    @cached_property
    def found(self) -> dict[str, float]:
        """What behaviours made of it so far, in its line, so that none looks at it twice."""
        return {}

    @cached_property
    def asks(self) -> bool:
        """Whether it ends in a question mark."""
        return self.text.rstrip("\"'”’) ").endswith("?")


_OPENER = re.compile(
    r"^(?:(?!(?:no (?:need|point|big)|look on|well done)\b)(?:okay|ok|well|yeah|yes|all right|alright|right|oh|um|uh|uhm|hmm|mm-hmm|mm|huh|and|but|because|now|"
    r"look|listen|ah|great|sure|good|fine|no|hi|hello|hey|i mean|you know|actually|just)\b[\s,.\-–—…]+)+"
)


@dataclass(frozen=True)
class Line:
    """What the manager said in one turn, and what the report had said before it."""

    text: str
    before: str = ""

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences in order."""
        return tuple(_sentences(self.text))

    @cached_property
    def is_prose(self) -> bool:
        """Whether it is more than a row of keywords."""
        return is_prose(self.text)

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The stems of the words that say what it is about."""
        return subject_stems(self.text)

    @cached_property
    def last_heard(self) -> str:
        """The end of the report's last turn, some 80 words, in lower case."""
        return self.before.rpartition("\n")[2][-400:].lower().translate(_APOSTROPHES).rstrip()

    @cached_property
    def marked(self) -> bool:
        """Whether it has any punctuation; what speech recognition writes has none."""
        return bool(_MARKS.search(self.text))

    @cached_property
    def asked(self) -> tuple[Sentence, ...]:
        """The sentences that end in a question mark."""
        return tuple(sentence for sentence in self.sentences if sentence.asks)

    @cached_property
    def heard(self) -> int:
        """How many words the report's last turn had, roughly."""
        return len(self.before.rpartition("\n")[2].split())

    @cached_property
    def before_stems(self) -> frozenset[str]:
        """What the report had just been talking about."""
        return subject_stems(self.before)


def _sentences(text: str) -> Iterator[Sentence]:
    for match in _SENTENCE.finditer(text):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        end = match.start() + len(match[0].rstrip())
        if end > start:
            yield from _clauses(text, start, end)


def _clauses(text: str, start: int, end: int) -> Iterator[Sentence]:
    """Cut what has no marks inside, as speech recognition writes it, where a question begins."""
    cuts = [start]
    if not _MARKS.search(text, start, end):
        cuts += [m.start("next") for m in _QUESTION.finditer(text, start, end) if m["word"].lower() not in _RUNS_ON]
    for begin, until in itertools.pairwise([*cuts, end]):
        clause = text[begin:until].rstrip()
        yield Sentence(clause, begin, begin + len(clause))


_MARKS = re.compile(r"[.!?…,;:]")
_QUESTION = re.compile(
    r"(?<![\w'’])(?P<word>[\w'’]++)\s(?P<next>(?:(?:and|so|but|or)(?: then)? |then )?(?:(?:what|how|why|where|when|who)(?:['’]s| (?:is|are|was|were|do|did|does|would|will|can|could|has|have|about|else|happened|makes|made))"
    r"|how (?:many|much|far|long|often)|which (?:part|days?|one|of)|(?:do|did|does|are|is|was|can|could|would|will|have|has) (?:you|he|she|they))\b)",
    re.IGNORECASE,
)
_RUNS_ON = frozenset(
    "i you he she it we they nobody who what how why when where which whom to will can could would should must not know knows knew see tell "
    "ask asked wonder is was that's about of and so but or that all if never do did does are am have has the a many much part days one "
    "says said think understand remember sure matter depends only".split()
)
"""Words after which what looks like a question is part of what was being said: *I know what did it*, *the thing is you*."""
