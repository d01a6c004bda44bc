"""Refusals in two lines: what was understood, what was not, and the nearest thing that can be answered."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.answer import Answer, Option, Status, Verdict
from bot.question import Intent, Question, Refusal, RefusalKind, SubjectKind
from bot.respond import wording
from bot.respond.desk import Desk

REPLIES = Path(__file__).parent / "replies.toml"


@lru_cache(maxsize=1)
def replies() -> dict[str, Any]:
    """The texts of replies.toml."""
    return tomllib.loads(REPLIES.read_text(encoding="utf-8"))


def refuse(desk: Desk, refusal: Refusal) -> Answer:
    """The answer to a refused question."""
    question = refusal.question or Question(refusal.text, Intent.COUNT, date(2000, 1, 1))
    telling = desk.telling(replace(question, text=refusal.text))
    telling.say(_headline(refusal))
    telling.regions = tuple(place.id for place in question.places)
    telling.focus = tuple(subject.id for subject in question.subjects if subject.kind is not SubjectKind.MARKET)
    when = next((when for when in question.whens if when.period is not None), None)
    telling.period = when.period if when is not None else None
    if refusal.choices:
        telling.options = [Option(choice.label, choice.question) for choice in refusal.choices]
        telling.suggestions = [choice.question for choice in refusal.choices[:4]]
    elif near := _near(desk, refusal, question):
        telling.add(near)
    if question.intent is Intent.CHECK and refusal.kind is RefusalKind.NO_DATA:
        telling.verdict = Verdict.UNVERIFIABLE
    telling.silent_reading = refusal.kind is RefusalKind.OUT_OF_SCOPE or not question.subjects
    return replace(
        telling.answer(Status(str(refusal.kind))),
        intent=None
        if refusal.kind is not RefusalKind.AMBIGUOUS and refusal.topic != "below_country"
        else str(question.intent),
    )


def _headline(refusal: Refusal) -> str:
    texts = replies()["refusal"]
    topic = refusal.topic
    if topic == "unknown_words":
        words = wording.english_list([f"“{word}”" for word in refusal.unknown[:4]])
        return str(texts["unknown_words"]).format(words=words)
    if topic == "wrong_maker":
        model, brand = refusal.detail.split("|")
        return str(texts["wrong_maker"]).format(model=model, brand=brand)
    if topic == "below_country":
        return str(texts["below_country"]).format(place=refusal.detail.split("|")[0])
    if topic.startswith("button"):
        return str(texts[topic]).format(detail=refusal.detail)
    if topic == "name":
        return str(texts["name"]).format(name=refusal.detail)
    if topic.startswith("qualifier"):
        return str(texts["qualifier"]).format(said=refusal.detail)
    if topic == "forecast":
        return str(texts["forecast"])
    if topic in texts:
        return str(texts[topic])
    if topic in replies()["topics"]:
        return str(texts["topic"]).format(topic=replies()["topics"][topic])
    return str(texts["gibberish"])


def _near(desk: Desk, refusal: Refusal, question: Question) -> str:
    """The figure without what could not be read, offered as such."""
    if (
        refusal.kind is RefusalKind.OUT_OF_SCOPE
        or refusal.topic in ("no_subject", "wrong_maker", "empty")
        or not question.subjects
    ):
        return (
            ""
            if refusal.kind is not RefusalKind.OUT_OF_SCOPE or refusal.topic in ("injection", "insult")
            else "Ask me how many were sold instead."
        )
    regions = desk.regions_of(question)
    if refusal.topic == "below_country":
        inside = refusal.detail.split("|")[1]
        region = next((ident for ident, found in desk.store.catalogue.regions.items() if found.name == inside), None)
        regions = (region,) if region else regions
    found = desk.locate(question, question.subjects[0], regions[0], desk.when_of(question))
    if found is None or found.parts:
        return ""
    return f"Without that: {desk.sentence(found.figure, question.subjects[0])}"
