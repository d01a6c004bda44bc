"""Greetings, thanks and help: answered, without a figure and without a source."""

from __future__ import annotations

from bot.answer import Answer
from bot.question import Question
from bot.respond.desk import Desk
from bot.respond.refusing import replies


def smalltalk(desk: Desk, question: Question) -> Answer:
    """Answer a greeting or thanks."""
    telling = desk.telling(question)
    telling.silent_reading = True
    telling.say(str(replies()["smalltalk"].get(question.topic or "hello", replies()["smalltalk"]["hello"])))
    telling.suggestions = ["how many Zoes sold?", "top 5 EVs in Norway 2024"]
    return telling.answer()


def help_(desk: Desk, question: Question) -> Answer:
    """Answer a call for help with what can be asked, or what a term means."""
    if question.topic == "define" and (told := _defined(desk, question)) is not None:
        return told
    telling = desk.telling(question)
    telling.silent_reading = True
    telling.say(str(replies()["help"]["headline"]))
    for line in replies()["help"]["more"]:
        telling.add(str(line))
    telling.suggestions = ["how many Zoes sold?", "EV share Germany by year", "which countries do you have data for?"]
    return telling.answer()


def _defined(desk: Desk, question: Question) -> Answer | None:
    """What the terms mean as the figures use them."""
    known = [str(replies()["terms"][term]) for term in question.words if term in replies()["terms"]]
    if not known:
        return None
    telling = desk.telling(question)
    telling.silent_reading = True
    telling.say(known[0])
    for line in known[1:]:
        telling.add(line)
    telling.suggestions = ["EV share Norway by year", "which countries do you have data for?"]
    return telling.answer()
