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
    """Answer a call for help with what can be asked."""
    telling = desk.telling(question)
    telling.silent_reading = True
    telling.say(str(replies()["help"]["headline"]))
    for line in replies()["help"]["more"]:
        telling.add(str(line))
    telling.suggestions = ["how many Zoes sold?", "EV share Germany by year", "which countries do you have data for?"]
    return telling.answer()
