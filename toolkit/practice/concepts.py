"""Words of working life that mean much the same, so that a question is understood in words its author did not think of.

Each line is one concept: single words in their plain form (any form of them counts), and phrases as they are said.
Written by us for talk between managers and reports; a word may stand in several concepts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from toolkit.conversation import words
from toolkit.feedback.text import stem

_CONCEPTS: Final = """
leave, leaving, quit, resign, notice, hand in, go elsewhere, somewhere else, another job, new job, other job, move on, moving on, look around, looking around, job hunt, apply, interview, offer, recruiter, headhunter, walk away, stay, staying, future here, long term
workload, overload, load, busy, swamped, stretched, too much, plate, pressure, rushed, flat out, snowed under, drowning, keep up, keeping up, pace, capacity, overwhelmed, juggle, cope, coping
tired, exhausted, worn, drained, burnt out, burned out, sleep, rest, energy, weary, knackered, run down, fatigue
hours, overtime, late, evening, weekend, shift, rota, roster, schedule, timetable, early start, long day, night, working time, working hours
home, family, kids, child, children, partner, husband, wife, mother, father, mum, dad, parent, private life, outside work, personal life, life outside, life
health, ill, sick, unwell, doctor, hospital, pain, treatment, diagnosis, illness, medical, body, sick leave
money, pay, salary, wage, raise, paid, bonus, earn, afford, rent, compensation
promotion, promote, step up, lead role, senior role, next level, career, advance, progress, ladder, move up, grow, ambition, aspire, grade, title
learn, training, course, skill, study, develop, development, qualification, teach, certificate, class, degree, mentor, coaching
mistake, error, wrong, slip, mess, mess up, messed, fault, incident, near miss, accident, blame, failed, failure, mix up, happened that day
quiet, silent, silence, speak up, speak, say little, withdrawn, hold back, holding back, reserved, say less, less to say, voice, talk less, contribute, chip in, pipe up
meeting, huddle, standup, stand-up, briefing, one to one, one-to-one, 1:1, session, catch up, catch-up, sit down
colleague, team, others, crew, coworker, co-worker, workmate, teammate, group, gang, people you work with, everybody else, the rest of them, get along, get on
argument, conflict, row, fight, clash, quarrel, tension, friction, fall out, fell out, bad blood, falling-out, disagree, not talking, rub up, wind you up, difficult with
boss, manager, supervisor, lead, leader, line manager, head, management, chief, in charge, report to, the one above
trust, rely, believe, faith, count on, confide, safe, open up, honest, comfortable telling, feel able
afraid, fear, scared, worry, worried, anxious, nervous, frightened, dread, concern, concerned, uneasy, keep you awake, keeps you up, keep you up, lose sleep, on your mind, bother, bothering, trouble, troubling
angry, anger, annoyed, frustrated, frustrating, fed up, furious, cross, irritated, upset, resent, bitter, gets to you, wind up
hurt, sad, unhappy, low, down, miserable, disappointed, let down, crying, cried, tears
proud, pride, pleased, satisfied, enjoy, like best, love, best part, happy, fun, satisfying, good day, gone well, went well, highlight
thanks, recognition, recognise, recognize, credit, noticed, appreciate, appreciated, acknowledged, seen, thank, praise, pat on the back, taken for granted, overlooked, invisible, invisible work
change, changed, different, new, reorganisation, reorganization, restructure, reorg, merger, used to, these days, since, lately, shift in, not the same
lonely, alone, isolated, on your own, by yourself, cut off, remote, distance, far away, by yourself, on my own, company
customer, client, patient, guest, visitor, user, passenger, pupil, student, resident, member, public, caller
equipment, machine, tool, printer, device, system, software, computer, kit, gear, hardware, technology, app
safety, danger, dangerous, hazard, risk, risky, unsafe, protect, harm, injury, hurt yourself
quality, standard, careful, check, checking, double check, precise, thorough, accurate, slow, detail, slower
deadline, due, overdue, behind, on time, delay, slip, late with, release date, delivery, missed, target date
target, number, numbers, figure, metric, goal, quota, score, result, kpi, performance
plan, planning, idea, proposal, suggest, suggestion, project, initiative, pilot, scheme, improve, improvement
decide, decision, choice, say in, say-so, consulted, asked, involved, input, opinion, listened to, heard, voice in
help, support, backing, back you, helped, assist, hand, need from me, do for you, make it easier, make things easier, useful to you, what would help, lighten
rule, policy, procedure, process, regulation, form, paperwork, bureaucracy, admin, red tape
fair, unfair, favourite, favouritism, equal, treated, treat, discriminate, biased, bias, fairness, double standard
joke, laugh, tease, banter, fun of, mock, remark, comment, comments, gossip, said about, whisper, behind your back, nickname
harass, harassment, touch, inappropriate, uncomfortable, creepy, bully, bullying, intimidate, shout, yell, threatened, threaten, line crossed, crossed a line
break, lunch, coffee, canteen, back room, kitchen, pause, eat, tea
train someone, onboarding, newcomer, new starter, trainee, apprentice, joiner, rookie, beginner, buddy, settle, settling in, first weeks, first days, induction, finding your feet, fit in, fitting in, welcome
language, english, accent, understand, translate, words, explain yourself, mother tongue
travel, commute, drive, train, bus, journey to work, parking, get here, way to work, move house, relocate, moving, flat, apartment, housing
responsibility, responsible, duty, role, job, task, tasks, remit, what you do, own, ownership, day to day, everyday work, your work
staff, staffing, short-staffed, understaffed, vacancy, hire, cover, covering, stand in, fill in, hands, headcount, replacement, replace
promise, promised, said you would, agreed, commitment, word, follow up, followed up, last time, action
feedback, review, appraisal, evaluation, assess, assessment, judged, how you are doing, rating, rated
email, mail, message, chat, phone, call, ring, text, slack, respond, reply, answer, messages
information, told, know about, informed, communicate, communication, hear about, find out, found out, in the loop, kept in the dark, news
budget, cost, spend, spending, savings, cuts, cut back, resources, afford to
return, came back, back from, absence, away, leave of absence, parental leave, maternity, time off, holiday, coming back, first week back, been away
stuck, blocked, block, obstacle, barrier, in the way, hold up, holding you back, hinder, stop you, stopping you, get in your way
bored, boring, dull, routine, same thing, repetitive, monotonous, challenge, challenged, interesting, excite, exciting, motivate, motivation, inspire, spark
confident, confidence, doubt, unsure, insecure, imposter, impostor, good enough, believe in yourself, self-doubt
religion, pray, prayer, fasting, mosque, church, faith, culture, tradition, custom
retire, retirement, pension, years left, age, older, younger, generation
"""



@cache
def _index() -> tuple[dict[str, frozenset[int]], tuple[tuple[tuple[str, ...], int], ...]]:
    """Return stem → concepts it is in alone, and phrases (as stems) with their concept."""
    single: dict[str, set[int]] = {}
    phrases: list[tuple[tuple[str, ...], int]] = []
    for number, line in enumerate(_CONCEPTS.strip().splitlines()):
        for entry in line.split(","):
            stems = tuple(stem(word) for word in words(entry))
            if len(stems) == 1:
                single.setdefault(stems[0], set()).add(number)
            else:
                phrases.append((stems, number))
    return {word: frozenset(numbers) for word, numbers in single.items()}, tuple(phrases)


def concepts(stems: tuple[str, ...]) -> Iterator[str]:
    """Yield the concepts that a text's stems are in, as names that no stem has."""
    single, phrases = _index()
    for word in dict.fromkeys(stems):
        yield from (f"~{number}" for number in sorted(single.get(word, ())))
    joined = f" {' '.join(stems)} "
    for phrase, number in phrases:
        if f" {' '.join(phrase)} " in joined:
            yield f"~{number}"
