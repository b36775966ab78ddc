"""Better wordings of a drafted question, by its form, so that *did you get on* becomes *how did you get on*.

A template changes the question's frame and keeps its words. What fits no template is not reworded: a wrong wording would
be worse than none. Whoever calls this holds the result to the rules again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

Wording = Callable[[re.Match[str]], str]
_Template = tuple[str, str | tuple[str, ...] | Wording]


def reworded(fault: str, question: str) -> tuple[str, ...]:
    """Return the wordings for a fault of a question, at most two, the nearest to its own words first."""
    text = " ".join(question.replace("’", "'").split()).rstrip("?. ")
    text = _OPENER.sub("", text)
    found = dict.fromkeys(sentence for sentence in _made(fault, text) if sentence)
    return tuple(_finished(sentence) for sentence in list(found)[:2])


_OPENER = re.compile(r"^(?:(?:so|and|then|well|okay|ok|but|now|hi|listen|just)\b,? )+(?=\w)", re.IGNORECASE)


def _made(fault: str, text: str) -> Iterator[str]:
    if fault == "compound":
        yield from _parts(text)
    for pattern, wording in TEMPLATES.get(fault, ()):
        if match := re.fullmatch(pattern, text, re.IGNORECASE):
            made = wording(match) if callable(wording) else wording
            yield from (made,) if isinstance(made, str) else made
            return


def _parts(text: str) -> Iterator[str]:
    """Yield the questions that were joined, each by itself, when each can stand alone."""
    for part in re.split(r"\? |,? (?:and|or|but)(?: also| then)? (?=(?:what|how|why|who|which|where) \w)", text, flags=re.IGNORECASE):
        whole = re.sub(r"^(?:and|or|but|then|also) ", "", part.strip(" ?,."), flags=re.IGNORECASE)
        if len(whole.split()) >= 4:
            yield whole


def _finished(sentence: str) -> str:
    plain = sentence.strip(" ,.?")
    return f"{plain[:1].upper()}{plain[1:]}{'' if plain.startswith('Tell') else '?'}"


def ing(phrase: str) -> str:
    """Return a phrase with its first verb ending in -ing.

    >>> ing("ring me"), ing("leave it"), ing("put it off"), ing("be there")
    ('ringing me', 'leaving it', 'putting it off', 'being there')
    """
    verb, _, rest = phrase.strip().partition(" ")
    low = verb.lower()
    if low.endswith("ie"):
        made = f"{low[:-2]}ying"
    elif low.endswith("e") and not low.endswith(("ee", "oe", "ye")) and low != "be":
        made = f"{low[:-1]}ing"
    elif re.fullmatch(r"(?:[^aeiou]*[aeiou][bdgmnprt]|begin|forget|admit|commit|refer)", low) and low not in ("open", "listen"):
        made = f"{low}{low[-1]}ing"
    else:
        made = f"{low}ing"
    return f"{made} {rest}".strip()


def _thing(words: str) -> str:
    """Return what a status question is about, without what was to be done to it."""
    return re.sub(
        r"\b(?:yet|done|finished|ready|sent(?: out)?|complete[d]?|by \w+day|today|now|coming (?:along|on)|going|out|come|arrive[d]?|in|signed|fixed|repaired|"
        r"be|been|submitted|delivered|booked|ordered|printed|approved|go|gone|looking)\b\W*$", "", words.strip(), flags=re.IGNORECASE
    ).strip()  # fmt: skip


def _on_mind(match: re.Match[str]) -> str:
    # Twice, because *be* and *finished* may stand after it.
    thing = _thing(_thing(match["np"]))
    return f"What about {thing} is on your mind" if 0 < len(thing.split()) <= 6 else "What is on your mind about it"


_NP = r"(?P<np>(?:the|this|that|your|our|those|these|my|a|an|his|her|their) .+?)"
_FINE = r"(?:all right|alright|ok|okay|fine|good|well|going well|working|manageable|happy|in order|clear|too much|too hard|enough|fair|any better|better|easier|any good|bearable)"

TEMPLATES: Final[dict[str, tuple[_Template, ...]]] = {
    "closed": (
        (r"(?:is|was) everything\b.*|are things\b.*|(?:are you|you) (?:all right|ok|okay|good|well)|all (?:good|well|okay|fine)", "How are things with you just now"),
        (rf"is (?:{_NP}) {_FINE}(?P<rest>.*)", lambda m: f"How is {m['np']}{m['rest']}"),
        (rf"are (?:{_NP}) {_FINE}(?P<rest>.*)", lambda m: f"How are {m['np']}{m['rest']}"),
        (rf"(?P<be>was|were) (?:{_NP}) {_FINE}(?P<rest>.*)", lambda m: f"How {m['be'].lower()} {m['np']}{m['rest']}"),
        (r"are you (?:happy|content|satisfied|comfortable|fine|okay|ok|pleased)(?: with| about)? ?(?P<rest>.*)",
         lambda m: f"How do you find {m['rest']}" if m["rest"] and m["rest"] != "here" else "How do you find it here"),
        (r"(?:have you (?:got )?|do you have |any |is there )(?:any )?(?P<what>questions?|problems?|worries|concerns?|ideas?|feedback|thoughts?|wishes|plans|complaints|doubts)(?P<rest>.*)",
         lambda m: f"What {_many(m['what'])} do you have{m['rest']}"),
        (r"is there (?:anything|something)(?P<else> else)? (?:that )?(?P<rest>.+)", lambda m: f"What{m['else'] or ''} is there that {m['rest']}"),
        (r"did (?P<np>(?!you\b).+?) (?:help|work|work out|make sense|matter|make a difference)(?: you| at all| for you)?", lambda m: f"What did {m['np']} change for you"),
        (r"(?P<aux>did|do) you (?P<verb>like|enjoy|love|want|need|miss|hate|learn|expect|understand|remember|notice)(?: any| anything| something| much)?(?P<from> from| about)? ?(?P<rest>.*)", lambda m: _what_of(m)),
        (r"(?P<aux>did|do) you feel (?P<rest>.+)", lambda m: f"When {m['aux'].lower()} you feel {m['rest']}"),
        (r"(?P<aux>did|do|does) (?P<rest>.+)", lambda m: f"How {m['aux'].lower()} {m['rest']}"),
        (r"can you (?P<rest>.+)|could you (?P<rest2>.+)|will you be able to (?P<rest3>.+)", lambda m: f"What would you need to {m['rest'] or m['rest2'] or m['rest3']}"),
        (r"would you like to (?P<rest>.+)|do you want to (?P<rest2>.+)|would you (?P<rest3>(?!like|prefer|rather|say|be\b)\w+.+)", lambda m: f"What would it be like for you to {m['rest'] or m['rest2'] or m['rest3']}"),
        (r"would you like (?P<rest>.+)", lambda m: f"What would {m['rest']} change for you"),
        (r"how (?:many|much) (?P<what>\w+) .*", lambda m: f"How is it with the {m['what']} just now"),
        (r"how often do you (?P<rest>.+)", lambda m: f"When did you last {m['rest']}"),
    ),
    "leading": (
        (rf"(?:don't|do|wouldn't|would) you (?:not )?(?:think|agree|say|find)(?: that)? (?:{_NP}) (?:is|was|are|were|works?|has|have|makes?|would|will|should|runs?|goes|looks?)\b.*", lambda m: f"What do you think of {m['np']}"),
        (r"(?:isn't|wasn't) it (?:\w+ )?(?:better|easier|worse|nicer|good|great|nice|fairer|quicker|calmer)\w* (?P<rest>now|since|when|that)\b ?(?P<more>.*)", lambda m: f"What is different {m['rest'].lower()} {m['more']}"),
        (rf"how much (?:more )?\w+ (?:is|was|are|were) (?:{_NP})(?: now| these days| than .*)?", lambda m: f"How does {m['np']} compare with what you had before"),
        (rf"how (?:good|great|nice|bad|awful|terrible|annoying|frustrating|exciting) (?P<be>is|was|are|were) (?:{_NP})", lambda m: f"How {m['be'].lower()} {m['np']} for you"),
        (r"(?:you're|you are|are you) (?:not )?thinking (?:of|about) (?P<rest>.+?)(?:, .*)?", lambda m: f"What are your thoughts on {m['rest']}"),
        (rf"(?:you're|you are|i (?:take it|assume|hope|think|guess|suppose) (?:that )?you(?:'re| are)) (?:\w+ )?(?:fine|okay|ok|happy|good|comfortable|all right|on board|pleased) with (?:{_NP})(?:,? (?:then|right|no|yes|aren't you))?", lambda m: f"What do you make of {m['np']}"),
        (r"you (?:do )?(?P<verb>like|enjoy|get on|get along) ?(?P<rest>.*?),? (?:don't you|right|yes|no|then)", lambda m: f"How do you {m['verb']} {m['rest']}"),
        (rf"(?:{_NP}) (?:is|was|are|were) .+, (?:isn't|wasn't|aren't|weren't|right|yes|no)\b.*", lambda m: f"How do you see {m['np']}"),
        (r"surely .*|.*\b(?:of course|obviously)\b.*|isn't it .*|you (?:must|can) see .*", "How do you see it"),
        (r"(?:don't|didn't|aren't|haven't|weren't|wouldn't) you (?P<rest>.+)", "How is that for you"),
        (r".*", "What do you make of it"),
    ),
    "advice": (
        (r"(?:have you (?:\w+ )?(?:asked|spoken (?:to|with)|talked (?:to|with)|told|rung)|(?:have you tried|did you try) (?:asking|talking to|speaking to|telling|ringing)|why don't you (?:just |simply )?(?:ask|tell|talk to|speak to|ring|call)) .+",
         ("Who could help you with this", "How have you gone about it so far")),
        (r".*\b(?:course|training|workshop|learn|book|certificate)\b.*", "What would you like to get better at"),
        (r".*", ("What have you thought of so far", "What would you do if it were yours to decide")),
    ),
    "status": (
        (rf"(?:where (?:are|do) (?:we|you) (?:stand )?(?:with|on)|any (?:news|update|word|progress) (?:on|about|from|with)|(?:what's|what is) the (?:status|state|latest|position) (?:of|on|with)|how far (?:along )?(?:is|are)|"
         rf"how(?:'s| is| are)|(?:is|are|was|were) |did |has |have |when (?:will|can|is|are)|are (?:you|we) on (?:track|schedule|time) (?:for|with)|how far (?:have you got|are you|are we) (?:on |along )?with|what's happening with) ?(?:{_NP})", lambda m: _on_mind(m)),
        (rf"(?:have|has|did|will|when will) (?:you|they|we|he|she) \w+ (?:{_NP})(?: (?:in|out|off|up|over|round))?(?: yet| already| by \w+| today)?", lambda m: _on_mind(m)),
        (r".*", "What about it is on your mind"),
    ),
    "blaming": (
        (r"why (?:on earth )?(?:didn't|did not|don't|won't|wouldn't) you (?P<rest>.+)", lambda m: f"What kept you from {ing(m['rest'])}"),
        (r"why (?:on earth )?did you not (?P<rest>.+)", lambda m: f"What kept you from {ing(m['rest'])}"),
        (r"why (?:can't|couldn't) (?P<who>you(?: two| both| all)?|they|we) (?P<rest>.+)", lambda m: f"What makes it hard to {m['rest']}"),
        (r"why (?:is|was) it (?:so |always so |such )?(?:hard|difficult|complicated|a problem)(?: for you)? to (?P<rest>.+)", lambda m: f"What makes it hard to {m['rest']}"),
        (r"why are you (?:always |so |constantly |still |forever |never )*(?P<rest>.+)", lambda m: f"What happens on the days when you are {m['rest']}"),
        (r"why do you (?:always |still )*keep (?:on )?(?P<rest>.+)", lambda m: f"What goes on just before {m['rest']}"),
        (r"why do you (?:always |still |constantly )*(?P<rest>.+)", lambda m: f"What goes on just before you {m['rest']}"),
        (r"why (?:haven't|hadn't) you .+", "What has been in the way"),
        (r"why did you (?P<rest>.+)", "What led up to it"),
        (r"(?:what (?:on earth )?(?:made|makes|gave|possessed) you|what were you thinking).*", "What were you hoping would come of it"),
        (r"how (?:on earth )?could you .+|how come you .+|(?:whose|who's) fault .+", "How did it come about"),
        (r".*", "How did it come about"),
    ),
    "unsafe": (
        (r"(?:who|which)\b.*", "What gets in the way of a good day for your team"),
        (r".*\b(?:change|improve|different(?:ly)?|better)\b.*", "What would make the work easier for your whole team"),
        (r".*\b(?:tell|say|know|hide|hear)\b.*", "What should people at my level know about your work"),
        (r".*", "What helps you to do good work here"),
    ),
}  # fmt: skip
"""Fault → the forms that a question may have, the first that fits is taken, with what to make of each."""


def _many(word: str) -> str:
    return word if word.endswith("s") or word in ("feedback", "wishes") else f"{word}s"


def _what_of(match: re.Match[str]) -> str:
    asked, rest = f"What {match['aux'].lower()} you {match['verb'].lower()}", match["rest"].strip()
    if not rest:
        return f"{asked} about it"
    link = match["from"] or (" about" if match["verb"].lower() in _ABOUT else "")
    return f"{asked} {link.strip()} {rest}" if link else ""


_ABOUT = frozenset("like enjoy love miss hate understand remember notice".split())
"""What people do *about* something: *What did you like about it?*"""

