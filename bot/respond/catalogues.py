"""What there is: lists of models and brands, coverage, how recent the figures are, and where they come from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.answer import Answer, Row
from bot.question import Intent, Question, Subject, SubjectKind
from bot.respond import nearest, wording
from bot.respond.desk import Desk
from bot.respond.refusing import replies
from bot.respond.revised import NO_EARLIER
from bot.respond.scopes import scope_of
from bot.respond.statement_search import search
from bot.respond.telling import Telling
from facts import Predicate, Statement
from facts.things import Model

MOST_LISTED = 80


def listing(desk: Desk, question: Question) -> Answer:
    """Answer for a list of models, brands or groups."""
    catalogue = desk.store.catalogue
    subject = question.subjects[0]
    telling = desk.telling(question)
    if question.rank_of == "brand" and subject.kind is SubjectKind.GROUP:
        group = catalogue.groups[subject.id]
        rows = [
            Row(member.brand, desk.name(member.brand), None, note=_years(member.first_year, member.last_year))
            for member in group.members
        ]
        telling.say(f"{group.name} holds {wording.english_list([row.label for row in rows])}.")
        telling.note("Membership as of today, where no years are given.", group.note)
        telling.table(("Brand", ""), rows)
        return telling.answer()
    if question.rank_of == "group":
        groups = [
            group for group in catalogue.groups.values() if any(member.brand == subject.id for member in group.members)
        ]
        if not groups:
            return nearest.no_figure(desk, question, f"{desk.name(subject.id)} belongs to no group that I know.")
        telling.say(f"{desk.name(subject.id)} belongs to {wording.english_list([group.name for group in groups])}.")
        telling.table(("Group", ""), [Row(group.id, group.name) for group in groups])
        return telling.answer()
    return _models(desk, question, subject)


def _years(first: int | None, last: int | None) -> str | None:
    if first is None and last is None:
        return None
    return f"since {first}" if last is None else f"{first or ''}–{last}"


def _models(desk: Desk, question: Question, subject: Subject) -> Answer:
    catalogue = desk.store.catalogue
    if subject.kind is SubjectKind.GROUP:
        brands = [brand.id for brand in catalogue.brands_of(subject.id, None)]
    else:
        brands = [subject.id.split("/")[0]]
    rows = []
    for brand in brands:
        counted = desk.store.models_of(brand)
        for model in catalogue.models_of(brand):
            if model.id not in counted or model.members:
                continue
            first, last = counted[model.id]
            when = next((when.period for when in question.whens if when.period is not None), None)
            if when is not None and first > when.end:
                continue
            rows.append(
                (
                    last,
                    Row(
                        model.id,
                        _told_name(model) if subject.kind is SubjectKind.BRAND else model.name,
                        None,
                        note=f"{first.year}–{last.year}",
                    ),
                )
            )
    if not rows:
        return nearest.no_figure(desk, question, f"I have no model figures for {desk.name(subject.id)}.")
    rows.sort(key=lambda entry: (-entry[0].toordinal(), entry[1].label))
    telling = desk.telling(question)
    listed = [row for _, row in rows[:MOST_LISTED]]
    told = _told(desk, question)
    if told:
        telling.say(told[0].text)
        telling.note(f"As of {told[0].as_of}.")
        telling.cite_number(told[0].source)
    names = wording.english_list([row.label for row in listed])
    models = wording.how_many(len(rows), "model", "models", desk.locale)
    sentence = f"I have figures for {models} of {desk.name(subject.id)}: {names}."
    if telling.headline:
        telling.add(sentence)
    else:
        telling.say(sentence)
    telling.table(("Model", "figures"), listed)
    telling.note("Models with figures, not the whole range.")
    if any(when.said.lower().startswith(("as of ", "as at ")) for when in question.whens):
        telling.note(NO_EARLIER)
    for folder in ("open_ev_charts", "press"):
        if not telling.source_numbers and (number := desk.store.a_source_of(folder)) is not None:
            telling.cite_number(number)
    telling.focus = (subject.id,)
    return telling.answer()


def _told_name(model: Model) -> str:
    """The name without its maker, unless that leaves only a number: "Polestar 2"."""
    return model.name if model.short.isdigit() else model.short


def _told(desk: Desk, question: Question) -> list[Statement]:
    """A statement that lists the models of a maker at the date asked for."""
    if not question.whens:
        return []
    found = search(desk, question, predicates=(Predicate.MAKER_OF,))
    return [item.statement for item in found[:1] if item.score > 6]


def coverage(desk: Desk, question: Question) -> Answer:
    """Answer for what is covered, from when to when."""
    telling = desk.telling(question)
    places = [place.id for place in question.places]
    if places:
        return _coverage_of(desk, question, places[0])
    countries = sorted(desk.region(region) for region in desk.store.regions_of("market") if desk.is_country(region))
    named = [subject for subject in question.subjects if subject.kind is not SubjectKind.MARKET]
    if named:
        spans = desk.store.regions_of(named[0].id)
        if not spans:
            return nearest.no_figure(desk, question, f"I have no figures for {desk.name(named[0].id)}.")
        places_told = wording.how_many(len(spans), "place", "places", desk.locale)
        earliest, latest = min(first for first, _ in spans.values()), max(last for _, last in spans.values())
        telling.say(
            f"I have figures for {desk.name(named[0].id)} in {places_told}, from "
            f"{wording.month(earliest)} to {wording.month(latest)}."
        )
        telling.table(
            ("Place", "figures"),
            [
                Row(place, desk.region(place), None, note=f"{first:%Y-%m} to {last:%Y-%m}")
                for place, (first, last) in sorted(spans.items(), key=lambda item: desk.region(item[0]))
            ],
        )
        return telling.answer()
    if question.rank_of == "brand":
        brands = sorted(
            {
                desk.name(brand)
                for region in ("DE", "NO", "CN", "US")
                for brand in desk.store.subjects_in(region, "brand")
            }
        )
        known = wording.how_many(len(brands), "brand", "brands", desk.locale)
        telling.say(f"I know {known}, among them {wording.english_list(brands[:40])}.")
        return telling.answer()
    telling.say(
        f"I have figures for {wording.how_many(len(countries), 'country', 'countries', desk.locale)}, from about 2010 "
        f"to 2026: {wording.english_list(countries)}."
    )
    telling.add(
        f"By model for {wording.english_list(_with_models(desk))}; for the world, Europe and the EU as well; "
        "California and Washington State apart."
    )
    _cite_publishers(desk, telling)
    return telling.answer()


def _with_models(desk: Desk) -> list[str]:
    counted = desk.store.counted_in("model")
    return sorted(desk.region(region) for region, number in counted.items() if desk.is_country(region) and number > 20)


def _coverage_of(desk: Desk, question: Question, region: str) -> Answer:
    telling = desk.telling(question)
    market = desk.store.regions_of("market").get(region)
    models = desk.store.subjects_in(region, "model")
    if market is None and not models:
        return nearest.no_figure(desk, question, f"I have no figures for {desk.region(region)}.")
    newest_model = max((last for _, last in models.values()), default=None)
    parts = []
    if market:
        parts.append(f"the whole market from {wording.month(market[0])} to {wording.month(market[1])}")
    if newest_model is not None:
        counted = wording.how_many(len(models), "model", "models", desk.locale)
        parts.append(f"{counted} to {wording.month(newest_model)}")
    telling.say(f"for {desk.region(region)} I have {wording.english_list(parts)}.")
    telling.regions = (region,)

    subject = Subject("market", SubjectKind.MARKET)
    part = desk.finder.newest_part(
        scope_of(replace(question, intent=Intent.COUNT, subjects=(subject,)), subject, region)
    )
    if part is not None:
        telling.add(desk.sentence(part.figure, subject))
        telling.cite(part.figure)
    return telling.answer()


def sources(desk: Desk, question: Question, again: Answer | None) -> Answer:
    """Answer for where a figure, or all of them, come from."""
    telling = desk.telling(question)
    if again is not None and again.sources:
        names = wording.english_list(list(dict.fromkeys(source.publisher for source in again.sources)))
        telling.say(f"that comes from {names}.")
        headline = again.text.split("\n", 1)[0]
        telling.add(headline)
        for source in again.sources:
            telling.cite_number(desk.store.source_number(source.id))
            telling.note(
                f"{source.publisher}: “{source.title}”, {source.published or 'no date'}, licence: {source.licence}."
            )
        telling.focus = again.focus
        return telling.answer()
    telling.say("My figures come from these publishers; every answer names its own sources.")
    rows = [Row(entry["id"], entry["name"], None, note=entry["licence"]) for entry in desk.store.publishers]
    telling.table(("Publisher", "licence"), rows)
    _cite_publishers(desk, telling)
    return telling.answer()


def about(desk: Desk, question: Question, version: str) -> Answer:
    """What this is: version, how many figures, the newest of each publisher, and under which licence."""
    newest: dict[str, date] = {}
    for row in desk.store.coverage():
        last = date.fromordinal(row.last)
        newest[row.publisher] = max(newest.get(row.publisher, last), last)
    telling = desk.telling(question)
    telling.silent_reading = True
    publishers = sorted(desk.store.publishers, key=lambda entry: newest.get(entry["id"], date.min), reverse=True)
    telling.say(
        f"evbot {version} knows {desk.number(desk.store.figure_count)} figures of {len(publishers)} publishers; the "
        f"newest are of {wording.month(max(newest.values()))}."
    )
    telling.add(str(replies()["about"]["program"]))
    telling.table(
        ("Publisher", "newest, licence"),
        [
            Row(entry["id"], entry["name"], note=f"{newest[entry['id']]:%Y-%m}, {entry['licence']}")
            for entry in publishers
            if entry["id"] in newest
        ],
    )
    return telling.answer()


def _cite_publishers(desk: Desk, telling: Telling) -> None:
    for folder in ("iea", "andrew", "open_ev_charts"):
        if (number := desk.store.a_source_of(folder)) is not None:
            telling.cite_number(number)
