"""What managers do in a turn: one function a behaviour, each with examples that run as tests.

A behaviour looks at one sentence and the line around it and returns how sure it is, from 0 (not there) to 1.
Its name is the name used in rubrics, scenarios and reports. To add one, write one function here.

The main four (question, reflection, telling, other) follow Motivational Interviewing Treatment Integrity coding
(Moyers et al. 2016): *advice*, *information*, *self_reference* and *dismissal* are telling.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from toolkit.feedback.grammar import (
    AUX,
    CANNOT_PROMISE,
    CLOSED_START,
    CLOSED_WH,
    FEELING,
    NOT_REFLECTION,
    NOT_SAYING,
    OPEN_START,
    REFLECTION_START,
    REPORTED,
    STATEMENT_WH,
    any_of,
    checks_what_was_heard,
    echoes_words,
    speaks_of_them,
)
from toolkit.feedback.text import Line, Sentence, subject_stems

Detector = Callable[[Sentence, Line], float]
Example = str | tuple[str, str]
"""A manager's line, or what the report said and the manager's line."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A named thing that a manager does, how it is seen, and examples of it."""

    name: str
    meaning: str
    detect: Detector
    yes: tuple[Example, ...]
    no: tuple[Example, ...]


BEHAVIOURS: Final[dict[str, Behaviour]] = {}
"""Every behaviour by its name, in the order of this module."""


def behaviour(*, yes: Sequence[Example], no: Sequence[Example]) -> Callable[[Detector], Detector]:
    """Register a function as a behaviour, with lines that show it and lines that do not."""

    def register(detect: Detector) -> Detector:
        name = detect.__name__
        meaning = (detect.__doc__ or "").split("\n")[0]
        BEHAVIOURS[name] = Behaviour(name, meaning, detect, tuple(yes), tuple(no))
        return detect

    return register


@behaviour(
    yes=["What's been on your mind?", "How did that land with you?", "Tell me about the handover.", "Why is that?",
         "What makes it hard", "I'm curious how you see it.",
         "I wanted to talk about how things are going for you."],
    no=["Did you finish the report?", "How many beds are free?", "What I want is a list.", "It's fine."],
)  # fmt: skip
def open_question(sentence: Sentence, line: Line) -> float:
    """A question that cannot be answered with yes, no, a name or a number."""
    if CLOSED_WH.search(sentence.low) or (STATEMENT_WH.search(sentence.low) and not sentence.asks):
        return 0.0
    if OPEN_START.match(sentence.low) and not _permission(sentence.low):
        return 0.9 if sentence.asks else 0.7
    if sentence.asks and re.search(r"\b(?:what|how|why)\b", sentence.low) and not CLOSED_START.search(sentence.low):
        return 0.7
    return 0.0


@behaviour(
    yes=["Did you finish the report?", "Are you all right", "How many beds are free?", "Who told you?", "Friday?"],
    no=["What's been on your mind?", "So it's the count that gets to you, right?", "Tell me more.", "You're tired."],
)
def closed_question(sentence: Sentence, line: Line) -> float:
    """A question that yes, no, a name or a number answers."""
    if open_question(sentence, line) or checks_what_was_heard(sentence, line) or _permission(sentence.low):
        return 0.0
    if sentence.asks:
        return 0.9
    return 0.6 if CLOSED_START.search(sentence.low) or CLOSED_WH.search(sentence.low) else 0.0


@behaviour(
    yes=["Don't you think you could have said so earlier?", "Wouldn't it be better to write it down?",
         "Have you thought about asking Marek?", "Surely you saw that coming?", "Why don't you just tell her?"],
    no=["What did you think?", "Did you tell her?", "Don't worry about it."],
)  # fmt: skip
def leading_question(sentence: Sentence, line: Line) -> float:
    """A question with the asker's answer inside it."""
    asked = sentence.asks or CLOSED_START.search(sentence.low)
    return 0.8 if asked and _LEADING.search(sentence.low) else 0.0


_LEADING = any_of(
    r"^(?:so )?(?:don't|wouldn't|shouldn't|couldn't|isn't|aren't|can't|didn't) (?:you|it|that|this|we)\b",
    r"^(?:so )?have you (?:tried|considered|thought (?:about|of))\b",
    r"^(?:so )?why (?:don't|didn't|not)\b",
    r"^surely\b",
    r"^what if you\b",
    r"^how about (?:you|just|if|ask|talk)",
)


@behaviour(
    yes=["What happened, and who else was there?", "How was it? And did you tell Ana?"],
    no=["What happened?", "How are you? I'm glad you came."],
)
def compound_question(sentence: Sentence, line: Line) -> float:
    """Two questions in one breath; the second is the one that gets answered."""
    if sentence.asks and re.search(rf"\b(?:and|or) (?:what|how|why|who|when|where|{AUX} you)\b", sentence.low):
        return 0.8
    return 0.7 if len(line.asked) > 1 and sentence is line.asked[1] else 0.0


@behaviour(
    yes=[
        "So it isn't the hours. It's who gets asked.",
        "It sounds like you'd stopped expecting an answer.",
        ("They ring me on Sundays as well.", "You're the one they ring."),
        ("First the kiln, then the drains.", "The kiln and the drains."),
        ("One look used to do.", "So one look isn't enough any more."),
        ("There was no name on it.", "No name, and everyone could see it was you."),
        "You feel overlooked, right?",
        "Part of you wants to stay.",
        "I feel like something is bothering you.",
        "I've noticed you're quieter these days.",
        "That sounds hard.",
    ],
    no=["You should talk to her.", "So I need the numbers by Friday.", "What did you feel?", "You did a great job.",
        "We have a new system.", "Okay.", "Did you feel overlooked?"],
)  # fmt: skip
def reflection(sentence: Sentence, line: Line) -> float:
    """Gives back what the report said or meant, as a statement."""
    if sentence.asks and not checks_what_was_heard(sentence, line):
        return 0.0
    if _is_telling_words(sentence.low) or NOT_REFLECTION.search(sentence.low):
        return 0.0
    if open_question(sentence, line):
        return 0.0
    if REFLECTION_START.search(sentence.low):
        return 0.8
    return 0.6 if echoes_words(sentence, line) or speaks_of_them(sentence, line) else 0.0


@behaviour(
    yes=["You felt left out.", "That must have been exhausting.", "So it stings when he gets the credit."],
    no=["I was so angry that day.", "Are you worried?", "You did the count."],
)
def feeling_named(sentence: Sentence, line: Line) -> float:
    """Puts a word to what the report feels."""
    about_them = reflection(sentence, line) or re.search(
        r"^(?:so )?(?:that|it|this)(?: must| can| sounds|'s| is)\b", sentence.low
    )
    return 0.8 if about_them and not sentence.asks and re.search(FEELING, sentence.low) else 0.0


@behaviour(
    yes=["Thank you for staying late with the audit.", "I noticed you took the new girl through the whole list.",
         "I appreciate that you told me.", "You handled that call well.", "That can't have been easy to say."],
    no=["Thanks.", "Great job!", "Thank you.", "Thanks for coming.", "Thank you for everything you do.", "I noticed the numbers are down.",
        "I heard you don't eat with the others any more."],
)  # fmt: skip
def affirmation(sentence: Sentence, line: Line) -> float:
    """Thanks or recognition that names what the person did."""
    if sentence.asks:
        return 0.0
    return 0.8 if _AFFIRMATION.search(sentence.low) and subject_stems(sentence.low) else 0.0


_AFFIRMATION = any_of(
    r"\bthank(?:s| you)(?: so much| very much| a lot)? (?:for|that you)\b(?! (?:coming|the (?:chat|talk|meeting)|your (?:time|"
    r"work)|everything|all (?:you|your|the)|meeting|being here|that|this|today)\b)",
    r"\bi(?:'m| am)? (?:really |do )?(?:appreciate|grateful|admire|respect|value) (?:that you|how you|you|what you|for)\b",
    r"\bi (?:noticed|saw|heard) (?:that |how )?you (?!don't|didn't|haven't|never|no longer|seem|look|still|stopped|used|might|want|can't|asked|are|were|have)\w",
    r"\byou (?:handled|managed|kept|ran|dealt with|held|brought|explained) .{0,40}\b(?:well|calm|together|carefully|going)\b",
    r"\bthat (?:took|can't have been easy|cannot have been easy|wasn't easy)\b",
    r"\b(?:i'm )?glad (?:that )?you (?:told|said|came|asked|brought|raised)\b",
    r"\b(?:it )?(?:helps|helped|matters) (?:me |us )?(?:that|when) you\b",
)


@behaviour(
    yes=["You should speak to Marek.", "I don't think you should leave.", "I say you should speak up.", "If I were you I'd leave it.", "Have you tried writing a list?",
         "Just ask her.", "Try to get some sleep.", "You need to push back.", "I'd suggest a calendar."],
    no=["You told me you should leave.", "What could you do?", "I would never say you should leave.",
        "I'll write to Marek by Friday.", "You need more time, is that it?", "Tell me about it.", "You feel you should have known.",
        "I would never tell you that you should get over it.", "I'm not saying you should leave.",
        "They told you that you should smile more.", "People keep saying you must try harder.",
        "I'm not here to tell you that you have to change.", "You don't want to hear that you should try harder."],
)  # fmt: skip
def advice(sentence: Sentence, line: Line) -> float:
    """Says what the report should do, as a statement or dressed as a question."""
    if _NEGATED_ADVICE.search(sentence.low):
        return 0.0
    return 0.8 if _ADVICE.search(sentence.low) else 0.0


_ADVICE = any_of(
    r"\byou (?:should|must|ought to|need to|have to|'ve got to|shouldn't|mustn't)\b",
    r"\byou(?:'d| had) better\b|\byou've got to\b",
    r"\byou (?:could|can|might want to|may want to)(?: always| just| also| maybe)? (?:try|ask|talk|speak|start|write|go|take|use|say|tell|do|make|look)\b",
    r"\bif i were you\b|\bin your (?:shoes|place)\b",
    r"\bi(?:'d| would)? (?:suggest|recommend|advise)\b|\bmy advice\b|\bmy suggestion\b",
    r"^(?:have you (?:tried|considered|thought (?:about|of))|why don't you|why not|how about (?:you|just|ask|talk)|what if you)\b",
    r"^(?:so |then |please |always |maybe )*(?:try|make sure|start by|stop|remember to|focus on|be more|keep|push back|"
    r"take (?:a|some|the)|talk to|speak to|speak up|ask (?:him|her|them|for)|write (?:it|a|down)|go (?:to|and)|set (?:a|up|some)|"
    r"put (?:it|a|some)|get (?:a|some|it)|don't (?:let|take|be|give|do|wait))\b(?!.*\?)",
    r"\bthe (?:best|right|only) thing (?:to do|is to|you can)\b|\bwhat you need (?:to do )?is\b",
    r"\ball you (?:have|need) to\b|\byou (?:don't|do not) (?:need|have) to\b|\bwhy don't you\b",
    r"^(?:just |please )?(?:trust yourself|believe in yourself|relax|give it time|be (?:patient|kind to yourself|honest|careful))\b",
)
_NEGATED_ADVICE = any_of(
    NOT_SAYING,
    REPORTED,
    r"\byou (?:don't |didn't |never )?(?:want|wanted|need|needed) (?:to hear|to be told)\b.{0,40}\byou (?:should|must|have|need|could)\b",
    r"\byou (?:said|told|think|thought|feel|felt|mean|were told|were saying)\b.{0,40}\byou (?:should|must|need|have|could)\b",
    r"\byou (?:feel|felt|think|thought) (?:like |as if |as though |that )?you (?:should|must|have to|had to|need to|can't)\b",
)


@behaviour(
    yes=["Would it help if I told you what I've seen?", "Can I offer a thought?", "Do you mind if I ask about Marek?",
         "Would you like to hear an idea?"],
    no=["Can I have the report?", "You should ask.", "Would you like tea?"],
)  # fmt: skip
def permission(sentence: Sentence, line: Line) -> float:
    """Asks before advising, telling or probing."""
    return 0.85 if _permission(sentence.low) else 0.0


_PERMISSION = any_of(
    r"\b(?:can|may|could|might) i (?:just )?(?:offer|share|suggest|ask|tell|say|give you|add|make a suggestion|check)\b",
    r"\b(?:would|is) it (?:help|be ok(?:ay)?|be all right|be useful|ok(?:ay)?|all right|fine) (?:if|to|with you if)\b",
    r"\bwould it help if i\b",
    r"\bdo you mind if i\b|\bwould you mind if i\b",
    r"\b(?:would you like|do you want) (?:me to|to hear|my|an idea|a suggestion|some ideas)\b",
    r"\bare you ok(?:ay)? (?:with|if)\b",
)


def _permission(low: str) -> bool:
    return bool(_PERMISSION.search(low))


@behaviour(
    yes=["When I started here I did the count every day.", "I've been there.", "I know exactly how you feel.",
         "In my experience it settles down."],
    no=["I hear you.", "You know it best.", "I'll ask Marek by Friday.", "I won't pretend I know how you feel.",
        "I can't say I've been there."],
)  # fmt: skip
def self_reference(sentence: Sentence, line: Line) -> float:
    """Turns the talk to the manager's own story."""
    return 0.8 if _SELF.search(sentence.low) and not sentence.asks and not re.search(NOT_SAYING, sentence.low) else 0.0


_SELF = any_of(
    r"\bwhen i (?:was|started|had|did|worked|joined|first)\b",
    r"\bi(?:'ve| have) been (?:there|through)\b",
    r"\bi know (?:exactly |just )?(?:how|what) (?:you feel|that's like|it's like|that feels|you mean|you're going through)\b",
    r"\bin my (?:experience|day|time|last job|old job|career)\b",
    r"\b(?:same here|me too|i had the same|i went through|that happened to me|i remember when)\b",
    r"\bi (?:used to|once|always|personally)\b",
)


@behaviour(
    yes=["Don't worry about it.", "It can't be that bad.", "Everyone feels like that.", "You'll be fine.",
         "At least you have a team.", "That's just how Marek is.", "Look on the bright side.", "No need to worry.", "No big deal."],
    no=["What worries you?", "It's been bad.", "You worry about the count.", "I don't want to say you'll be fine.",
        "I would never tell you not to worry about it.", "I'm not saying it could be worse.", "I shouldn't have said don't worry.",
        "They said it's not that bad.", "People keep telling you to look on the bright side.",
        "It was wrong of me to say that you'll be fine.", "Telling you \"you'll be fine\" would not help."],
)  # fmt: skip
def dismissal(sentence: Sentence, line: Line) -> float:
    """Makes what the report said smaller than it is, or waves it away."""
    if _REJECTED.search(sentence.low):
        return 0.0
    return 0.8 if _DISMISSAL.search(sentence.low) and not REFLECTION_START.match(sentence.low) else 0.0


_REJECTED = any_of(
    NOT_SAYING,
    REPORTED,
    r"\b(?:shouldn't|should not|should never) have (?:said|told you)\b",
    r"\bwrong (?:of me )?to (?:say|tell you)\b",
    r"^(?:saying|telling you|hearing) .{0,60}\b(?:wouldn't|would not|won't|doesn't|does not|didn't) help\b",
)
_DISMISSAL = any_of(
    r"\b(?:don't|no need to|nothing to) worry\b",
    r"\b(?:it|that|this)(?:'s| is| can't be|'s really| isn't| is really)? (?:not )?(?:that|so|all that) (?:bad|serious|big|hard|difficult)\b",
    r"\b(?:everyone|everybody|we all|all of us) (?:feels?|has|have|gets?|does|do|is|are|struggles?|thinks?)\b",
    r"\byou'll (?:be (?:fine|ok|okay|all right)|get (?:over|used to) it|manage|survive)\b",
    r"^at least\b",
    r"\b(?:it|things) could be worse\b|\bit'?ll (?:be fine|pass|sort itself out|blow over|all work out|work out)\b",
    r"\b(?:that's|it's) (?:just )?(?:how|the way) (?:it|things|he|she|they|[a-z]+) (?:is|are|works?|goes)\b",
    r"\b(?:it is what it is|that's life|no big deal|not a big deal|get over it|calm down|cheer up|man up|grow up)\b",
    r"\byou(?:'re| are) (?:overreacting|too sensitive|imagining|exaggerating|making too much|overthinking)\b",
    r"\b(?:stop|no point) (?:complaining|moaning|whining|worrying)\b",
    r"\blook on the bright side\b|\bstay positive\b|\bbe positive\b|\bthink positive\b|\bnot my problem\b",
    r"\b(?:i'm sure|i am sure) (?:it|he|she|they|you|that)\b.{0,20}\b(?:fine|mean|nothing|ok|okay)\b",
)


@behaviour(
    yes=["Where are we with the audit?", "Is the rota done?", "When will the report be ready?", "Are we on track?",
         "Any update on the tender?"],
    no=["How are you with all this?", "What would done look like to you?", "You've lost track of it."],
)  # fmt: skip
def status_probe(sentence: Sentence, line: Line) -> float:
    """Asks for the state of a task, which a message could answer."""
    asked = sentence.asks or CLOSED_START.search(sentence.low) or sentence.low.startswith(("any ", "give me", "what's"))
    return 0.8 if asked and _STATUS.search(sentence.low) else 0.0


_STATUS = any_of(
    r"\bwhere (?:are we|are you|do we stand|do you stand|is the|is that)\b(?! (?:coming|from|in your))",
    r"\b(?:on track|on schedule|on time|status|eta|deadline|update on|progress (?:on|with)|percent)\b",
    r"\b(?:is|are) (?:the|that|those|it|they) .{0,30}\b(?:done|finished|ready|complete|sent|sorted)\b",
    r"\bwhen (?:will|can|is|are) .{0,40}\b(?:done|finished|ready|complete|due|have|sent)\b",
    r"\b(?:did|have|has) (?:you|they|he|she) .{0,15}\b(?:finish(?:ed)?|submit(?:ted)?|sen[dt]|complete[d]?|deliver(?:ed)?|hand(?:ed)? in|file[d]?)\b",
    r"\bhow (?:far|much) (?:are|is|have|along|left)\b",
)


@behaviour(
    yes=["I'll speak to Marek by Friday.", "Let's look at it again on Tuesday.", "I will send you the rota tomorrow."],
    no=["I'll think about it.", "You should do it by Friday.", "We could meet sometime.", "I can't say I'll have it by Friday.",
        "I'll not get to it by Friday."],
)
def commitment(sentence: Sentence, line: Line) -> float:
    """Says who will do what by when."""
    if CANNOT_PROMISE.search(sentence.low):
        return 0.0
    return 0.8 if _WILL.search(sentence.low) and _DATE.search(sentence.low) and not sentence.asks else 0.0


_WILL = any_of(
    r"\bi(?:'ll| will|'m going to| am going to)\b(?! (?:not|never)\b)",
    r"\bwe(?:'ll| will|'re going to)\b",
    r"\blet's\b",
    r"\byou(?:'ll| will) .{0,60}\band i(?:'ll| will)\b",
)
_DATE = any_of(
    r"\b(?:by|on|before|until|this|next|every) (?:the )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    r"\b(?:today|tonight|tomorrow|this (?:morning|afternoon|evening|week|month)|next (?:week|month|time|one))\b",
    r"\b(?:by|before|on|until) (?:the )?(?:\d{1,2}(?:st|nd|rd|th)?|end of|noon|lunch|january|february|march|april|may|june|july|"
    r"august|september|october|november|december)\b",
    r"\b(?:in|within) (?:a|one|two|three|\d+) (?:days?|weeks?|hours?)\b",
)


@behaviour(
    yes=["I'm sorry about the slide.", "That was my mistake.", "I should have asked you first."],
    no=["Sorry, what?", "I'm sorry to hear that.", "You should have asked."],
)
def apology(sentence: Sentence, line: Line) -> float:
    """Owns something the manager did or left undone."""
    return 0.8 if _APOLOGY.search(sentence.low) else 0.0


_APOLOGY = any_of(
    r"\bi(?:'m| am) (?:really |so |very )?sorry\b(?! to (?:hear|say))",
    r"\bi (?:apologi[sz]e|got (?:that|it|this) wrong|should have|shouldn't have|let you down|owe you)\b",
    r"\b(?:that|it|this)(?:'s| was| is) (?:on me|my (?:mistake|fault|doing|slide))\b|\bmy (?:mistake|fault)\b",
)


@behaviour(
    yes=["This stays between us.", "I won't repeat it without asking you first.", "Nothing you say goes to Marek."],
    no=["I'll tell Marek.", "Stay with me on this.", "Keep going.", "I can't promise this stays between us.",
        "I can't keep this confidential.", "I'm not able to keep that between us."],
)
def confidentiality_promise(sentence: Sentence, line: Line) -> float:
    """Promises where what was said will not go."""
    if CANNOT_PROMISE.search(sentence.low):
        return 0.0
    return 0.8 if _CONFIDENTIAL.search(sentence.low) else 0.0


_CONFIDENTIAL = any_of(
    r"\b(?:between (?:us|you and me)|off the record|in confidence|confidential(?:ly)?)\b",
    r"\b(?:stays?|remains?) (?:here|in (?:this|the) room)\b|\b(?:this|that|it) stays with me\b",
    r"\b(?:won't|will not|not going to|never) (?:repeat|share|tell (?:anyone|him|her|them|marek)|pass (?:it|that|this) on|mention)\b",
    r"\bnothing (?:you say|of this|leaves)\b",
    r"\bwithout (?:asking you|your (?:say-so|name|permission|okay|ok)|checking with you)\b",
)


@behaviour(
    yes=["Mm-hm.", "Go on.", "I see.", "…", "Right.", "Mmm. Mm hm, I see.", "Mm-hm, mm-hm, okay."],
    no=["Go on holiday.", "I see a problem there.", "What happened?", "Rightly.", "Mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmx."],
)
def encourager(sentence: Sentence, line: Line) -> float:
    """Leaves the floor to the report: a nod, a *go on*, or a silence."""
    if not sentence.words:
        return 0.7 if re.fullmatch(r"[.…\s]+", line.text) else 0.0
    low = " ".join(re.findall(r"[a-z']+", sentence.text.lower()))
    return 0.7 if _ENCOURAGER.fullmatch(low) else 0.0


# Possessive (`++`): "mm hm" can be read in two ways, and trying both at each of many would take for ever.
_ENCOURAGER = any_of(
    r"(?:(?:m+ ?h+m*|m+|uh huh|okay|ok|right|yeah|yes|i see|go on|oh|ah|huh|sure|really|of course|got it|take your time|"
    r"i'm listening|please|hm+|no rush)\b ?)++"
)


@behaviour(
    yes=["Good morning, Priya.", "Hi.", "Hello, come in."],
    no=["Hired anyone?", "High time we talked.", "Hello is what he said to me before he walked straight past the desk."],
)
def greeting(sentence: Sentence, line: Line) -> float:
    """Says hello."""
    return 0.8 if re.match(r"(?:hi|hello|hey|good (?:morning|afternoon|evening)|welcome|morning)\b", sentence.text.lower()) and len(sentence.words) < 10 else 0.0  # fmt: skip


@behaviour(
    yes=["We have a new system that goes live in March.", "The budget was cut twice.", "Marek got the lead because he applied."],
    no=["You're tired of it.", "Okay.", "What happened?", "You should ask.", "I'll call him by Friday.", "Thanks for coming in."],
)
def information(sentence: Sentence, line: Line) -> float:
    """Tells facts, reasons or opinions that the report had not asked to reflect on."""
    if sentence.asks or len(sentence.words) < 4:
        return 0.0
    others = (open_question, closed_question, reflection, affirmation, advice, permission, self_reference, dismissal,
              commitment, confidentiality_promise, apology, encourager, greeting)  # fmt: skip
    return 0.0 if any(other(sentence, line) for other in others) or _POLITE.search(sentence.low) else 0.6


_POLITE = any_of(r"\b(?:thank|thanks|nice to|good to|glad to|welcome|come in|(?:take|have) a seat|sit down|see you|sorry|appreciate|bye|congratulations|well done)\b")


def _is_telling_words(low: str) -> bool:
    return bool(_ADVICE.search(low) or _SELF.search(low) or _DISMISSAL.search(low)) and not _NEGATED_ADVICE.search(low)
