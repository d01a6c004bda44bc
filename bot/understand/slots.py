"""The slots that every intent shares, read from a filled draft: subjects, times, measure, powertrain, vehicle, numbers.

Which intent they support is decided in `bot.understand.intents`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.question import Bound, Intent, MeasureAsked, Origin, Quantity, Question, Subject, SubjectKind, When
from bot.understand.draft import Draft
from bot.understand.periods import TimeRead, in_year, relative_to
from bot.understand.quantities import is_rank_number, quantities, quantity_of
from facts import Period, PeriodKind, Powertrain, VehicleType
from facts.model import MARKET

BUILDING = {
    "built", "build", "builds", "building", "produced", "produce", "produces", "producing", "production",
    "made", "manufactured", "manufacture", "manufactures", "manufacturing", "assembled", "output",
    "produktion", "gebaut", "produziert", "produit", "produits", "fabrique", "fabricado", "gebouwd",
    "geproduceerd", "bygget", "prodotte", "produzidos", "lines", "line", "rolled", "turned", "churned",
    "factory", "factories", "plant",
}  # fmt: skip


MEASURES = ("built", "delivered", "registered", "sold")


UNITS = {"bymonth": PeriodKind.MONTH, "byquarter": PeriodKind.QUARTER, "byyear": PeriodKind.YEAR}


BREAKDOWNS = {
    "bymonth": "month", "byquarter": "quarter", "byyear": "year", "byregion": "region", "bybrand": "brand",
    "bymodel": "model", "bypowertrain": "powertrain",
}  # fmt: skip


@dataclass(slots=True)
class Slots:
    """The slots that every intent shares."""

    subjects: tuple[Subject, ...]
    whens: tuple[When, ...]
    measure: MeasureAsked | None
    powertrains: tuple[Powertrain, ...]
    is_plugin: bool
    is_complement: bool
    vehicle: VehicleType
    vehicle_said: bool
    quantity: Quantity | None
    limit: int | None
    ordinal: int | None


def shared_slots(draft: Draft) -> Slots:
    """Read the shared slots of a draft."""
    powertrains, plugin = _powertrains(draft)
    vehicle = _vehicle(draft)
    quantity = quantity_of(draft)
    limit, ordinal = _limit(draft, quantity)
    subjects = tuple(draft.subjects)
    if not subjects and (powertrains or draft.vehicles):
        subjects = (Subject(MARKET, SubjectKind.MARKET),)
    return Slots(
        subjects=subjects,
        whens=_whens(draft),
        measure=_measure(draft),
        powertrains=powertrains,
        is_plugin=plugin,
        is_complement=_is_complement(draft),
        vehicle=vehicle or VehicleType.CAR,
        vehicle_said=vehicle is not None,
        quantity=quantity,
        limit=limit,
        ordinal=ordinal,
    )


def _powertrains(draft: Draft) -> tuple[tuple[Powertrain, ...], bool]:
    said = list(dict.fromkeys(draft.powertrains))
    plugin = "PLUGIN" in said
    read = list(dict.fromkeys("EV" if word == "PLUGIN" else word for word in said))
    if "ALL" in read and not draft.shares and not draft.has("bypowertrain"):
        said_apart = [word for word in read if word != "ALL"]
        exact = draft.text.lower()
        if not said_apart or any(
            word in exact for word in ("any kind", "all fuels", "every fuel", "any fuel", "included", "of any type")
        ):
            read = ["ALL"]
        else:
            read = [word for word in read if word != "ALL"]
    if draft.shares and set(said) == {"BEV", "PHEV"} and len(draft.powertrains) > 2:
        return (Powertrain(draft.powertrains[-1]), Powertrain.EV), True
    if set(read) == {"BEV", "PHEV"} and draft.has("together") and not draft.shares:
        read, plugin = ["EV"], True
    if draft.shares and {"EV", "BEV"} <= set(read) and not _is_whole(draft):
        read = [word for word in read if word != "EV"]
    if not draft.shares:
        if "BEV" in read and "EV" in read and not draft.has("versus", "or", "than"):
            read = ["EV"] if plugin else [word for word in read if word != "EV"]
        if "EV" in read and {"BEV", "PHEV"} & set(read) and not plugin:
            read = [word for word in read if word != "EV"]
        if (
            {"EV", "BEV"} & set(read)
            and {"PETROL", "DIESEL", "ICE"} & set(read)
            and not draft.has("versus", "or", "than", "outsell", "each", "reach")
        ):
            read = ["ALL"]
        if "EV" in read and "PHEV" in read and plugin and not draft.has("versus", "or", "than"):
            read = ["EV"]
        if plugin and read == ["EV"] and draft.has("each") and {"bev", "bevs"} & {token.text for token in draft.tokens}:
            read, plugin = ["BEV", "PHEV"], False
    return tuple(Powertrain(word) for word in read), plugin


def _is_whole(draft: Draft) -> bool:
    """Whether "EVs" is what the share is taken of: "of all EVs", "among electric cars"."""
    for span in draft.spans:
        if span.has("powertrain", "EV") or span.has("powertrain", "PLUGIN"):
            before = {token.text for token in draft.tokens[max(0, span.first - 3) : span.first]}
            if before & {"of", "among", "amongst", "out", "within"}:
                return True
    return False


def _is_complement(draft: Draft) -> bool:
    """ "not battery electric", "non-electric": everything but."""
    for span in draft.spans:
        if span.has("powertrain") and span.first > 0:
            before = draft.tokens[span.first - 1]
            earlier = draft.tokens[span.first - 2].text if span.first > 1 else ""
            if before.text in ("not", "non") or (before.text == "-" and earlier == "non"):
                return True
    return False


def _vehicle(draft: Draft) -> VehicleType | None:
    said = [word for word in dict.fromkeys(draft.vehicles) if word not in ("any", "car")]
    if said:
        return VehicleType(said[0])
    return VehicleType.CAR if "car" in draft.vehicles else None


def _measure(draft: Draft) -> MeasureAsked | None:
    said = list(draft.measures)
    words = {token.text for token in draft.tokens}
    texts = [token.text for token in draft.tokens]
    asks = min((texts.index(word) for word in ("did", "does", "has") if word in texts), default=len(texts))
    if "make" in texts[asks:] and "make" not in texts[:asks]:
        return MeasureAsked.BUILT
    if {"left", "leave", "leaves", "out"} & words and {"factory", "factories", "plant"} & words:
        return MeasureAsked.BUILT
    builds = BUILDING & words
    if not {"off", "rolled", "production", "assembly", "factory"} & words:
        builds -= {"line", "lines"}
    if (
        builds == {"made"}
        and set(texts[texts.index("made") + 1 :][:1]) & {"the", "it", "up", "a"}
        and "by" not in words
    ):
        builds = set()
    if "built" in said and not builds and "put together" not in draft.text.lower():
        said = [word for word in said if word != "built"]
    if "stock" in said and {"put", "puts", "putting", "neu", "newly"} & words:
        said = [word for word in said if word != "stock"] or ["registered"]
    if "exists" in said and {"neu", "new", "newly"} & words:
        return MeasureAsked.REGISTERED
    if "exists" in said:
        said = [word for word in said if word != "exists"]
        if not said or set(said) <= {"stock"}:
            return MeasureAsked.STOCK
    if "stock" in said and "registered" in said and draft.has("when", "reach", "morethan"):
        return MeasureAsked.REGISTERED
    if "stock" in said and not set(said) & {"sold", "delivered", "built"}:
        return MeasureAsked.STOCK
    for word in ("built", "delivered"):
        if word in said:
            return MeasureAsked(word)
    if "sold" in said and "registered" in said:
        return MeasureAsked.SOLD
    for word in ("registered", "sold"):
        if word in said:
            return MeasureAsked(word)
    return None


def _whens(draft: Draft) -> tuple[When, ...]:
    found: list[When] = []
    since: Period | None = None
    dated = {read.period.kind for read in draft.times if read.period is not None and not read.needs_year}
    times = _with_shared_year(draft)
    loose = [read for read in times if read.needs_year and read.period is not None and read.period.kind in dated]
    anchor = next((read.period for read in draft.times if read.period is not None and not read.relative), None)
    for read in times:
        if read.relative and anchor is not None and (period := relative_to(read, anchor)) is not None:
            if all(period != other.period for other in found) and period != anchor:
                found.append(When(period, Bound.IN, Origin.INFERRED, draft.text_between(read.first, read.last)))
            continue
        if read in loose and not draft.has("versus", "than", "growth", "fall"):
            continue
        if read.relative or read.is_newest:
            continue
        if read.bound is Bound.UNTIL and _orders_by(draft, read):
            read = replace(read, period=Period.year(read.period.end.year) if read.period else None, bound=Bound.IN)
        when = When(read.period, read.bound, Origin.SAID, draft.text_between(read.first, read.last))
        if since is not None and read.needs_year and read.period is not None:
            when = replace(when, period=in_year(read, since.end.year).period)
            read = replace(read, period=when.period)
        last_day = read.period.end if read.bound is Bound.UNTIL and read.period is not None else None
        if last_day is not None and since is not None and since.start is not None and since.start < last_day:
            found[-1] = When(Period.between(since.start, last_day), Bound.IN, Origin.SAID, when.said)
            since = None
            continue
        since = read.period if read.bound is Bound.SINCE else None
        if all(when.period != other.period or when.bound != other.bound for other in found):
            found.append(when)
    if any(when.bound is Bound.SINCE for when in found) and len(found) > 1:
        inside = [w for w in found if w.bound is Bound.IN and w.period is not None]
        opened = next(w for w in found if w.bound is Bound.SINCE)
        if any(opened.period is not None and opened.period.contains(w.period) for w in inside if w.period):
            found.remove(opened)
    if draft.has("ever") and not any(when.bound is not Bound.IN for when in found) and not found:
        found.append(When(None, Bound.EVER))
    return tuple(found)


def _orders_by(draft: Draft, read: TimeRead) -> bool:
    """ "ranked by 2022 BEV volume": the year says what the order is made by, not until when."""
    follows = any(
        span.first == read.last + 1 and (span.has("powertrain") or span.has("measure") or span.has("sharecue"))
        for span in draft.spans
    )
    year = draft.tokens[read.last].text
    return draft.tokens[read.first].text == "by" and follows and read.last == read.first + 1 and year.isdigit()


def _with_shared_year(draft: Draft) -> list[TimeRead]:
    """ "July and August 2023": a month or quarter takes the year of the one that it is joined with."""
    joining = {
        "and",
        "or",
        ",",
        "&",
        "/",
        "vs",
        "versus",
        "plus",
        "+",
        "und",
        "et",
        "y",
        "en",
        "og",
        "och",
        "e",
        "-",
        ">",
    }
    found = list(draft.times)
    for index in range(len(found) - 2, -1, -1):
        read, following = found[index], found[index + 1]
        between = set(draft.words_between(read.last, following.first))
        dated = (
            following.period is not None and not following.needs_year and following.period.kind is not PeriodKind.YEAR
        )
        if (
            read.needs_year
            and not read.weak
            and dated
            and between
            and between <= joining
            and following.period is not None
        ):
            found[index] = replace(in_year(read, following.period.end.year), needs_year=False)
    return found


def _limit(draft: Draft, quantity: Quantity | None) -> tuple[int | None, int | None]:
    ordinal = 2 if draft.has("second") else 3 if draft.has("third") else None
    limit = None
    for number in draft.numbers:
        if number.value == int(number.value) and 1 <= number.value <= 100 and is_rank_number(draft, number):
            if number.is_ordinal:
                ordinal = ordinal or int(number.value)
            elif quantity is None or quantity.value != number.value:
                limit = int(number.value)
    if limit is None and ordinal is None and draft.has("rank"):
        limit = _limit_aside(draft)
    return limit, ordinal


def _limit_aside(draft: Draft) -> int | None:
    """ "Rank the brands (3 is enough)", "just 5": a small number that stands apart from every name and time."""
    for number in draft.numbers:
        before = draft.tokens[number.first - 1].text if number.first else ""
        after = draft.tokens[number.last + 1].text if number.last + 1 < len(draft.tokens) else ""
        apart = before in ("", "(", ",", ":", ";", "just", "only", "-", "–") or after in ("is", "are", "will")
        named = any(span.last == number.first - 1 and span.is_name for span in draft.spans)
        small = number.value == int(number.value) and 2 <= number.value <= 50
        if small and apart and not named and not (number.is_percent or number.is_ordinal or number.has_scale):
            return int(number.value)
    return None


def _unit_asked(draft: Draft) -> PeriodKind | None:
    """ "In what year …": the unit in so many words."""
    texts = [token.text for token in draft.tokens]
    for asked, unit in (("year", PeriodKind.YEAR), ("quarter", PeriodKind.QUARTER), ("month", PeriodKind.MONTH)):
        if any(texts[index : index + 2] in (["what", asked], ["which", asked]) for index in range(len(texts))):
            return unit
    return None


def unit_of_time(draft: Draft) -> PeriodKind | None:
    """The unit that a record or an average is asked in."""
    if (asked := _unit_asked(draft)) is not None:
        return asked
    for cue, unit in UNITS.items():
        if cue in draft.cues:
            return unit
    inside = {index for read in draft.times for index in range(read.first, read.last + 1)}
    free = {token.text for index, token in enumerate(draft.tokens) if index not in inside}
    for word, unit in (
        ("month", PeriodKind.MONTH),
        ("quarter", PeriodKind.QUARTER),
        ("year", PeriodKind.YEAR),
        ("monat", PeriodKind.MONTH),
        ("jahr", PeriodKind.YEAR),
        ("mois", PeriodKind.MONTH),
        ("mes", PeriodKind.MONTH),
        ("maand", PeriodKind.MONTH),
        ("maned", PeriodKind.MONTH),
        ("manad", PeriodKind.MONTH),
        ("mese", PeriodKind.MONTH),
        ("quartal", PeriodKind.QUARTER),
        ("trimestre", PeriodKind.QUARTER),
        ("kwartaal", PeriodKind.QUARTER),
        ("kvartal", PeriodKind.QUARTER),
        ("annee", PeriodKind.YEAR),
        ("ano", PeriodKind.YEAR),
        ("anno", PeriodKind.YEAR),
        ("jaar", PeriodKind.YEAR),
        ("ar", PeriodKind.YEAR),
    ):
        if word in free:
            return unit
    return None


def breakdown(draft: Draft) -> str | None:
    """What the rows of a trend or a split differ in."""
    if _unit_asked(draft) is not None and quantity_of(draft) is not None:
        return None
    for cue, value in BREAKDOWNS.items():
        if cue in draft.cues:
            return value
    return None


def base_question(draft: Draft, slots: Slots, intent: Intent) -> Question:
    """A question with the shared slots filled."""
    return Question(
        text=draft.text,
        intent=intent,
        today=draft.today,
        subjects=slots.subjects,
        places=tuple(draft.places),
        whens=slots.whens,
        measure=slots.measure,
        measure_origin=Origin.SAID if slots.measure else Origin.DEFAULTED,
        powertrains=slots.powertrains,
        powertrain_origin=Origin.SAID if slots.powertrains else Origin.DEFAULTED,
        is_plugin=slots.is_plugin,
        is_complement=slots.is_complement,
        vehicle_type=slots.vehicle,
        vehicle_origin=Origin.SAID if slots.vehicle_said else Origin.DEFAULTED,
        breakdown=None if _over_the_years(draft) else breakdown(draft),
        limit=slots.limit,
        ordinal=slots.ordinal,
        together=draft.has("together"),
        quantity=slots.quantity,
        quantities=quantities(draft),
        excluded=tuple(draft.excluded),
        notes=("reach",) if draft.has("reach") else (),
        wants_chart=draft.has("chart"),
        wants_csv=draft.has("csv"),
        repairs=tuple(draft.repairs),
        all_covered=draft.has("covered"),
        publisher=next((name for span in draft.spans for name in span.values("publisher")), None),
        words=content_words(draft),
    )


def _over_the_years(draft: Draft) -> bool:
    """ "in total over the years" adds the years up instead of listing them."""
    return draft.has("ever") and bool({"over", "through", "across"} & {token.text for token in draft.tokens})


def content_words(draft: Draft) -> tuple[str, ...]:
    """The words by which statements are found: everything but grammar."""
    filler = {
        index
        for span in draft.spans
        if span.meanings and all(m.kind == "filler" and m.value not in ("domain",) for m in span.meanings)
        for index in range(span.first, span.last + 1)
    }
    said = [
        token.text
        for index, token in enumerate(draft.tokens)
        if token.kind == "word" and index not in filler and len(token.text) > 2
    ]
    texts = [token.text for token in draft.tokens]
    for number, word in (("2", "second"), ("3", "third"), ("ii", "second"), ("iii", "third")):
        if number in texts and {"gen", "generation", "mk", "ii", "iii"} & set(texts):
            said += [word, "generation"]
    return tuple(said)
