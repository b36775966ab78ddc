"""A drafted question held to what makes people answer: what is wrong with it, the words that show it, a better wording.

    draft -> its asking sentences -> rules, the gravest first -> Fault (quote, why, better wordings or the nearest questions)

A rule sees words. It knows neither the voice in which something is asked nor what went before: between two people who
trust each other a closed question may open everything. So a fault is a reason to read the sentence again, no verdict.
On 98 drafts by which no rule was tuned, 82 in 100 faults that were found are there and 74 in 100 that are there were found;
most of the others were at least called closed. `python tests/feedback/drafts_measured.py` prints the figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

from toolkit.content import BankQuestion, QuestionBank, Relationship
from toolkit.feedback.behaviours import BEHAVIOURS
from toolkit.feedback.grammar import AUX, CLOSED_START, OPEN_START, any_of
from toolkit.feedback.rewording import reworded
from toolkit.feedback.text import Line, Sentence, subject_stems

FaultName = Literal["unsafe", "blaming", "advice", "leading", "status", "closed", "compound", "too_long"]
FAULTS: Final[tuple[FaultName, ...]] = get_args(FaultName)
"""The gravest first."""

MOST_WORDS: Final = 28
"""Words in a question that somebody can still hold in their head when it ends; the longest of ours has 24."""

_WHY: Final[dict[FaultName, str]] = {
    "unsafe": "You stand above their manager: what they say of somebody who is not in the room has consequences, and they know it.",
    "blaming": "It asks for an excuse, so an excuse is what you will hear.",
    "advice": "It is your idea dressed as a question: ask for theirs first, and offer yours when they want it.",
    "leading": "The answer that you expect is in it, and most people give their manager the answer that is expected.",
    "status": "A message can say that; this half hour is for what no message says.",
    "closed": "Yes, no, a name or a number answers it, and then it is your turn again.",
    "compound": "These are two questions, and people answer the last one, or the easier one.",
    "too_long": "By the end of it nobody knows what was asked.",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a drafted question."""

    name: FaultName
    quote: str
    """The words that show it."""
    why: str
    better: tuple[str, ...] = ()
    """Other wordings of the same question, made by rule; none of them has a fault that the rules see."""
    nearest: tuple[BankQuestion, ...] = ()
    """Where no rule helps: questions of the bank on the same subject, for the same kind of person."""


def problems_of(question: str, relationship: Relationship = "direct", bank: QuestionBank | None = None) -> tuple[Fault, ...]:
    """Return what is wrong with a drafted question to somebody, the gravest first; nothing for a sound one.

    Of one question only the gravest is said, and that it is long: to mend the gravest is to ask anew.

    >>> [(fault.name, fault.better) for fault in problems_of("Why didn't you ring me on Saturday?")]
    [('blaming', ('What kept you from ringing me on Saturday?',))]
    """
    found = _found(question, relationship)
    near = nearest(question, bank, relationship) if bank and found else ()
    return tuple(_fault(name, *found[name], relationship, near) for name in FAULTS if name in found)


def _fault(name: FaultName, quote: str, asked: str, relationship: Relationship, near: tuple[BankQuestion, ...]) -> Fault:
    # A rewording that has a fault itself would teach the fault.
    better = tuple(text for text in reworded(name, asked) if not _found(text, relationship))
    return Fault(name, quote.strip(" ,"), _WHY[name], better, () if better else near)


def _found(question: str, relationship: Relationship) -> dict[FaultName, tuple[str, str]]:
    """Return each fault once, with the words that show it and the question that has it."""
    line = Line(as_question(question))
    asking = [sentence for sentence in line.sentences if _asks(sentence)]
    joined = _joined(asking)
    found: dict[FaultName, tuple[str, str]] = {}
    for part in (part for sentence in asking for part in _parts(sentence)):
        name, quote = _gravest(part, relationship, joined=bool(joined))
        if quote:
            found.setdefault(name, (quote, part))
    if joined:
        found["compound"] = (joined, line.text)
    longest = max((len(sentence.words) for sentence in line.sentences), default=0)
    if longest > MOST_WORDS:
        found["too_long"] = (f"{longest} words", line.text)
    return found


def _parts(sentence: Sentence) -> Iterator[str]:
    """Yield the questions that one sentence joins, each as a question of its own."""
    begin = 0
    for match in _AND_ALSO_BEGINS.finditer(sentence.text):
        yield f"{sentence.text[begin : match.start()].rstrip(' ,?')}?"
        begin = match.end()
    yield sentence.text[begin:]


def _gravest(part: str, relationship: Relationship, *, joined: bool) -> tuple[FaultName, str]:
    """Return the gravest fault of a question with its words; to mend it is to mend what is less grave in them."""
    line = Line(part)
    for name, rule in _RULES:
        if (name == "unsafe" and relationship != "skip") or (name == "closed" and joined):
            continue
        for sentence in line.sentences:
            if quote := rule(sentence, line):
                return name, quote
    return "closed", ""


def as_question(draft: str) -> str:
    """Return a draft with the question mark that people leave out when they type."""
    text = " ".join(draft.split())
    opens = CLOSED_START.match(text.lower()) or _ASKING_WORD.match(text.lower())
    return f"{text.rstrip('.')}?" if opens and "?" not in text else text


_ASKING_WORD = any_of(r"(?:what|how|why|who|whose|which|where|when)\b")


def _asks(sentence: Sentence) -> bool:
    return sentence.asks or bool(OPEN_START.match(sentence.low))


def _shown(pattern: re.Pattern[str], sentence: Sentence) -> str:
    """Return the words of a sentence in which a pattern was found, as they were typed."""
    plain = sentence.text.lower().replace("’", "'").replace("‘", "'")
    match = pattern.search(plain) or pattern.search(sentence.low)
    if match is None:
        return ""
    # Found only behind an opener: then the whole sentence is what shows it.
    return sentence.text[match.start() : match.end()] if pattern.search(plain) else sentence.text


def _unsafe(sentence: Sentence, line: Line) -> str:
    if _SAFE_OF_MANAGER.search(sentence.low) and not _JUDGING.search(sentence.low):
        return ""
    return _shown(_OF_MANAGER, sentence) or _shown(_OF_COLLEAGUES, sentence) or _of_somebody_named(sentence)


_BOSS = (
    r"(?:your|the|their|his|her) (?:line |direct |own |ward |shift |team |site |area |current )*"
    r"(?:manager|boss|supervisor|team ?leader|lead|leader|foreman|forewoman|superior|head of \w+|head)(?:'s)?"
)
_OF_MANAGER = any_of(rf"\b{_BOSS}\b")
_SAFE_OF_MANAGER = any_of(
    rf"\byou and {_BOSS}\b|\b{_BOSS} and you\b|\bfor {_BOSS} and\b",
    rf"\b(?:tell|told|talk(?:ed)? (?:to|with)|take (?:\w+ )?(?:to|up with)|settle with|agreed? with|leave to|go to|from|through|past|pass(?:ed)? on to|ask) {_BOSS}\b",
    rf"\bleave (?:\w+ )?(?:to|with|for) {_BOSS}\b|\bthank {_BOSS}\b",
)
_JUDGING = any_of(
    r"\b(?:good|bad|better|worse|weak\w*|strong\w*|fair|unfair|wrong|right|well|badly|rate|score|marks?|grade|trust|honest|difficult|favourites?|mistakes?|complain\w*|problems?|trouble)\b",
    r"\b(?:not|never|don't|doesn't|didn't|can't|cannot|won't|couldn't|without) (?:\w+ )?(?:tell|say|told|know|dare|trust|listen|talk|speak|go to|ask|discuss)\b",
    r"\bbehind\b",
)
_OF_COLLEAGUES = any_of(
    r"\b(?:who|which)\b.{0,50}\b(?:not pulling|pull(?:s|ing)? (?:their|his|her) weight|weak\w*|worst|lazy|slow\w*|difficult|trouble\w*|problem|to blame|at fault|useless|unreliable|toxic|"
    r"let(?:s|ting)? (?:you|people|the team|everyone) down|cause[sd]?|causing|complain\w*|behind (?:this|it|that)|slack\w*|negative|drag\w*|struggling|not (?:up to|doing|good))\b",
    r"\b(?:who|which) (?:of|in|on|among|from) (?:your|the) (?:\w+ )?(?:colleagues|team|crew|shift|ward|group|staff|people|others|mates)\b",
    r"\b(?:colleagues?|team ?mates?|co-?workers?|people in your team|others in your team)\b.{0,40}\b(?:keep an eye on|worr(?:y|ied)|rate|replace|lose|let go|fire|dismiss|not work|underperform\w*)\b",
    r"\b(?:rate|rank|judge|assess) (?:your|the) (?:colleagues?|team ?mates?|co-?workers?|team|crew|others)\b",
    r"\bwho (?:said|says|told you|started (?:it|this|that)|did (?:it|this|that)|complained|wrote (?:it|this|that)|is it|was it)\b",
    r"\b(?:give|tell) me (?:a |the |some )?names?\b",
    r"\b(?:who|whom|which of (?:them|you)) (?:would|should|could|must) (?:you|i|we|they) (?:let go|fire|sack|replace|drop|keep|promote|move|get rid|send|watch|warn|dismiss|lose)\b",
    r"\bif you (?:were|had|ran) (?:in charge|the (?:manager|boss|lead|team|say)|his job|her job|their job|the team)\b",
)


def _of_somebody_named(sentence: Sentence) -> str:
    """Return the words that ask to judge somebody by name."""
    for match in _NAMED.finditer(sentence.text):
        if match["name"] not in _NO_NAME:
            return match[0]
    return ""


_NAMED = re.compile(
    r"(?:\b(?:[Rr]ate|[Jj]udge|[Tt]hink (?:of|about)|[Gg]et (?:on|along) with|[Pp]roblems? with|[Tt]rouble with|[Hh]appy with|[Tt]rust|[Ll]ike|[Aa]bout|[Ww]ay|[Ww]orking (?:with|for)|under)|"
    r"\b(?:[Dd]oes|[Dd]id|[Ii]s|[Ww]as|[Hh]as|[Cc]an|'s|[Hh]ow|[Ww]hat|[Tt]hat|[Ii]f)) "
    r"(?P<name>[A-Z][a-zà-ÿ'’-]+)(?P<then> [a-z']+)?"
)
_NO_NAME = frozenset(
    "I Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September "
    "October November December Christmas Easter Ramadan Diwali English German French Spanish Polish Excel Teams Outlook Zoom Sundays "
    "Mondays Fridays Saturdays Tuesdays Wednesdays Thursdays".split()
)


def _blaming(sentence: Sentence, line: Line) -> str:
    return "" if _ADVICE.search(sentence.low) else _shown(_BLAMING, sentence)


_GLADLY = (
    r"(?:like|love|enjoy|choose|chose|want|prefer|think|feel|care|decide|apply|join|become|stay|believe|find|hope|value|look forward|wish|matter|come back|go into|pick|work (?:here|in|with)|trust|laugh|smile)"
)
_BLAMING = any_of(
    r"\bwhy (?:on earth |ever |exactly |then )?(?:didn't|haven't|hadn't|can't|couldn't|won't|wouldn't|aren't|weren't|isn't|wasn't|doesn't|don't|hasn't) [a-z]+",
    r"\bwhy (?:did|do|have|are|were|must|would|had|can|could) (?:you|she|he|they) (?:not|never)\b",
    r"\bwhy (?:on earth |ever )?(?:are|were|is|was) (?:you|your|this|that|it|the|everything|nothing|nobody)\b(?! (?:important|good|fun|useful|worth))",
    rf"\bwhy (?:on earth |ever )?(?:do|did|would|must|have|had|should) you\b(?! (?:two |both |personally )?{_GLADLY}\b)",
    r"\bwhy (?:does|did|do) (?:it|this|that|everything|your \w+) (?:always|never|keep|take (?:you )?so|still|only)\b",
    r"\bwhy (?:must|should|would|does|do|did|is|are|was|were) (?:everything|nothing|nobody|no one|everybody|everyone|all this)\b|\bhow come\b|\bsince when\b|\bwhat (?:took|takes|kept) you so\b",
    r"\bwhose (?:idea|job|doing|mistake|decision) was\b|\bwho (?:left|let|allowed|forgot|authori[sz]ed|broke|lost|messed)\b(?! you\b)|\bwho do i (?:thank|blame)\b",
    r"\b(?:do|don't|did|didn't|can|can't) you (?:even|ever) (?!feel|think|wonder|get|wish|dream|miss|want|have|look|laugh|go|sleep|rest|stop)[a-z]+|\bare you (?:even|seriously)\b|\bdon't you (?:read|listen|check|care|realise|realize|know)\b",
    r"\bwhy (?:am i|must i|do i (?:have to|always|only|hear|find))\b",
    r"\bwhat (?:on earth )?(?:made|makes|possessed|gave) you (?:think|believe|do (?:that|this|it)|so|the (?:right|idea))\b",
    r"\bwhat (?:on earth )?(?:were|was|are) you thinking\b(?! (?:about|of))|\bwhat(?:'s| is| was) (?:wrong with you|your (?:excuse|problem|explanation))\b|\bwhat went wrong with you\b",
    r"\bhow (?:on earth )?could you (?:let|do|leave|forget|be|not|have|say|allow|miss|just|send|lose|ever)\b|\bhow (?:often|many times) (?:do i|must i|have i|did i)\b",
    r"\b(?:whose|who's) fault\b|\bwho(?:'s| is) to blame\b|\bhow (?:did|do) you manage to (?:break|lose|miss|forget|upset|get it wrong)\b",
    r"\bwhen (?:will|are) you (?:finally|ever|going to finally|at last)\b",
)


def _advice(sentence: Sentence, line: Line) -> str:
    return "" if _OWN_IDEA.search(sentence.low) else _shown(_ADVICE, sentence)


_OWN_IDEA = any_of(
    r"\bhave you (?:thought (?:about|of)|considered) (?:what|when|how|why|where|who|that|this|it|those|these)\b",
    r"^why (?:don't|not) (?:you )?(?:start|begin|tell me|show me)\b",
    # What they tried, heard or could do is theirs, however it is asked for.
    r"^(?:so |and |then )*(?:what(?! if\b| about\b)|who|whose|which|where|when(?! are\b| will\b)|how(?! about\b))\b",
)
_DOING = (
    r"(?:just|simply|try|ask|tell|talk|speak|take|go|write|put|use|start|let|give|call|ring|get|make|leave|send|say|set|work|have|do|bring|book|hand|share|move|stop|pass|join|"
    r"keep|block|swap|delegate|apply|sit|meet|suggest|offer|print|split|let|switch|learn|plan|wait|come in|ignore|turn|close|train|find|see (?:a|the|your)|change|invite|check)"
)
_ADVICE = any_of(
    r"\bhave you (?:ever |already |not |perhaps |maybe |at all )?(?:tried|considered|thought (?:about|of)|asked|spoken (?:to|with)|talked (?:to|with)|told|rung|looked into|been to see)\b",
    r"\bdid you (?:try|think (?:of|about)|consider) [a-z]+ing\b|\bdid you ever (?:try|think of|consider)\b",
    rf"\bwhy (?:don't|not|wouldn't|can't|couldn't) (?:you |we |the two of you )?(?:both |also |maybe |perhaps )?{_DOING}\b",
    r"\bwhat if (?:you|we|she|he|they) (?!were (?:ill|off|away|asked|wrong|right)\b)|\bwhat about if you\b",
    r"\b(?:how|what) about (?:you |we )?(?:[a-z]+ing\b|if\b|a\b|an\b|the two of you\b)(?!.*\b(?:makes?|is|was|were|(?:do|does|did) you)\b)",
    r"^(?:so |then )?(?:shouldn't|couldn't|can't|oughtn't|mightn't) (?:you|we|she|he|they|somebody|someone)\b",
    r"\b(?:wouldn't|would) it (?:not )?(?:be|make) (?:\w+ )?(?:easier|better|sense|wiser|safer|simpler|quicker|best|an idea|good|faster|an option|more \w+)\b(?!.{0,25}\bif i\b)(?=.*\b(?:to|if)\b)",
    r"\b(?:wouldn't|would|could|might|may) it help (?:you |them |her |him )?(?:if (?!i\b)|to\b)",
    r"\b(?:don't|do|wouldn't|would) you (?:not )?(?:think|agree|say|believe|feel|see)(?: that)? (?:it(?:'s| is| would be| might be)? (?:better|time|best|worth|wise|good|easier|a good idea)|you (?:should|could|ought|need|must|had better|might)|"
    r"(?:it )?(?:would|might|could) (?:help|be (?:better|good|useful|wise|worth|easier)))",
    r"^(?:so |then |and )?could(?:n't)? you (?!tell|say|show|help|describe|let|see|hear|feel|think|imagine|live|bear|sleep|cope|manage|give me|send me|walk me|take me|be\b|have\b|explain|understand|follow|do (?:your|the) (?:work|job)|name)[a-z]+",
    r"^(?:so |then |but )?(?:wouldn't|couldn't|shouldn't|might|would|could) (?:a|an|the|some|more|another|two|your \w+) [a-z -]{2,40} (?:help|work|do it|be (?:better|easier|enough|an idea|a help|worth|useful))\b",
    r"\b(?:don't|wouldn't) you (?:want|like|rather|prefer) to (?:try|do|go|take|ask|use|start|speak|talk|give|make|have a|let|see if)\b|\bhave you (?:ever |already )?(?:tried|given|had a (?:go|word)|read up|signed up|applied|been to|made a|made an|set up|put in|written (?:it|this|that) down)\b",
    r"\b(?:is|was) there (?:any|a|some|no) reason (?:why )?(?:you|we) (?:can't|couldn't|don't|didn't|wouldn't|haven't|shouldn't|not)\b",
    r"\b(?:should|ought) you (?:not|really|maybe|perhaps|be)\b|\bare you (?:not )?(?:going|able) to try\b|\b(?:mightn't|might) you (?:not )?(?:want|try|be better|prefer)\b|\bmight (?:it|that) be (?:an idea|worth|time)\b",
    r"\b(?:maybe|perhaps) you (?:could|should|might)\b|\byou (?:could|should|ought to) (?:always |just )?[a-z]+.*\?$",
    r"\bwhen (?:are|will) you (?:going to )?(?:start|stop|learn|apply|book|delegate|talk to|ask|tell)\b|\bdo you need to be\b|\bdo you (?:really )?(?:have|need) to\b",
)


def _leading(sentence: Sentence, line: Line) -> str:
    if quote := _shown(_LEADING, sentence):
        return quote
    if BEHAVIOURS["leading_question"].detect(sentence, line):
        return sentence.text
    # A statement with a question mark only asks to be agreed with.
    return sentence.text if sentence.asks and _STATEMENT.match(sentence.low) else ""


_MORE = r"(?:better|worse|easier|harder|faster|quicker|happier|nicer|fairer|calmer|safer|simpler|smoother|great|nice|awful|terrible|annoying|unfair|relieved|pleased|exciting|excited|happy|frustrating|frustrated|unhappy|proud)"
_LEADING = any_of(
    rf"^(?:so |and |just )?how (?:much )?(?:more )?(?:{_MORE}|more \w+) (?:is|was|are|were|has|have|do|does|did|will) (?!it to)",
    r"\bsurely\b|\bobviously\b|\bof course\b|\bas (?:we|you) (?:all |both )?know\b|\b(?:everyone|everybody|we all|they all|all of us) (?:else )?(?:agrees?|knows?|thinks?|says?|likes?|loves?|finds?)\b",
    r"\b(?:do|would|don't|wouldn't) you (?:not )?(?:agree|admit|accept)\b|\bcan we agree\b|\b(?:isn't|wasn't|aren't|wouldn't|don't|didn't|hasn't|haven't|won't|doesn't|weren't) (?:it|that|you|this|the|your|we|they|there|he|she|everyone)\b(?! (?:what|how|why)\b)",
    r", (?:right|yes|no|yeah|then|correct|okay|ok|true|hm|eh)\?$|\b(?:is that right|am i right|is it not|are you not|do you not)\?$",
    r"\bi (?:think|guess|assume|take it|suppose|imagine|bet|presume|trust|hope|expect) (?:that )?(?:you|it|the|this|that|everything|your|we|they|things)\b",
    r"\b(?:you|it|that|things|this) must (?:be|have|feel|find)\b|\byou (?:do|did) (?:like|want|see|know|agree|understand|realise|realize|feel|enjoy)\b(?=.*\?)(?<!what you do)",
    r"\b(?:would|wouldn't|is|isn't) it (?:not )?(?:be )?(?:fair|right|true|correct|safe|wrong) (?:to say|that|to assume)\b|\bam i (?:right|correct|wrong)\b|\bis it (?:true|not the case|the case) that\b|\bcan i (?:assume|take it)\b",
    r"\b(?:everyone|everybody|all the others|the others|the rest) (?:else )?(?:is|are|was|were|has|have|seems?|likes?|loves?|manages?|copes?|can)\b.*, (?:so|and|but|aren't|why|what)\b",
    r"\bwhat (?:do|did) you (?:love|hate|adore) (?:most )?about\b|\bhow (?:happy|excited|pleased|glad|grateful|relieved|proud) are you\b",
)
_STATEMENT = any_of(r"(?:so |then |and )*(?:you(?!r? (?:first|turn))|you're|you've|you'd|it's|that's|there's|we're|they're|everything(?:'s| is)|nothing|all (?:is )?(?:good|well|fine)|the \w+ (?:is|was|are|were)|things are)\b")


def _status(sentence: Sentence, line: Line) -> str:
    if _OF_THEM.search(sentence.low) and not _DONE_LIST.search(sentence.low):
        return ""
    if quote := _shown(_STATUS, sentence):
        return quote
    if _STATE_OF_WORK.search(sentence.low):
        return sentence.text
    return sentence.text if BEHAVIOURS["status_probe"].detect(sentence, line) else ""


_STATUS = any_of(
    r"\b(?:any|what's the|is there any|have you any) (?:news|update|word|progress|movement) (?:on|about|from|with|of|yet)\b|\banything new (?:on|with|about)\b",
    r"\bhow (?:far|close) (?:along|on|are (?:we|you)|is|have (?:we|you) got|off|to (?:done|finished))\b(?! (?:away|from))|\bhow(?:'s| is| are) the [a-z -]{2,40}(?:coming (?:along|on)|going|progressing|looking)\?$",
    r"^(?:(?:so|and|then) )*(?:have|has|did|is|are|will|when|was|were) .{0,50}\b(?:done|finish(?:ed)?|ready|sent|send|sen[dt]|arriv(?:e|ed)|deliver(?:ed)?|submit(?:ted)?|sign(?:ed)?|booked|printed|ordered|filed|shipped|uploaded|approved|repaired|fixed)\b(?:.{0,20})\?$",
)
_STATE_OF_WORK = any_of(
    # Somebody or something else than *you*, and whether it has happened.
    r"^(?:has|have) (?!things\b|you\b|there\b)(?:\w+ ){1,4}(?:been|heard|come|gone|got|started|begun|paid|replied|answered|called|rung|left|moved|changed hands|agreed|closed|opened|passed|turned up)\b",
    r"^did (?!you\b|it\b|that\b|this\b|things\b)(?:\w+ ){1,4}(?:hand|pay|come|sign|reply|turn up|answer|arrive|ring|call|get|agree|pass|go through|go out|sort|bring|pick|leave|start|send|order|fix|clear|close|open|book|make it)\b",
    r"^(?:is|are|was|were) (?!you\b|it\b|that\b|this\b|there\b|everything\b|things\b|your\b)(?:\w+ ){1,4}(?:up|running|back|working|down|open|in|on|off|free|empty|full|here|there|covered|clear|sorted|closed|paid|set|up to date)(?: again| yet| now| today| tomorrow| for \w+)?\?$",
    r"^(?:so )?when (?:do|does|can|will|should|are|is) (?:we|they|i|the|those)\b.{0,20}\b(?:get|have|see|start|starting|open|opening|expect|receive|hear|come|coming|go|going|arrive|know|send|ready|begin|move|moving)\b",
    r"\bwhat percentage\b|\bhow many of (?:the|those|them) (?!were there)|\bwhat (?:have|did) you (?:get |got |all )?(?:done|finish(?:ed)?|complete[d]?|achieve[d]?|do|manage[d]?)(?: (?:since|this|last|yesterday|today|on|so far)\b.*)?\?$",
    r"\bwhat(?:'s| is| are)? (?:left|next|outstanding|missing|still (?:open|to do|missing|outstanding)) (?:on|to|from|in|for)\b|\bwho(?:'s| is) (?:doing|covering|on|taking|in|going to do|down for)\b|\bwhat(?:'s| is) (?:on|in) (?:the|your) (?:list|plan|diary|calendar|schedule)\b",
)
_DONE_LIST = any_of(r"^(?:so )?when (?:do|does|can|will|are|is) (?:we|they|i|the|those) (?:\w+ ){0,3}(?:get|have|see|start\w*|open\w*|expect|receive|hear|com(?:e|ing)|go(?:ing)?|arrive|send|begin|move)\b",
    r"\bwhat (?:have|did) you (?:get |got |all )?(?:done|finish(?:ed)?|complete[d]?|achieve[d]?) (?:since|this|last|yesterday|today|on|so far)\b")
_OF_THEM = any_of(
    r"\bwhat (?:would|does|did) (?:done|\"done\"|it mean)|\bhow (?:sure|confident|clear|would|could|do you (?:know|notice|find out))\b|\b(?:what|who|which|where)\b.{0,60}\b(?:would|need|want|hope|get in the way|be in the way|help|stop you|cost|waiting for)\b",
    r"^(?:so )?(?:what|how|who|which|where|when) (?:do|does|did|have|has|was|were|would|could|will) (?:you|it|we|i|the last)\b(?!.{0,30}\b(?:finish|send|submit|deliver|hand in|have it ready|be ready|be done|get it done)\b)",
    r"\b(?:suits?|years|how long have you|fit you|feel(?:ing)?|happy|worr(?:y|ied)|enjoy\w*)\b",
    r"\b(?:help(?:ed)?|any (?:better|easier|good|use)|useful|worth|like)\b",
    r"\bwhere are you (?!with\b|on\b|at\b)|\bhow many times\b",
    r"\bwhat (?:has|have) (?:moved|changed|got better|stayed|been)\b|\b(?:left|half) (?:open|finished|behind)\b|\bhow much of\b|\b(?:to have|by then|for this to be)\b",
)


def _closed(sentence: Sentence, line: Line) -> str:
    if not BEHAVIOURS["closed_question"].detect(sentence, line):
        return _shown(_ANY, sentence)
    # Who, which, where and when else ask for a name, and people go on from it by themselves.
    return _shown(_CLOSED, sentence)


_ANY = any_of(r"^(?:any|anything|something|all) (?:questions?|problems?|worries|concerns|ideas|thoughts|feedback|else|wrong|new|good|well|okay|ok|right)\b.{0,40}\?$")
_CLOSED = any_of(
    rf"^(?:(?:so|and|then|well|okay|but|now)[, ]+)*{AUX}(?:n't)? [^?]*\?",
    r"^(?:(?:so|and|then)[, ]+)*how (?:many|much(?! of\b)|often|long|old|far|soon|big) [^?]*\?",
    r"^(?:(?:so|and|then)[, ]+)*what (?:time|day|date|year|age|number|percentage|size)\b[^?]*\?",
    r"^(?:(?:so|and|then)[, ]+)*(?!when (?:was|were)\b.{0,20}\blast\b)when (?:is|are|was|were|will|does|do|did you (?:start|join|begin|arrive|leave|finish))\b[^?]*\?",
    r"^(?:who|whose|which one) (?:is it|was it|is that|was that|told you|said (?:so|that|it)|did (?:it|that|this))\?$|^any\w*\b[^?]*\?$|^[\w' ]{2,30}\?$(?<=ok\?|ay\?)",
    rf", (?:and |but )?{AUX} (?:he|she|it|they|that)\b[^?]*\?$",
    r"(?:: |, (?:and )?)(?:yes or no|good or bad|happy or not|better or worse)\?",
)


def _joined(asking: list[Sentence]) -> str:
    """Return the words that join a second question to the first; none where there is one."""
    whole = [s for s in asking if s.asks and len(s.words) >= 3]
    if len(whole) > 1 and not _SAME_AGAIN.match(whole[1].low):
        return whole[1].text
    return next((quote for sentence in asking if (quote := _shown(_AND_ALSO, sentence) or _listed(sentence))), "")


def _listed(sentence: Sentence) -> str:
    """Return a second and third question that only commas join: *what do you need, who decides, and when can you begin*."""
    return _shown(_LIST, sentence) if re.match(r"(?:what|who|how|where|which|why)\b", sentence.low) else ""


_SAME_AGAIN = any_of(r"(?:is|was|isn't|wasn't) (?:it|that) (?:the|a|in|on|about|because|when|at)\b|(?:in|on|at|with|for|to) [a-z' ]+\?$|(?:will|would) you say\b|or\b")
_JOINT = (
    r",? (?:and|or|but)(?: also| then| if so,?)? (?="
    rf"{AUX} (?:you|it|that|the|they|we|he|she|there|your|i|everyone|anyone|anything)\b"
    r"|(?:what|how|why|who|which|where)(?:'s| did| didn't| doesn't| don't| is| was| not)\b"
    r"|(?:what|how|why|who|whose|which|where) (?!not\b|else\?|ever\b|so\?|exactly\?|much\?|long\?|many\?|often\?)(?!\w+\?$)[a-z']+ [^?]+)"
)
"""Where a second question is joined to the first."""
_LIST = re.compile(rf", (?:and )?(?:what|who|when|where|how|why) {AUX} [^?]*\?")
_AND_ALSO_BEGINS = re.compile(_JOINT, re.IGNORECASE)
_AND_ALSO = re.compile(rf"{_JOINT}[^?]*\?")

_Rule = Callable[[Sentence, Line], str]
_RULES: Final[tuple[tuple[FaultName, _Rule], ...]] = (
    ("unsafe", _unsafe),
    ("blaming", _blaming),
    ("advice", _advice),
    ("leading", _leading),
    ("status", _status),
    ("closed", _closed),
)


def bank_faults(question: BankQuestion) -> tuple[Fault, ...]:
    """Return what is wrong with a question of the bank, asked of anybody whom it suits. What is meant to be closed may be."""
    meant = {"closed"} if question.form in ("closed", "scale", "choice") else set()
    found = {fault.name: fault for who in question.suits for fault in problems_of(question.text, who)}
    return tuple(fault for name, fault in found.items() if name not in meant)


def nearest(text: str, bank: QuestionBank, relationship: Relationship, most: int = 3) -> tuple[BankQuestion, ...]:
    """Return the questions of the bank that share most of a text's subject, the rarest words counting most.

    Only what suits the person, has no high risk, and shares more than words that many have.
    """
    fitting = [one for one in bank.suited(relationship) if one.risk != "high"]
    about = {one.id: subject_stems(f"{one.text} {one.probe}") for one in fitting}
    wanted = subject_stems(text)
    weight = {stem: 1 / (1 + sum(stem in stems for stems in about.values())) for stem in wanted}
    worth = {one.id: sum(weight[stem] for stem in wanted & about[one.id]) for one in fitting}
    ranked = sorted(fitting, key=lambda one: -worth[one.id])
    return tuple(one for one in ranked[:most] if worth[one.id] >= _SHARES_ENOUGH)


_SHARES_ENOUGH: Final = 0.1
"""What one word is worth that nine questions of the bank have, and no more of them."""
