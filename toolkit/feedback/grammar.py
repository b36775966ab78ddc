"""How questions, statements and echoes look: what several behaviours share. A pattern that one needs stands beside it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from toolkit.feedback.text import Line, Sentence


def any_of(*patterns: str) -> re.Pattern[str]:
    r"""Return a pattern that matches where one of these does.

    Neighbours that begin with the same edge, `\b` or `^`, are put into one group: there `re` looks for the edge once, and not
    for each of them anew, which makes a long list several times as fast. Order and meaning stay the same.
    """
    alternatives = (one for pattern in patterns for one in _alternatives(pattern))
    groups = (list(group) for _, group in itertools.groupby(alternatives, key=_edge))
    return re.compile("|".join(f"(?:{'|'.join(f'(?:{one})' for one in group)})" for group in groups))


def _edge(pattern: str) -> str:
    return next((edge for edge in (r"\b", "^") if pattern.startswith(edge)), "")


_SIGNS = re.compile(r"\\.|\[(?:\\.|[^\]\\])+\]|[()|]")


def _alternatives(pattern: str) -> Iterator[str]:
    """Yield what stands between the outermost `|` of a pattern."""
    depth = begin = 0
    for sign in _SIGNS.finditer(pattern):
        depth += (sign[0] == "(") - (sign[0] == ")")
        if sign[0] == "|" and not depth:
            yield pattern[begin : sign.start()]
            begin = sign.end()
    yield pattern[begin:]


AUX = (
    r"(?:is|are|was|were|am|do|does|did|have|has|had|can|could|would|will|should|might|isn't|aren't|wasn't|"
    r"weren't|don't|doesn't|didn't|haven't|hasn't|can't|couldn't|wouldn't|won't|shouldn't)"
)
OPEN_START = any_of(
    rf"(?:so |and |then )*(?:what|how|why)(?:'s|'re|'d|'ve|\s+(?:{AUX}|about|else|if|makes?|made|kinds?|sorts?|part|"
    r"happen\w*|happens|led|brings|brought|exactly|things?|gets|got|worries|matters|stops?|stopped|come))\b",
    r"(?:so |and |please |can you |could you |would you |i'd like you to )*"
    r"(?:tell me|talk me through|walk me through|take me through|help me understand|say more|describe|give me an example)\b",
    r"i(?:'m| am) (?:curious|wondering|interested)(?: to (?:know|hear))? (?:what|how|why|where|about)\b",
    r"i(?:'d| would) (?:like|love) to (?:hear|know|understand)\b",
    r"i (?:just )?(?:want|wanted) to (?:hear|know|understand|find out|talk about|ask about|ask you) (?:what|how|why|about|more)\b",
    r"in what way\b",
    r"(?:so |and |then )*where (?:do|did|would) you (?:see|want to (?:begin|start)|begin|start)\b|(?:so |and |then )*which (?:part|bit) (?:of|is|was)\b",
    r"(?:so |and |then )*when (?:did|was) .{0,30}\blast\b.{0,60}\b(?:feel|felt|like|good)\b|(?:you first|show me)\b",
)
CLOSED_WH = any_of(
    r"^(?:so |and )*how (?:many|much|often|long|old|far|soon|big)\b",
    r"^(?:so |and )*what (?:time|day|date|year|age)\b",
)
CLOSED_START = any_of(
    rf"^(?:so |and |then )*{AUX}(?:n't)? (?:you|it|that|this|there|we|they|he|she|i|your|the|anyone|anything|somebody)\b",
    r"^(?:so |and )*(?:who|when|where|which)(?:'s| (?:is|are|was|were|do|did|does|would|will|can|has|have))\b",
)
STATEMENT_WH = any_of(r"^(?:what|how|when|why|where) (?:i|we|he|she|they)\b", r"^what you (?:need|should|could)\b")

_TAG = any_of(r",? (?:right|isn't it|aren't you|don't you|didn't you|is that (?:right|fair|it)|yeah|no|am i right)\?$")

_EXPLICIT_START = any_of(
    r"^(?:so |and |then |it |that |oh )*(?:sounds?|seems?|feels?|looks?) (?:like|as if|as though|to me)\b",
    r"^(?:so |and )*(?:what )?i(?:'m| am)? (?:hear|hearing|get|getting|gather|sense|sensing|understand)\b(?! why you should)",
    r"^(?:so |and )*i(?:'ve| have)? (?:(?:notice|noticed|feel|felt|think|sense|wonder|heard|hear|saw)(?: like| that| if)?|(?:had|have|get|got) the "
    r"(?:feeling|impression|sense)(?: that)?) (?:you(?:'re|'ve|r)?|something|it)\b(?! (?:should|need|must|could|have to))",
    r"^(?:so |and |oh )*(?:that|this|it) (?:sounds|must be|must have been|seems) \w",
    r"^(?:so |and )*(?:that|this|it)(?:'s| is) (?:hard|tough|rough|difficult|a lot|horrible|awful|heavy|unfair|not easy)\b",
    r"^(?:so |and )*if i(?:'ve)? (?:understand|understood|got|get|hear|heard)\b",
    r"^(?:so |and )*(?:in other words|part of you|a part of you|on (?:the )?one hand|from your (?:side|point of view))\b",
    r"^(?:so |and )*(?:what )?you(?:'re| are) saying\b",
)
REFLECTION_START = any_of(
    _EXPLICIT_START.pattern,
    r"^so(?:,)? (?!(?:let's|i|we|what|how|why|here's|can|could|do|did|is|are|please|far|much|many|the plan)\b)[a-z']+ \w",
    r"^(?:so |and |because |then |it's like |maybe |which means |that means |just |only )*you(?:'re|'ve|'d| [a-z']+)\b",
)
NOT_REFLECTION = any_of(
    r"\byou(?:'ve got| have got| have| need|'d better| ought)(?: to)\b",
    r"\byou (?:don't|do not) (?:need|have) to\b",
    r"\byou (?:should|must|could|might|can|will|shouldn't|mustn't)\b(?!'t|n't)",
    r"\byou'll\b",
    r"\byou'd (?:better|have to|need to)\b",
    r"\bif you\b",
    r"\byou(?:'re| are) (?:doing|done) (?:a )?(?:great|good|well|fine|amazing|brilliant)",
    r"\byou did (?:a |so )?(?:great|good|well|fantastic|brilliant)",
    r"\byou(?:'re| are) (?:overreacting|wrong|too sensitive|late|being)\b",
    r"\byou know (?:what|that|how|the|my)\b|^you(?:'ll| see| know|'re welcome| bet)\b[,.]?(?: i\b|$)",
    r"\byou(?:'re| are) (?:right|supposed|expected|going to need|allowed)\b",
    r"^so (?:let's|i|we|what|how|why|here's|can|could|do|did|please)\b",
    r"\bi (?:want|need|would|suggest|recommend|expect)\b|\bi think (?!you(?:'re|'ve)|something)",
)
FEELING = (
    r"(?:tired|exhaust|hard\b|tough\b|rough\b|difficult|awful|horrible|worn out|angry|anger|annoy|frustrat|fed up|worri|anxious|nervous|afraid|scared|fear|sad|hurt|"
    r"lonely|alone|left out|overlooked|invisible|ignored|guilt|asham|embarrass|humiliat|disappoint|let down|stuck|torn|"
    r"overwhelm|stress|bored|proud|relie[fv]|excited|hopeful|resent|jealous|upset|unsure|lost|trapped|cornered|"
    r"heavy|painful|hard on you|uncomfortable|awkward|dread|grie[fv]|unfair|taken for granted|on your own|bothers? you|"
    r"got to you|stings?|stung|weigh)"
)

NOT_SAYING = (
    r"\b(?:(?:never|not going to|not here to|won't|will not|don't want to|wouldn't|would not|can't|cannot) "
    r"(?:say|tell you|claim|suggest|pretend)|"
    r"(?:not|nobody(?:'s| is)|no one(?:'s| is)) (?:saying|telling you|claiming|suggesting|pretending))\b"
)
REPORTED = (
    r"\b(?:(?:they|people|everyone|everybody|somebody|someone|others) (?:all |always |often |just )?(?:keep |kept )?"
    r"(?:tell|tells|told|telling|say|says|said|saying|think|thinks|thought)|you were told)\b"
)
"""What others said, passed on: neither the manager's advice nor their comfort."""
CANNOT_PROMISE = any_of(r"\b(?:can't|cannot|can not|not able to|couldn't|won't be able to) (?:promise|guarantee|say|keep)\b")


_ASKS_ANYWAY = any_of(r"you (?:sure|want|got|going to|gonna|okay|ok|all right|came|see|know)\b")


def checks_what_was_heard(sentence: Sentence, line: Line) -> bool:
    """Whether a sentence with a question mark only checks what was heard: 'You felt overlooked, right?'"""
    if not sentence.asks or any(start.match(sentence.low) for start in (CLOSED_START, OPEN_START, _ASKS_ANYWAY)):
        return False
    statement = bool(REFLECTION_START.search(sentence.low)) and not NOT_REFLECTION.search(sentence.low)
    return statement and (bool(_TAG.search(sentence.low)) or sentence.low.startswith(("so ", "you ", "sounds", "it sounds")))


def starts_explicitly(sentence: Sentence) -> bool:
    """Whether a sentence starts as only giving back does: *it sounds like*, *I hear*, not only *so* or *you*."""
    return bool(_EXPLICIT_START.search(sentence.low))


def shared(sentence: Sentence, line: Line) -> int:
    """Return how many of the report's words that carry a subject a sentence takes up."""
    return len(sentence.subjects & line.before_stems)


def speaks_of_them(sentence: Sentence, line: Line) -> bool:
    """Whether a statement speaks of the report, and only of them, with a word that they just used."""
    if not re.search(r"\byou(?:r|'re|'ve|'d)?\b", sentence.low) or _FIRST_PERSON.search(sentence.low):
        return False
    return bool(sentence.subjects & line.before_stems)


_FIRST_PERSON = any_of(r"\b(?:i|i'm|i'll|i've|i'd|we|we're|we'll|we've|my|our|us|me)\b")


def echoes_words(sentence: Sentence, line: Line) -> bool:
    """Whether a short statement is made of the report's own words."""
    subjects = sentence.subjects
    if not subjects or len(sentence.words) > 20 or _FIRST_PERSON.search(sentence.low):
        return False
    return len(subjects & line.before_stems) >= max(1, (len(subjects) + 1) // 2)
