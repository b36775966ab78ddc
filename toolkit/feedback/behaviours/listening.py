"""Giving back, recognising, leaving the floor, and its opposite, cutting in."""

from __future__ import annotations

import re

from toolkit.feedback.behaviours.asking import open_question
from toolkit.feedback.behaviours.giving_back import looks_given_back
from toolkit.feedback.behaviours.registry import behaviour
from toolkit.feedback.behaviours.telling import has_telling_words
from toolkit.feedback.grammar import (
    NOT_REFLECTION,
    any_of,
    checks_what_was_heard,
    shared,
    starts_explicitly,
)
from toolkit.feedback.text import Line, Sentence, subject_stems


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
        ("They moved my desk to the corridor while I was on leave, and no one rang.", "Nobody asked you before they moved it."),
        ("My sister did the form, then the doctor lost it, and now it is June and I wait, and my father rings me about it.", "And still no answer."),
        ("He comes in at nine, he goes through my drawers, and then he tells the others what he found.", "He does it in front of the others."),
        ("She is loud, but the patients love her, and I am the one who writes it all up at night.", "She's loved, and you're up at night, but..."),
        ("I know the ward, I know the names, and they put a boy from the agency in charge.", "so you know the ward and they took somebody who doesn't"),
    ],
    no=["You should talk to her.", "So I need the numbers by Friday.", "What did you feel?", "You did a great job.",
        "We have a new system.", "Okay.", "Did you feel overlooked?",
        ("He has my name on his list, and I never get a slot.", "Put your name on the list by Friday."),
        ("The oven is slow, so I start at two and I am home at noon, and then I sleep.", "I'll have the oven looked at."),
        ("They cut the budget and no one tells me.", "Budgets are decided in March, because the board meets then."),
        "So put two people on it from Thursday.", "so are you sleeping"],
)  # fmt: skip
def reflection(sentence: Sentence, line: Line) -> float:
    """Gives back what the report said or meant, as a statement."""
    if sentence.asks and not checks_what_was_heard(sentence, line):
        return 0.0
    if has_telling_words(sentence, line) or open_question(sentence, line):
        return 0.0
    if starts_explicitly(sentence) and not NOT_REFLECTION.search(sentence.low):
        return 0.8
    return 0.6 if looks_given_back(sentence, line) else 0.0


@behaviour(
    yes=[
        ("First the kiln, then the drains.", "The kiln and the drains."),
        ("He held the table for three nights.", "He held the table."),
        ("I'm fine, I worry about Josh more.", "What you're saying is that you worry about Josh."),
    ],
    no=[
        ("First the kiln, then the drains.", "You should do the drains first."),
        ("First the kiln, then the drains.", "Did you do the drains first?"),
        ("They ring me on Sundays as well.", "So it's never really over."),
        ("They ring me on Sundays.", "They ring on Sundays. You should switch it off."),
    ],
)
def paraphrase(sentence: Sentence, line: Line) -> float:
    """Says again what the report said, in their own words."""
    if not reflection(sentence, line):
        return 0.0
    if re.search(r"\b(?:what you're saying|you're saying|you said|i'm hearing|i hear you say)\b", sentence.low):
        return 0.7
    own = sentence.subjects
    # With more beside it, the same words are taken up to go on from there.
    alone = sum(len(s.words) > 0 for s in line.sentences) == 1
    return 0.6 if own and alone and len(own) <= 8 and shared(sentence, line) * 3 >= len(own) * 2 else 0.0


@behaviour(
    yes=[
        ("The roster is late.\nPietro is new.\nAnd nobody signs for the acid.", "So it's the roster, Pietro, and who signs for the acid."),
        ("I want sixteen hours.\nAnd the evening rate.", "So sixteen hours, at the evening rate, and both for good."),
        "Let me see if I have it all: the hours, the form and the boy.",
    ],
    no=[
        ("The roster is late.", "The roster."),
        ("The roster is late.\nPietro is new.", "You should do the roster, ring Pietro, and sleep."),
        "Okay, fine, good.",
    ],
)
def summary(sentence: Sentence, line: Line) -> float:
    """Pulls together several things that the report said."""
    if sentence.asks or has_telling_words(sentence, line):
        return 0.0
    if _SUMS_UP.search(sentence.low):
        return 0.7
    parts = len(re.findall(r",| and ", sentence.low))
    several = parts >= 2 and sentence.low.startswith(("so ", "so, ", "then ", "it's ", "you ", "there's ")) and len(sentence.words) <= 40
    return 0.6 if several and shared(sentence, line) >= 3 else 0.0


_SUMS_UP = any_of(
    r"\b(?:to sum up|all in all|putting (?:it|that|this|those) together|let me (?:see if i|pull|put (?:it|that|this) together|lay (?:it|that|this))|"
    r"if i (?:put|take) (?:it|that|all that) together|have i got it)\b",
)


@behaviour(
    yes=[
        ("I only wanted to say that the fitting rooms are —", "The fitting rooms are fine."),
        ("So what I'd like is -", "Hold on, it's the bank."),
        ("Well.\nIt's about –", "I know what it's about."),
    ],
    no=[
        ("I only wanted to say it.", "Hold on."),
        ("It's late—too late.", "I see."),
        ("It's about –\nNever mind.", "Go on."),
        "Hold on, it's the bank.",
    ],
)
def interruption(sentence: Sentence, line: Line) -> float:
    """Cuts in: the report's last words break off where the manager begins."""
    if sentence is not line.sentences[0] or not sentence.words:
        return 0.0
    return 0.7 if line.before.rstrip().rstrip("\"'”’").endswith(("-", "–", "—")) else 0.0


@behaviour(
    yes=["You felt left out.", "That must have been exhausting.", "So it stings when he gets the credit.", ("They cut it again.", "You're furious."), ("I drove home and went to bed at six.", "Worn out.")],
    no=["That's hard to read.", "The keys got lost.", "You lost the keys.", "It's a hard floor.", "You aren't asked.", "I'd be bored.", "I was so angry that day.", "Are you worried?", "You did the count."],
)
def feeling_named(sentence: Sentence, line: Line) -> float:
    """Puts a word to what the report feels."""
    if sentence.asks:
        return 0.0
    if _FEELS.search(sentence.low):
        return 0.8
    about_them = reflection(sentence, line) or _MUST_BE.search(sentence.low)
    return 0.8 if about_them and _NAMES_FEELING.search(sentence.low) else 0.0


# The same word may be the matter itself (a hard floor, a lost key): only some words name a feeling wherever they stand.
_SURE_FEELING = (
    r"(?:tired|exhaust\w*|worn out|angry|anger|annoy\w*|frustrat\w*|fed up|worri\w*|anxious|nervous|afraid|scar(?:ed|y)|frighten\w*|terrif\w*|sad|hurts?\b|"
    r"lonely|left out|overlooked|invisible|ignored|guilt\w*|asham\w*|embarrass\w*|humiliat\w*|disappoint\w*|let down|torn|overwhelm\w*|stress\w*|bored|boring|"
    r"proud|relie[fv]\w*|excited|hopeful|resent\w*|jealous|upset|unsure|trapped|cornered|uncomfortable|awkward|dread\w*|grie[fv]\w*|taken for granted|on your own|"
    r"bothers? you|got to you|stings?|stung|foolish|silly|bitter|furious|cross with|hate it|love (?:it|that)|miss (?:it|him|her|them)|shame)"
)
_NAMES_FEELING = any_of(rf"\b{_SURE_FEELING}")
_MUST_BE = any_of(r"^(?:so )?(?:that|it|this)(?: must| can| sounds| feels|'s| is)\b.{0,40}\b(?:hard|tough|rough|difficult|awful|horrible|heavy|painful|unfair|a lot)\b(?! (?:to (?:say|tell|know|read)|work|hat|drive|copy))")
_FEELS = any_of(
    rf"^(?:so |and )*(?:you(?:'re| are| were| feel| felt| must (?:be|feel|have (?:been|felt))| sound| seem)?|it) (?:\w+ ){{0,3}}{_SURE_FEELING}\b(?! (?:of me|to))",
    rf"^{_SURE_FEELING}\W*$",
)


@behaviour(
    yes=["Thank you for staying late with the audit.", "I noticed you took the new girl through the whole list.",
         "I appreciate that you told me.", "You handled that call well.", "That can't have been easy to say.",
         "That report was well written.", "It was decent of you to ring.",
         "Counting them twice was smart, that was sharp.", "I've seen you handle the angry ones.", "That's a better list than mine."],
    no=["Was that smart?", "That's smart enough.", "That's clear to me.", "I haven't seen you do it.", "You always ask the best questions.", "Thanks.", "Great job!", "Thank you.", "Thanks for coming.", "Thanks for being so easy.", "Thank you for everything you do.", "I noticed the numbers are down.",
        "I heard you don't eat with the others any more."],
)  # fmt: skip
def affirmation(sentence: Sentence, line: Line) -> float:
    """Thanks or recognition that names what the person did."""
    if sentence.asks:
        return 0.0
    return 0.8 if _AFFIRMATION.search(sentence.low) and subject_stems(sentence.low) else 0.0


_AFFIRMATION = any_of(
    r"\bthank(?:s| you)(?: so much| very much| a lot)? (?:for|that you)\b(?! (?:coming|being|the (?:chat|talk|meeting)|your (?:time|"
    r"work)|everything|all (?:you|your|the)|meeting|being here|that|this|today)\b)",
    r"\bi(?:'m| am)? (?:really |do )?(?:appreciate|grateful|admire|respect|value) (?:that you|how you|you|what you|for)\b",
    r"\bi (?:noticed|saw|heard) (?:that |how )?you (?!don't|didn't|haven't|never|no longer|seem|look|still|stopped|used|might|want|can't|asked|are|were|have)\w",
    r"\byou (?:handled|managed|kept|ran|dealt with|held|brought|explained) .{0,40}\b(?:well|calm|together|carefully|going)\b",
    r"\b(?:well|carefully|beautifully|nicely) (?:written|made|drawn|argued|spotted|kept|put)\b|\b(?:good|sharp|clever|honest|generous|brave|decent|kind|thoughtful) of you\b",
    r"\b(?:that|it)(?:'s| was| is) (?:honest|brave|generous|sharp|worth (?:a lot|doing))\b",
    r"\bthat (?:took|can't have been easy|cannot have been easy|wasn't easy)\b",
    r"\b(?:i'm )?glad (?:that )?you (?:told|said|came|asked|brought|raised)\b",
    r"\b(?:it )?(?:helps|helped|matters) (?:me |us )?(?:that|when) you\b",
    r"\b(?:that|it|this)(?:'s| was| is) (?:very |really |so |a )?(?:smart|sharp|clear|clever|thoughtful|careful|good (?:care|thinking|catch|work|eye|question to ask them)|terrific|better (?:\w+ )?than mine|exactly why they)\b(?! (?:that|to|enough|if))",
    r"\bi(?:'ve| have) seen you (?:do|with|take|handle|help)\b|\b(?:is|was) sharp\b|^(?:good (?:that|of|on) you|well (?:spotted|caught|done (?:for|with|on)))\b|\bworth (?:building|keeping|showing|a lot)\b",
)


@behaviour(
    yes=["Mm-hm.", "Go on.", "I see.", "…", "Right.", "Mmm. Mm hm, I see.", "Mm-hm, mm-hm, okay.", "Sorry, no. Go on."],
    no=["Go on holiday.", "I see a problem there.", "What happened?", "Rightly.", "Okay. Did you send it?", "Mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmx."],
)
def encourager(sentence: Sentence, line: Line) -> float:
    """Leaves the floor to the report: a nod, a *go on*, or a silence."""
    if not sentence.words:
        return 0.7 if re.fullmatch(r"[.…\s]+", line.text) else 0.0
    if _GO_ON.fullmatch(sentence.low):
        return 0.7
    return 0.7 if len(line.text) < 120 and _ENCOURAGER.fullmatch(_letters(line.text)) else 0.0


def _letters(text: str) -> str:
    return " ".join(re.findall(r"[a-z']+", text.lower()))


_GO_ON = any_of(r"(?:please |no |sorry |and )*(?:go on|go ahead|carry on|take your time)[,.!…]*")


# Possessive (`++`): "mm hm" can be read in two ways, and trying both at each of many would take for ever.
_ENCOURAGER = any_of(
    r"(?:(?:m+ ?h+m*|m+|uh huh|okay|ok|right|yeah|yes|i see|go on|oh|ah|huh|sure|really|of course|got it|take your time|go ahead|carry on|ha|that's it|take it|that's the spirit|"
    r"i'm listening|please|hm+|no rush)\b ?)++"
)
