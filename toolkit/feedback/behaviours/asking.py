"""Questions of every kind, and asking leave."""

from __future__ import annotations

import re

from toolkit.feedback.behaviours.registry import behaviour
from toolkit.feedback.grammar import (
    AUX,
    CLOSED_START,
    CLOSED_WH,
    OPEN_START,
    STATEMENT_WH,
    any_of,
    checks_what_was_heard,
)
from toolkit.feedback.text import Line, Sentence


@behaviour(
    yes=["What's been on your mind?", "How did that land with you?", "Tell me about the handover.", "Why is that?",
         "What makes it hard", "I'm curious how you see it.", "Where do you see yourself in a year?", "Which part is the worst?",
         "so what happened then", "that was loud and what did you say to him",
         "I wanted to talk about how things are going for you."],
    no=["Did you finish the report?", "How many beds are free?", "What I want is a list.", "It's fine.", "How is it, are you sleeping?", "i know what you did",
        "What we did was right.", "What position?", "How low?"],
)  # fmt: skip
def open_question(sentence: Sentence, line: Line) -> float:
    """A question that cannot be answered with yes, no, a name or a number."""
    if CLOSED_WH.search(sentence.low) or _CLOSED_END.search(sentence.low) or (STATEMENT_WH.search(sentence.low) and not sentence.asks):
        return 0.0
    if OPEN_START.match(sentence.low) and not permission(sentence, line):
        return 0.9 if sentence.asks else 0.7
    if sentence.asks and re.search(r"\b(?:what|how|why)\b", sentence.low) and not CLOSED_START.search(sentence.low):
        return 0.0 if len(sentence.words) == 2 else 0.7
    return 0.0


# "How's your wife, is it her knee?": the last question is the one that gets answered.
_CLOSED_END = any_of(rf", (?:and )?{AUX} (?:you|it|he|she|they)\b[^,?]{{0,80}}\?$")


@behaviour(
    yes=["Did you finish the report?", "Are you all right", "How many beds are free?", "Who told you?", "Friday?", "You sure?", "did you have the word with him",
         "that is good and are you sleeping", "How's your wife, is it her knee?"],
    no=["What's been on your mind?", "So it's the count that gets to you, right?", "Tell me more.", "You're tired.", "See?", "Honestly?",
        "Where do you see yourself in a year?", "Don't you worry about that."],
)
def closed_question(sentence: Sentence, line: Line) -> float:
    """A question that yes, no, a name or a number answers."""
    if open_question(sentence, line) or checks_what_was_heard(sentence, line) or permission(sentence, line):
        return 0.0
    if sentence.asks:
        return 0.0 if _NO_ANSWER_WANTED.fullmatch(sentence.low) else 0.9
    if re.match(r"don't you (?:worry|mind|dare|fret)\b", sentence.low):
        return 0.0
    return 0.6 if CLOSED_START.search(sentence.low) or CLOSED_WH.search(sentence.low) else 0.0


_NO_ANSWER_WANTED = any_of(r"(?:see|honestly|you see|you know|who knows|remember|really|did (?:he|she|they|you))\?")


@behaviour(
    yes=["Don't you think you could have said so earlier?", "Wouldn't it be better to write it down?",
         "Have you thought about asking Marek?", "Surely you saw that coming?", "Why don't you just tell her?",
         "It was sorted, wasn't it?", "he is a nice lad isn't he", "So could you swap shifts with Ines?", "you like it here don't you",
         "Are you getting enough rest?", "You're not leaving us, are you?"],
    no=["What did you think?", "Did you tell her?", "Don't worry about it.", "Isn't it?", "Don't we all.", "Could you tell me more about her?",
        "Could you say that again?", "He isn't sure that it holds.", "I asked whether you tried it."],
)  # fmt: skip
def leading_question(sentence: Sentence, line: Line) -> float:
    """A question with the asker's answer inside it."""
    if _NO_STATEMENT.search(sentence.low):
        return 0.0
    asked = sentence.asks or CLOSED_START.search(sentence.low) or not line.marked
    return 0.8 if asked and _LEADING.search(sentence.low) else 0.0


_LEADING = any_of(
    r"^(?:so )?(?:don't|wouldn't|shouldn't|couldn't|isn't|aren't|can't|didn't) (?:you|it|that|this|we)\b",
    r"^(?:so )?have you (?:tried|considered|thought (?:about|of))\b",
    r"^(?:so )?why (?:don't|didn't|not)\b",
    r"^surely\b",
    r"^what if you\b",
    r", (?:isn't (?:it|that)|aren't (?:you|we)|don't you|wasn't it|weren't you|didn't (?:he|she|they|you)|wouldn't you)(?: think| say)?\?$",
    r"^how about (?:you|just|if|ask|talk)",
    # The same tags as speech recognition writes them, and what the manager wants done put as a *could*.
    r"\b[a-z']+ \b(?:isn't|wasn't|aren't|don't|doesn't|didn't|wouldn't|haven't|hasn't) (?:you|he|she|it|they|that)\b(?: now| then)?\W*$|\b(?:not|n't|never)\b.{3,60}\b(?:are|is|do|did|will) (?:you|he|she|it|they)\W*$",
    r"^(?:so |then )*could (?:you (?!tell|say|show|help|send|give|walk|take me|describe|put (?:a|it)|please|let|be|have|see|hear|feel|think|imagine|live|bear|sleep)[a-z]+|[a-z]+ (?:do|take|cover|have|help|run)\b)(?! (?:me|us)\b)",
    r"^are you (?:drinking|eating|sleeping|getting|taking) enough\b|^(?:it|that|he|she|they|you)\b.{0,60}, no\?$|^you're (?:good|okay|fine|happy|all right) (?:otherwise|though|now|with that)\W*$",
)
_NO_STATEMENT = any_of(r"^(?:isn't it|don't we all|aren't we all|doesn't it|wasn't it|don't you|aren't you|didn't (?:he|she|they|it))\W*$")


@behaviour(
    yes=["What happened, and who else was there?", "How was it? And did you tell Ana?"],
    no=["What happened?", "How are you? I'm glad you came.", "Did he? In the van?", "You saw it? Really?", "Do you mind the nights? Is it the cold?",
        "I asked what happened and who saw it."],
)
def compound_question(sentence: Sentence, line: Line) -> float:
    """Two questions in one breath; the second is the one that gets answered."""
    if sentence.asks and re.search(rf"\b(?:and|or) (?:what|how|why|who|when|where|{AUX} you)\b", sentence.low):
        return 0.8
    if len(line.asked) < 2 or sentence is not line.asked[1]:
        return 0.0
    # "Did he? In the van?" asks one thing twice: each has to be a whole question, and the second not a closer look.
    whole = all(len(s.words) >= 3 and (CLOSED_START.search(s.low) or OPEN_START.match(s.low)) for s in line.asked[:2])
    return 0.7 if whole and not _CLOSER.match(sentence.low) else 0.0


_CLOSER = any_of(r"(?:is|was|isn't|wasn't) (?:it|that)\b|(?:will|would|can) you\b|that\b|or\b")


@behaviour(
    yes=["Where are we with the audit?", "Is the rota done?", "When will the report be ready?", "Are we on track?",
         "Any update on the tender?", "Did the parts come?", "How many sets are wrapped?", "are the letters sent",
         "And the mixer order, did it go out?", "Inventory?", "how many are still open", "When do they want the keys?", "Is the van covered for this week?",
         "what's happening with the lift"],
    no=["Your wife, is she any better?", "Is it the noise?", "What's happening with you?", "I know how many are left today.", "The order went out.",
        "I'm not asking how many are left.", "How many would be enough, for you?", "How are you with all this?", "What would done look like to you?", "You've lost track of it."],
)  # fmt: skip
def status_probe(sentence: Sentence, line: Line) -> float:
    """Asks for the state of a task, which a message could answer."""
    asked = sentence.asks or CLOSED_START.search(sentence.low) or sentence.low.startswith(("any ", "give me", "what's", "how many"))
    if asked and (_STATUS.search(sentence.low) or _OF_A_THING.search(sentence.low)):
        return 0.8
    return 0.6 if asked and _STATE.search(sentence.low) and _TASK.search(sentence.low) else 0.0


_STATUS = any_of(
    r"\bwhere (?:are we|are you|do we stand|do you stand|is the|is that)\b(?! (?:coming|from|in your))",
    r"\b(?:on track|on schedule|on time|status|eta|deadline|update on|progress (?:on|with)|percent)\b",
    r"\b(?:is|are) (?:the|that|those|it|they) .{0,30}\b(?:done|finished|ready|complete|sent|sorted)\b",
    r"\bwhen (?:will|can|is|are) .{0,40}\b(?:done|finished|ready|complete|due|have|sent)\b",
    r"\b(?:did|have|has) (?:you|they|he|she) .{0,15}\b(?:finish(?:ed)?|submit(?:ted)?|sen[dt]|complete[d]?|deliver(?:ed)?|hand(?:ed)? in|file[d]?)\b",
    r"\bhow (?:far|much) (?:are|is|have|along|left)\b",
    r"\bhow many .{0,40}\b(?:done|left|sent|sold|\w{3,}ed|are (?:in|out|ready))\b",
    r"\b(?:did|has|have) (?:the|it|they|that) .{0,40}\b(?:come|arrived?|go out|gone out|get \w+ed|fixed|repaired|signed|paid|ordered|delivered)\b|\bdid it come\b",
    r"\b(?:is|are|was|were) (?:the|that|those|it|they) .{0,40}\b(?:out|in|sent|paid|signed|booked|updated|repaired|fixed|ordered|delivered|counted|wrapped)\?*$",
    r"\bup to date\b|\bby (?:mon|tues|wednes|thurs|fri|satur|sun)day\?$",
)


# "The order, did it go out?": a thing is named, then asked after. A person so named is asked after as a person.
_OF_A_THING = any_of(
    r"^(?:so |then )*(?:first |next )?(?:the|those|your|our) (?!(?:wife|husband|kids?|children|family|girls?|boys?|little|baby|mother|father|parents?|mum|dad|knee|back|hip|arm|leg|team)\b)"
    r"[^,?]{2,40},? (?:is it|is that|are they|are those|did (?:it|that|they)|has it|have (?:we|you|they|i)|was it|we've got|when|how many|shall we)\b",
    r"^(?:and |so |okay )*(?:recalls|inventory|stock|figures|orders?|deliver(?:y|ies)|sterili[sz]er|claims|numbers)(?:,.{0,60})?\?$",
    r"\bhow many\b.{0,40}\b(?:have (?:you|we|they)|you got|did you get|a (?:day|week|month)|today|this week|(?:still )?open|now|still)\b",
    r"\bwhat(?:'s| is) (?:the )?[a-z]+(?: [a-z]+)? (?:at (?:today|now)|standing at|down to|up to)\b|\bwhat(?:'s| is) (?:happening|the (?:latest|state|position|news)) (?:with|on|of) (?:the|that|those)\b",
    r"\bwhat(?:'s| is) (?:coming up|on|left) (?:for (?:you|us) )?(?:this|next) (?:week|month)\b|\b(?:anything|something) (?:in the way|holding (?:it|that|you|us) up|outstanding|overdue)\b",
    r"\bwhen do(?:es)? (?:they|it|the \w+|he|she) (?:want|need|start|open|close|go|come|arrive|end)\b|\bwhere(?:'s| is) the [a-z]+(?: [a-z]+)? (?:now|at|today)\b",
)
_STATE = any_of(
    r"^(?:so |and |then )*(?:is|are|was|were|has|have|did|does|do|will) (?:the|it|they|those|these|that|any|all|we|there (?:a|an|any)|(?:you|he|she) (?:get|got|put|sign|order|book|log|check|count|pay|close|fix|reach|ring|rung|called|signed|ordered|booked|logged|checked|counted|paid|closed|fixed|reached))\b",
    r"^(?:so |and |then )*how(?:'s| is| are) the\b",
)
_TASK = any_of(
    r"\b(?:figures|ticket|orders?|deliver(?:y|ies)|schedule|rota|report|inventory|stock|forms?|invoices?|budget|backlog|queue|recalls?|claims|inspection|audit|licence|license|permit|tender|contract|"
    r"shipment|batch|parts|spare|pump|boiler|van|truck|oven|machine|system|app|page|slides?|draft|minutes|log|keys?|temp|appointment|holiday weeks|tank|fridge|cases?|supplier|training|target)\b(?! you)",
    r"\b(?:for (?:this|the) (?:week|month|weekend)|calibrated|covered|logged|signed|booked|ordered|up for|in for|this week)\b",
)


@behaviour(
    yes=["Would it help if I told you what I've seen?", "Can I offer a thought?", "Do you mind if I ask about Marek?",
         "Would you like to hear an idea?", "Do you want to know why?", "May I?", "I have a thought, do you want it?",
         "I'd go through it in order, is that all right with you?", "Say if it's too much.", "Would you like me there?"],
    no=["Is that all right for the van?", "Do you want me to lock up?", "Do you want them from the depot or from us?", "That is fine.", "Can I have the report?", "You should ask.", "Would you like tea?"],
)  # fmt: skip
def permission(sentence: Sentence, line: Line) -> float:
    """Asks before advising, telling or probing."""
    return 0.85 if _PERMISSION.search(sentence.low) else 0.0


_PERMISSION = any_of(
    r"\b(?:can|may|could|might) i (?:just )?(?:offer|share|suggest|ask|tell|say|give you|add|make a suggestion|check)\b",
    r"\b(?:would|is) it (?:help|be ok(?:ay)?|be all right|be useful|ok(?:ay)?|all right|fine) (?:if|to|with you if)\b",
    r"\bwould it help if i\b",
    r"\bdo you mind if i\b|\bwould you mind if i\b",
    r"\b(?:would you like|do you want) (?:me to (?:tell|say|explain|go on)|to hear|my (?:view|opinion|advice|thoughts?|take)|an idea|a suggestion|some ideas)\b",
    r"\b(?:is|would) (?:that|this) (?:order )?(?:be )?(?:all right|ok(?:ay)?|fine|do)(?: with you| by you| for you)?\W*$|\bif (?:that's|it's) (?:all right|ok(?:ay)?|fine) (?:with|by) you\b",
    r"\bonly if you(?:'d)? (?:want|like)\b|\bif you still want\b|\bas much or as little as you (?:want|like)\b|\b(?:tell me|say|stop me) if (?:that's|it's|i'm) too (?:much|far|close)\b|\byou(?: can| may)? say no\b.{0,20}\bno\b",
    r"\bwould you like me\b|\b(?:shall|should) i (?:tell you|say|explain)\b|\bi could (?:say|tell you)\b.{0,80}\bif you\b|\byou can leave it (?:lying|there)\b",
    r"\bare you ok(?:ay)? (?:with|if)\b|^may i\b|\bdo you want (?:it|them|to know|to hear)(?! (?:from|to|on|in|back|done|by)\b)\b|\byou want my (?:advice|view|opinion)\b",
)
