"""What the manager binds themselves to, owns or opens with: promises, apologies, a greeting."""

from __future__ import annotations

import re

from toolkit.feedback.behaviours.registry import behaviour
from toolkit.feedback.grammar import CANNOT_PROMISE, NOT_SAYING, any_of
from toolkit.feedback.text import Line, Sentence


@behaviour(
    yes=["I'll speak to Marek by Friday.", "Let's look at it again on Tuesday.", "I will send you the rota tomorrow.", "I can sign that Thursday.",
         "Let me know by the fifteenth.", "You'll have it by noon.",
         "Thursday, my office.", "You bring the list on Thursday.", "I'll ring the landlord. By Monday."],
    no=["Friday, you said.", "You brought it on Thursday.", "Fridays are worst.", "I'll think about it. Friday was long.", "I'd never say Thursday, my office, and then not come.",
        "I'll be quiet. It's Friday.", "I'll think about it.", "You should do it by Friday.", "We could meet sometime.", "I can't say I'll have it by Friday.",
        "I'll not get to it by Friday.", "I rang him on Monday.", "You should know by Friday."],
)
def commitment(sentence: Sentence, line: Line) -> float:
    """Says who will do what by when."""
    if CANNOT_PROMISE.search(sentence.low):
        return 0.0
    if sentence.asks or _ADVISED.search(sentence.low):
        return 0.0
    if _DATE.search(sentence.low):
        return 0.8 if _WILL.search(sentence.low) or _ARRANGED.search(sentence.low) else 0.0
    return 0.6 if _MINE.search(sentence.low) and _dated_beside(sentence, line) else 0.0


def _dated_beside(sentence: Sentence, line: Line) -> bool:
    """Whether the sentence before or after says by when, as in *I'll ring the landlord. By Monday.*"""
    beside = (s for s in line.sentences[:20] if 0 < abs(s.start - sentence.end) <= 2 or 0 < abs(s.end - sentence.start) <= 2)
    return any(not s.asks and len(s.words) <= 12 and _DATE.search(s.low) and not _GONE.search(s.low) for s in beside)


_MINE = any_of(r"^(?:then |and |so )*i(?:'ll| will)\b(?! (?:not|never|be quiet|think|wait|say|have|tell you)\b)")
_GONE = any_of(r"\b(?:was|were|had|did|since|last|ago|[a-z]{3,}ed)\b")
# "Friday, same time." or "You bring the list, Thursday.": who does what may go without a *will*.
_ARRANGED = any_of(
    r"^(?:then |so )*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|noon|tomorrow|half past \w+|\w+ o'clock)(?: (?:noon|morning|at \w+))?, (?!you\b|he\b|she\b|they\b|it\b|i\b|yes\b|yeah\b)",
    r"^(?:then |and |so )*(?:by \w+ )?you (?:write|bring|get|have|send|tell|start|give|type)\b(?!ed)",
    r"^(?:then |and |so )*(?:it's|that's) .{0,40}\bby (?:mon|tues|wednes|thurs|fri)day\b|\b(?:we|i) (?:open|sit|go|pay|give|start|bring|sign)\b.{0,50}\b(?:on|by|at|from|this|next)\b",
)
_ADVISED = any_of(r"\b(?:should|ought|could have|would have)\b")
_WILL = any_of(
    r"\bi can\b(?!'t)|\byou(?:'ll| will) (?:get|have|hear|know)\b|^(?:then |and |so )*(?:let me know|bring|send|come (?:and|to|back)|we (?:look|meet|do|talk|write|open))\b",
    r"\bi (?:ring|write|phone|call|speak|send|sign|talk|ask|come|look)\b",
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
    r"\b(?:in|within) (?:a|one|two|three|\d+) (?:days?|weeks?|hours?|months?|fortnight)\b",
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:by|at|before|till|until) (?:noon|lunch(?:time)?|half past|quarter|\w+ o'clock|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b)",
    r"\b(?:by|on|until|till|from) the (?:\w+th|first|second|third|twenty-\w+)\b|\bnext (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\bend of the (?:day|week|month)\b|\bthis (?:week|month)\b",
)


@behaviour(
    yes=["This stays between us.", "I won't repeat it without asking you first.", "Nothing you say goes to Marek.",
         "What you say here stays here.", "I say nothing to anyone until you have.", "I won't tell you who said what."],
    no=["I'll tell Marek.", "Do you still want to stay here?", "Who told you, in confidence?", "Stay with me on this.", "Keep going.", "I can't promise this stays between us.",
        "I can't keep this confidential.", "I'm not able to keep that between us."],
)
def confidentiality_promise(sentence: Sentence, line: Line) -> float:
    """Promises where what was said will not go."""
    if CANNOT_PROMISE.search(sentence.low) or sentence.asks:
        return 0.0
    return 0.8 if _CONFIDENTIAL.search(sentence.low) else 0.0


_CONFIDENTIAL = any_of(
    r"\b(?:between (?:us|you and me)|off the record|in confidence|confidential(?:ly)?)\b",
    r"\b(?:stays?|remains?) (?:here|in (?:this|the) room)\b|\b(?:this|that|it) stays with me\b",
    r"\b(?:won't|will not|not going to|never) (?:repeat|share|tell (?:anyone|him|her|them|marek|you who)|pass (?:it|that|this) on|mention)\b",
    r"\bnothing (?:you say|of this|leaves)\b|\b(?:stays?|dies) in here\b|\byou say (?:in )?here (?:stays|dies)\b|\beverything stays in\b",
    r"\bi(?:'ll)? (?:say|tell) (?:nothing|nobody|no one)\b|\bhears? (?:nothing|it not|nothing of it) from me\b|\bwithout your name in it\b|\bthat's between you and\b",
    r"\bwithout (?:asking you|your (?:say-so|name|permission|okay|ok)|checking with you)\b",
)


@behaviour(
    yes=["I'm sorry about the slide.", "That was my mistake.", "I should have asked you first.", "Sorry."],
    no=["Sorry, what?", "I'm sorry to hear that.", "I'm not sorry about it.", "You should have asked."],
)
def apology(sentence: Sentence, line: Line) -> float:
    """Owns something the manager did or left undone."""
    return 0.8 if _APOLOGY.search(sentence.low) else 0.0


_APOLOGY = any_of(
    r"\bi(?:'m| am) (?:really |so |very )?sorry\b(?! to (?:hear|say))",
    r"^(?:ah |oh |god |so )*sorry[.!]*$|^sorry,? (?:about|for|no|go on|that)\b|^forgive (?:me|the)\b|\bi should've\b",
    r"\bi (?:apologi[sz]e|got (?:that|it|this) wrong|should have|shouldn't have|let you down|owe you)\b",
    r"\b(?:that|it|this)(?:'s| was| is) (?:on me|my (?:mistake|fault|doing|slide))\b|\bmy (?:mistake|fault)\b",
)


@behaviour(
    yes=["Nothing leaves this room, whatever it is.", "You'll get the promotion, I promise.", "It will never happen again, I swear.",
         "Consider it done.", "You can tell me anything."],
    no=["I can't promise you'll get the promotion.", "I'll ask him by Friday.", "You never promised me that.", "I won't say consider it done.",
        "I'll do what I can about the raise.", "They told you that you'd get a raise."],
)  # fmt: skip
def over_promise(sentence: Sentence, line: Line) -> float:
    """Promises what nobody can keep: a secret whatever it is, somebody else's decision, that it never happens again."""
    if sentence.asks or CANNOT_PROMISE.search(sentence.low) or _UNSAID.search(sentence.low):
        return 0.0
    return 0.7 if _OVER_PROMISE.search(sentence.low) else 0.0


_UNSAID = any_of(NOT_SAYING, r"\b(?:you|they|he|she|nobody|never) (?:never |all |once )?(?:promised|told|said|swore)\b")
_OVER_PROMISE = any_of(
    r"\bi (?:promise|swear|guarantee)\b|\bguaranteed\b|\b(?:you have|on) my word\b|\bmark my words\b",
    r"\bconsider it done\b|\bas good as done\b|\bit's (?:all )?(?:done|settled|sorted)!?$|\bleave (?:it|that|him|her|them|[a-z]+) to me\b",
    r"\b(?:stays?|dies|leaves|goes|say|tell me|keep)\b.{0,40}\b(?:whatever it is|no matter what|ever|anything at all)\b",
    r"\b(?:no one|nobody) will ever\b|\bnever (?:again|happen again)\b|\b(?:won't|will never) happen again\b",
    r"\byou can tell me (?:anything|everything)\b|\bmy door(?:'s| is) always open\b|\beverything stays in\b",
    r"\byou(?:'ll| will|'re going to|'re) (?:get|getting|have|be|become) .{0,30}\b(?:promotion|promoted|raise|pay rise|percent|lead|head of|manager|next in line|next after)\b",
    r"\byou(?:'ll| won't| will)\b.{0,40}\b(?:by (?:christmas|easter|summer|next (?:season|year))|never have to|one more)\b",
    r"\b(?:i'll|i'm going to|i'm) (?:get|getting) you (?:a|the|another|some|your|two|three|four)\b|\bi'll make sure (?:it never|nobody|no one|you (?:get|never))\b",
)


@behaviour(
    yes=["Good morning, Priya.", "Hi.", "Hello, come in.", "Come in, sit down.", "good morning did you find the room", "Marta!", "There you are.", "Thanks for coming over."],
    no=["Right.", "Thanks.", "Banana.", ("I am here.", "Marta!"), "Hired anyone?", "High time we talked.", "Hello is what he said to me before he walked straight past the desk."],
)
def greeting(sentence: Sentence, line: Line) -> float:
    """Says hello."""
    first = sentence is line.sentences[0]
    if first and not line.before and _WELCOME.match(sentence.text.lower()):
        return 0.8
    if first and not line.before and _NAMED.match(sentence.text) and (len(line.sentences) > 1 or sentence.text.endswith("!")):
        return 0.7
    return 0.8 if _HELLO.match(sentence.text.lower()) and (len(sentence.words) < 10 or (first and not line.before)) else 0.0


_HELLO = any_of(r"(?:hi|hiya|hello|hey|hej|ciao|good (?:morning|afternoon|evening)|welcome|morning|afternoon|evening)\b(?! (?:is|was|shift))")
_WELCOME = any_of(r"(?:[\w.]+[,!]? ){0,4}(?:come (?:on )?in|sit(?: down| here| anywhere)?|have a seat|take a (?:seat|chair))\b|[\w.]+[,!]? (?:hi|hello|welcome)\b|there (?:s?he is|you are)\b|thanks for coming (?:up|in|down|over|by)\b")
# "Marta!" is all the hello that some need.
_NAMED = re.compile(
    r"(?!(?i:ok|okay|right|fine|well|thanks|thank|sorry|good|great|mm|yes|no|yeah|oh|ah|wow|and|so|sure|really|exactly|never)\b)(?:[A-Z][\w'’-]+[.,]? ){0,2}[A-Z][\w'’-]+[!.]$"
)
