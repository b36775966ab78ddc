"""Telling that takes the floor: advice, own stories, waving away."""

from __future__ import annotations

import re

from toolkit.feedback.behaviours.registry import behaviour, once
from toolkit.feedback.behaviours.waving_away import looks_waved_away
from toolkit.feedback.grammar import NOT_SAYING, REPORTED, any_of, starts_explicitly
from toolkit.feedback.text import Line, Sentence


@behaviour(
    yes=["You should speak to Marek.", "I don't think you should leave.", "I say you should speak up.", "If I were you I'd leave it.", "Have you tried writing a list?",
         "Just ask her.", "Try to get some sleep.", "You need to push back.", "I'd suggest a calendar.", "Tell her on Monday.",
         "Then write it up and send it round.", "Don't go up there again.", "I'd talk to the union first.", "I'd not open with the money.", "There's a good course for that.", "sleep on it for a night", "A long walk always works wonders."],
    no=["Have you thought about when you'd begin?", "Somehow it's clear to you what you need to do.", "Maybe you could tell me how it began.", "Leave it there.",
        "So you have to be in two places.", "Keep it.", "Take the good chair.", "I'd not have guessed.", "There was a course, and he got it.", "Bring it to me and I'll sign.",
        "I would never say there's a course for that.", "What would you choose to do?", "It eats the whole evening.", "You told me you should leave.", "What could you do?", "I would never say you should leave.",
        "I'll write to Marek by Friday.", "You need more time, is that it?", "Tell me about it.", "You feel you should have known.",
        "I would never tell you that you should get over it.", "I'm not saying you should leave.",
        "They told you that you should smile more.", "People keep saying you must try harder.",
        "I'm not here to tell you that you have to change.", "You don't want to hear that you should try harder.", "Tell me about Monday.", "Why not?",
        "What would you need to try it?", "You must feel foolish.", "Take your time.", "You should know that I voted for it."],
)  # fmt: skip
def advice(sentence: Sentence, line: Line) -> float:
    """Says what the report should do, as a statement or dressed as a question."""
    if _NEGATED_ADVICE.search(sentence.low) or (sentence.asks and _WH_START.match(sentence.low)) or _OFFERED.match(sentence.low):
        return 0.0
    return 0.8 if _ADVICE.search(sentence.low) or (not sentence.asks and _STEERED.search(sentence.low)) else 0.0


_WH_START = any_of(r"(?:so )?(?:what|who|how|when|where|which|do|does|did)\b(?! (?:about you|if you|about (?:just|ask|talk|if)))")
_ADVICE = any_of(
    r"\byou (?:should|ought to|need to|'ve got to|shouldn't|mustn't)\b(?! (?:know|have seen|hear this))",
    r"\byou (?:must|have to)\b(?! (?:be|feel|have|know|understand|be strong|come|say|laugh|see|miss|like|love))",
    r"\byou(?:'d| had) better\b|\byou've got to\b",
    r"\byou (?:could|might want to|may want to|can (?:just|always|also))(?: always| just| also| maybe)? (?:try|ask|talk|speak|start|write|go|take|use|say|tell|do|make|look|leave|put|give|let|send|call|ring)\b",
    r"\bif i were you\b|\bin your (?:shoes|place)\b",
    r"\bi(?:'d| would)? (?:suggest|recommend|advise)\b|\bi'd (?:also |just |first |rather you )?(?:talk|speak|ask|start|leave|write|try|let|wait|tell|call|ring|give|keep) (?:to|him|her|them|it|the|that|this|with|by)\b|\bmy advice\b|\bmy suggestion\b",
    r"\bthe (?:best|right|only) thing (?:to do|is to|you can)\b|\bwhat you need (?:to do )?is\b",
    r"\ball you (?:have|need) to\b|\byou (?:don't|do not) need to\b|\bwhy don't you\b",
    r"^(?:have you (?:tried|considered|thought (?:about|of))|why don't you|why not \w|how about (?:you|just|ask|talk)|what if you)\b",
    r"^(?:so |then |please |always |maybe )*(?:try|make sure|start by|stop|remember to|focus on|be more|keep|push back|"
    r"take (?:a|some|the)|talk to|speak to|speak up|ask (?:him|her|them|for)|write (?:it|a|down)|go (?:to|and)|set (?:a|up|some)|"
    r"put (?:it|a|some)|get (?:a|some|it)|don't (?:let|take|be|give|do|wait))\b(?!.*\?)",
    r"^(?:so |then |and |please |just |or )*(?:(?:put|send|tell|give|bring|leave|let|call|ring|show|offer|record|collect|sleep|hang|move|order|sign|cut|drop|use|"
    r"ask|write|go|take|keep|say)(?= (?:it|him|her|them|the|that|this|those|on|in|to|a|an|your|yourself|people|nothing|something|one|two)\b)"
    r"(?! (?:the floor|it easy|a (?:seat|chair|minute|moment)|your (?:time|coat)|on\W*$|it out))|don't (?!worry|mind|know|think|you|get me|tell me)[a-z]+)\b(?!.*\?)",
    r"^(?:just |please )?(?:trust yourself|believe in yourself|relax|give it time|be (?:patient|kind to yourself|honest|careful))\b",
)
_DONE = r"(?:it|him|her|them|the|that|this|those|a|an|your|yourself|on|to|with|in|some|something|one|two|three|over|for|and|every|nothing)"
_STEERED = any_of(
    # A remedy put on the table: a course, a form, an app, what works for the manager.
    r"\bthere(?:'s| is| are|'s always) (?:a|an|the|always the) (?:[a-z]+ ){0,2}(?:course|helpline|scheme|app|workshop|training|mode|trick|method|programme|counsel\w+)\b",
    r"\b(?:works? wonders|does wonders|did wonders|swears? by|that always works)\b|\bwhat i (?:always )?(?:say|tell (?:people|them|everyone|my \w+)|do) is\b|\b(?:that's|is) what i would do\b",
    r"\bi(?:'d| would) not (?:start|go|tell|say|talk|open|ask|write|wait|give|put|let)\b(?! you\b)|\bi would go (?:over|and|to)\b",
    r"\b(?:and )?(?:then )?you (?:simply|never) (?!know\b|said|had|did|were|do\b|have|get|got|want|sit|say|see|feel|think|need|come|find|end)[a-z]{3,}(?<!ed)\b(?! (?:me|us)\b)",
    rf"^(?:so |then |and |please |just |simply |first |next time |instead |today |in future )*(?:aim|trust|eat|sleep on|draw|choose|learn|do(?= it (?:in|like|with|now|first|on))|split|block|swap|delegate|practi[sc]e|open with|start with|stick to|concentrate|sign (?:up|her|him|yourself)) (?:{_DONE}|[a-z]+ing)\b",
    rf"[,;:] (?:just |simply |then )?(?:write|call|ask|tell|talk|go|say|send|smile|sleep|learn|start|draw|sign) {_DONE}\b(?! (?:same|other) )",
    r"^(?:so |and |just |then )*don't (?:read|think|make|try|go|say|use|tell|put) (?!of me)(?:too |so |it|that|them|anything|any|into|the|about)",
)
"""What the report should do, in words that also serve for other things; none of them is a question."""
_OFFERED = any_of(
    r"^(?:so |then |and |just |please )*(?:(?:leave|keep|take|do|have) (?:it|them|that|one)(?: (?:then|on|green|there))?\W*$|(?:go on|come on|tell (?:it|me|us))\b|take (?:the|a|all the|what) ?(?:good |other )?(?:chair|seat|time|minute|twenty|ten))",
    # An order for the manager's own sake, or one that the manager takes a part of.
    r"^(?:so |then |and |just |please )*(?:put|send|give|bring|leave|let|show|write|take|keep|use|tell|ask|call|ring)\b.{0,60}\b(?:me|us|i'll|we'll|myself)\b",
    r"^(?:so |then |and |just |please )*(?!try\b)[a-z]+ (?:it|that|this)(?: down| in| there| here)?\W*$",
    r"^(?:don't|doesn't|didn't) (?:we|they|i)\b|\b(?:tell|give) (?:him|her|them|everyone) (?:from me|my)\b|\bsay hello\b|^put your feet\b",
)
"""An order that only lets the report have or say something."""
_NEGATED_ADVICE = any_of(
    NOT_SAYING,
    # Asking or saying what they themselves hold that they could do: "have you thought about when", "what you need to do".
    r"\bhave you (?:thought (?:about|of)|considered) (?:what|when|how|why|where|that|this|it|those|these)\b",
    r"\b(?:what|when|how|who|which|anything|something|somebody|someone|things?|confident)\b.{0,30}\byou (?:could|can|need to|have to|should|might want to)\b(?!.{0,25}\bis\b)",
    r"^(?:so|and|because|then) (?:now )?you (?:have|need) to\b",
    r"\b(?:that|reasons?|knows?|aware|like|because|where) you (?:have|need) to\b|\byou(?:'re| are) .{0,30}\byou need to\b",
    r"\byou could (?:tell|show|help|give) me\b|^(?:so )?why (?:don't you (?:start|begin|tell)|not an?)\b|\b(?:talk|speak) to me\b",
    REPORTED,
    r"\byou (?:don't |didn't |never )?(?:want|wanted|need|needed) (?:to hear|to be told)\b.{0,40}\byou (?:should|must|have|need|could)\b",
    r"\byou (?:said|told|think|thought|feel|felt|mean|were told|were saying)\b.{0,40}\byou (?:should|must|need|have|could)\b",
    r"\byou (?:feel|felt|think|thought) (?:like |as if |as though |that )?you (?:should|must|have to|had to|need to|can't)\b",
)


@behaviour(
    yes=["When I started here I did the count every day.", "I've been there.", "I know exactly how you feel.",
         "In my experience it settles down.", "My first boss had that sigh.", "I did that at your age.", "I once fell off it.",
         "So was I, for years.", "Mine was just as bad.", "I learnt that the hard way.", "I had one that leaked for years."],
    no=["I had a call from the bank.", "I lost your letter.", "Did I lose it?", "I got your note.", "My list is in the office.", "You lived there alone.", "I hear you.", "You know it best.", "I'll ask Marek by Friday.", "I won't pretend I know how you feel.",
        "I can't say I've been there."],
)  # fmt: skip
def self_reference(sentence: Sentence, line: Line) -> float:
    """Turns the talk to the manager's own story."""
    if sentence.asks or re.search(NOT_SAYING, sentence.low):
        return 0.0
    return 0.8 if _SELF.search(sentence.low) or _OWN_STORY.search(sentence.low) or _PLACED.search(sentence.text) else 0.0


_SELF = any_of(
    r"\bwhen i (?:was|started|had|did|worked|joined|first)\b",
    r"\bi(?:'ve| have) been (?:there|through)\b",
    r"\bi know (?:exactly |just )?(?:how|what) (?:you feel|that's like|it's like|that feels|you mean|you're going through)\b",
    r"\bin my (?:experience|day|time|last job|old job|career)\b",
    r"\b(?:same here|me too|i had the same|i went through|that happened to me|i remember when)\b",
    r"\b(?:i|we) (?:used to|once|always|personally)\b|\bi was once\b|\bat your age\b|\b(?:reminds?|remember) me of me\b",
    r"\bmy (?:wife|husband|mother|father|mum|mom|dad|brother|sister|son|daughter|kids|children|uncle|aunt|cousin|[a-z]+-in-law)(?:'s)?\b",
    r"\bmy (?:own )?(?:first|old|last) (?:day|week|month|year|job|boss|chief|manager|shift|place|house|team|company)\b",
    r"\bi had (?:a|an|my|the same|one) .{0,60}\b(?:who|that|once|when|years|my|me)\b",
    r"^i (?:slept|built|grew up|worked|studied|trained|learnt|learned|took up|did my|did the|did a|did my)\b",
)


# A story has no *you* in it: *I got cold feet twice* tells of oneself, *I got your note* does not.
_OWN_STORY = any_of(
    r"^(?!.*\b(?:you|your|you're|you've)\b)(?:.*\b)?i (?:lived|learn(?:ed|t)|climbed|lasted|cried|married|quit|failed|broke|bought|drove|played|dreamt|dreamed|nearly|hated|loved|slept|fell|grew|lost|spent)\b(?! (?:it|the thread|count|that|them|track|sleep)\b)",
    r"^(?!.*\b(?:you|your|you're|you've)\b)(?:.*\b)?i had (?!a (?:mail|call|word|look|message|note|letter)\b|you\b|no idea\b|to\b|it\b|them\b|him\b|her\b|the (?:mail|letter|list)\b)(?:.{0,60}\b(?:for (?:a|years|months|weeks|ages)|that|it on|once|too|who)\b|(?:a|one|the same|that)\b.{0,12}\W*$)",
    r"\bso (?:was|did|do|am|would|have|had) i\b|\bneither (?:did|do|was|am|have) i\b|\bmine (?:was|is|did|stopped|too|were|always)\b|\bsame with me\b",
    r"\b(?:did that to me|happened to me|taught me (?:that|to|when)|made me (?:redo|do|laugh|wait|learn))\b|\bi use (?:it|one|that|them) myself\b|\b(?:i|my) (?:whole career|whole life)\b",
    r"^(?!.*\byour?\b).*\bmy (?:car|van|eyes|knee|dog|cat|neighbour|garden|predecessor|grandmother|grandfather|teacher|partner)\b",
)
_PLACED = re.compile(r"(?:^|[.!?] )(?:At|In|Down in|Up in|Over in) [A-Z][\w-]+(?: [A-Z][\w-]+)?,? (?:I|we)\b")


@behaviour(
    yes=["Don't worry about it.", "It can't be that bad.", "Everyone feels like that.", "You'll be fine.",
         "At least you have a team.", "That's just how Marek is.", "Look on the bright side.", "No need to worry.", "No big deal.",
         "Nobody would blame you.", "Who isn't tired?", "You're too hard on yourself.", "It's only a form.", "Everybody makes mistakes.",
         ("I can't sleep since the accident.", "Oh, you'll laugh about it in a year."), ("She wrote that nobody wants me there.", "But see, that's a compliment!"),
         ("I was not asked, and it hurt.", "Ah, you mustn't take that personally."), ("I don't sleep.", "well you know honestly you'll get used to it")],
    no=[("I can't sleep since the accident.", "Oh, that must be awful."), ("I got the place!", "That's great!"), ("It never stops.", "But you never get a night's rest."),
        ("Nobody told me.", "Oh, I'm sorry, I should have."), ("Nobody told me.", "I'd never say you'll laugh about it."), ("They said I'd get used to it.", "They told you that you'll get used to it."),
        ("It hurts.", "Oh? Where?"), "What worries you?", "It's been bad.", "You worry about the count.", "I don't want to say you'll be fine.",
        "I would never tell you not to worry about it.", "I'm not saying it could be worse.", "I shouldn't have said don't worry.",
        "They said it's not that bad.", "People keep telling you to look on the bright side.",
        "It was wrong of me to say that you'll be fine.", "Telling you \"you'll be fine\" would not help."],
)  # fmt: skip
def dismissal(sentence: Sentence, line: Line) -> float:
    """Makes what the report said smaller than it is, or waves it away."""
    if _REJECTED.search(sentence.low):
        return 0.0
    if _DISMISSAL.search(sentence.low) and not starts_explicitly(sentence):
        return 0.8
    return 0.6 if looks_waved_away(sentence, line) else 0.0


_REJECTED = any_of(
    NOT_SAYING,
    REPORTED,
    r"\b(?:shouldn't|should not|should never) have (?:said|told you)\b",
    r"\bwrong (?:of me )?to (?:say|tell you)\b",
    r"^(?:saying|telling you|hearing) .{0,60}\b(?:wouldn't|would not|won't|doesn't|does not|didn't) help\b",
)
_DISMISSAL = any_of(
    r"\b(?:don't|no need to|nothing to|no more|not to) (?:you )?(?:worry|fret|be silly|be so hard|mind (?:the|him|her|them|it|that))\b|\bdon't (?:take|let) (?:it|that|him|her|them) (?:so |too )?(?:personal\w*|get|spoil|bother|under)\b",
    r"\bno(?:body|-one| one)(?: \w+){0,4} (?:would|could|will|can|'d)(?: ever)? (?:blame|fault|mind|notice|guess|care)\b|\bno(?:body|-one| one) (?:died|minds|noticed|cares)\b",
    r"\byou'll (?:nail|see$|do (?:fine|great|well)|be (?:wonderful|great|brilliant|perfect|laughing)|laugh|get there|thank me|soon forget)|\b(?:he|she|they)'ll (?:have forgotten|get over|come round)\b",
    r"\byou(?:'re| are) (?:doing fine|doing great|too hard on yourself|just tired|a natural)\b|\byou always do\b|\byou (?:worry|think) too much\b",
    r"\b(?:it's|that's|it is|that is|they're|it was) (?:only|just) (?:a|an|one|his|her|their|the|being|words|for|until)\b|\bonly a\b.{0,20}!$",
    r"\bchin up\b|\ball'?s well\b|\bnothing personal\b|\bnever personal\b",
    r"\bgive it (?:time|a (?:week|month|year|couple|few))\b|\b(?:these|such) things (?:happen|pass|take time)\b|\bthere's always (?:something|another|next)\b|\bhappens to (?:everyone|everybody|all of us|the best)\b",
    r"\b(?:it|that|they|this) (?:just |all )?(?:gets? (?:better|easier)|goes away|passes|sorts? (?:itself|themselves))\b|\b(?:you|one) gets? (?:over|used to) (?:it|that)\b|\b(?:he|she|they) (?:means?|meant) (?:well|nothing|no harm)\b",
    r"\byou (?:should|ought to|can) be (?:proud|glad|grateful|happy|flattered)\b|\bit's (?:really )?a compliment\b|\bit's (?:perfectly |quite |totally )?(?:normal|natural)\b|\bnot the end of the world\b|\bthat's the spirit\b",
    r"\b(?:it|that|this)(?:'s| is| can't be|'s really| isn't| is really)? (?:not )?(?:that|so|all that) (?:bad|serious|big|hard|difficult)\b",
    r"\b(?:everyone|everybody|we all|all of us) (?:feels?|has|have|gets?|does|do|is|are|struggles?|thinks?|makes? mistakes|goes|go)\b|\b(?:everyone|everybody)'s (?!gone|left)\w",
    r"\byou'll (?:be (?:fine|ok|okay|all right)|get (?:over|used to) it|manage|survive)\b",
    r"\b(?:it|things) could be worse\b|\bit'?ll (?:be fine|pass|sort itself out|blow over|all work out|work out)\b",
    r"\b(?:that's|it's) (?:just )?(?:how|the way) (?:it|things|he|she|they|[a-z]+) (?:is|are|works?|goes)\b",
    r"\b(?:it is what it is|that's life|no big deal|not a big deal|get over it|calm down|cheer up|man up|grow up)\b",
    r"\byou(?:'re| are) (?:overreacting|too sensitive|imagining|exaggerating|making too much|overthinking)\b",
    r"\b(?:stop|no point) (?:complaining|moaning|whining|worrying)\b",
    r"\blook on the bright side\b|\bstay positive\b|\bbe positive\b|\bthink positive\b|\bnot my problem\b",
    r"\b(?:i'm sure|i am sure) (?:it|he|she|they|you|that)\b.{0,20}\b(?:fine|mean|nothing|ok|okay)\b",
    # Last, because what begins otherwise than at a word's edge would part the others (see `any_of`).
    r"^(?:it's |that's |there's |which is |\w+ is )?no (?:problem(?: at all)?|harm done|shame|trouble|worries|big thing)\b",
    r"^at least\b",
    r"(?:^|, |but )who (?:isn't|doesn't|hasn't|wouldn't)\b",
)


@once
def has_telling_words(sentence: Sentence, line: Line) -> bool:
    """Whether a sentence has the words of advice, an own story or waving away, and does not reject them."""
    low = sentence.low
    return any(words.search(low) for words in (_ADVICE, _SELF, _OWN_STORY, _DISMISSAL)) and not _NEGATED_ADVICE.search(low)
