"""What every responder works with, and the few decisions that they share: defaults, the figure for one scope, caveats.

The defaults are those of the contract, and each one is said where it was used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.question import Bound, MeasureAsked, Origin, Question, Subject, SubjectKind, When
from bot.respond import wording
from bot.respond.caveats import Weight, notes_that_matter
from bot.respond.finding import Finder
from bot.respond.revision_notes import revision_notes
from bot.respond.scopes import EUROPE, WORLD, Found, Scope, scope_of
from bot.respond.telling import Telling
from facts import Basis, Figure, Period, PeriodKind, Powertrain
from facts.store import FactStore

MOST_MISSING_NAMED = 6
MOST_SERIES_NOTES = 2
LONGEST_NOTE = 160
"""Characters of a row's note that is still told."""
EUROPEAN_AGGREGATES = ("eu27", "efta", "eu-efta-uk")


@dataclass(frozen=True, slots=True)
class Desk:
    """One store, its finder and the asker's locale."""

    store: FactStore
    finder: Finder
    locale: str = "en"

    def telling(self, question: Question) -> Telling:
        """An empty answer to a question."""
        return Telling(self.store, question, self.locale)

    def name(self, subject: str) -> str:
        """A subject's display name."""
        return wording.subject_name(subject, self.store.catalogue)

    def region(self, ident: str) -> str:
        """A region's name."""
        return wording.region_name(ident, self.store.catalogue)

    def place(self, ident: str) -> str:
        """A region as it stands in a sentence."""
        return wording.in_place(ident, self.store.catalogue)

    def number(self, value: float) -> str:
        """A count in the asker's locale."""
        return wording.count(value, self.locale)

    def percent(self, value: float) -> str:
        """A percentage in the asker's locale."""
        return wording.percent(value, self.locale)

    # -- defaults ---------------------------------------------------------------------------------------------------

    def regions_of(self, question: Question) -> tuple[str, ...]:
        """The regions asked for; the world where none was said."""
        return tuple(place.id for place in question.places) or (WORLD,)

    def when_of(self, question: Question) -> When | None:
        """The one time that was asked for, or None."""
        return question.whens[0] if question.whens else None

    def locate(self, question: Question, subject: Subject, region: str, when: When | None) -> Found | None:
        """The figure for one subject in one region, defaults applied: what `count` tells and the others build upon."""
        found = self._locate(question, subject, region, when)
        if question.publisher is None or found is None or self.is_by(found.figure, question.publisher):
            return found
        return self._by_publisher(question.publisher, scope_of(question, subject, region), found) or found

    def is_by(self, figure: Figure, publisher: str) -> bool:
        """Whether a figure is a publisher's own, or told by others as its own."""
        source = self.store.source(int(figure.sources[0]))
        named = f"{source.publisher} {figure.note}".lower()
        return publisher.lower() in named

    def _by_publisher(self, publisher: str, scope: Scope, found: Found) -> Found | None:
        """The same figure as the publisher that was asked for prints it, beside what the default one prints."""
        for series in self.finder.candidates(scope):
            figure = series.figure(found.figure.period)
            if figure is not None and figure.is_complete and self.is_by(figure, publisher):
                return Found(figure, series, (found.figure,))
        return None

    def _locate(self, question: Question, subject: Subject, region: str, when: When | None) -> Found | None:
        brand = self.store.catalogue.brands.get(subject.id)
        if question.powertrains == (Powertrain.ALL,) and brand is not None and brand.all_electric:
            question = replace(question, powertrains=(Powertrain.EV,))
        scope = scope_of(question, subject, region)
        if (
            when is not None
            and when.period is not None
            and when.bound is Bound.IN
            and when.period.kind is PeriodKind.YEAR
            and scope.measures[0] == "stock"
        ):
            when = When(Period.point(when.period.end), Bound.IN, when.origin)
        if (
            question.measure in (None, MeasureAsked.REGISTERED)
            and subject.kind is SubjectKind.MARKET
            and not self.finder.exists(scope)
        ):
            in_use = replace(question, measure=MeasureAsked.STOCK)
            if self.finder.exists(scope_of(in_use, subject, region)):
                return self._locate(in_use, subject, region, when)
        if when is None and question.measure is not MeasureAsked.STOCK:
            return self._newest(question, scope)
        found = self.finder.at(scope, when)
        if found is None or (found.figure.missing and region in (WORLD, EUROPE)):
            period = when.period if when is not None else None
            if (
                period is not None
                and when is not None
                and when.bound is Bound.IN
                and question.measure not in (MeasureAsked.STOCK, MeasureAsked.BUILT)
            ):
                wider = self.covered(question, scope, period)
                if wider is not None and (found is None or wider.figure.value > found.figure.value):
                    return wider
        return found

    def is_whole(self, found: Found, region: str) -> bool:
        """Whether a sum over countries is the whole of a named group of countries, with nothing missing."""
        members = self.members(region) if region not in (WORLD, EUROPE, "covered") else set()
        return {part.region for part in found.parts} == members and not any(part.missing for part in found.parts)

    def company(self, subject: Subject) -> Subject | None:
        """The group that people mean by a brand's name, where the company reports for several brands (NIO)."""
        brand = self.store.catalogue.brands.get(subject.id)
        return (
            Subject(brand.company, SubjectKind.GROUP, Origin.INFERRED, subject.said)
            if brand is not None and brand.company
            else None
        )

    def namesake(self, subject: Subject) -> Subject | None:
        """The group that bears a brand's name ("BMW Group"): what is told of it is what people mean where the brand
        alone has no such figure."""
        if subject.kind is not SubjectKind.BRAND:
            return None
        name = f"{self.store.catalogue.display_name(subject.id)} Group".lower()
        for group in self.store.catalogue.groups.values():
            if group.name.lower() == name:
                return Subject(group.id, SubjectKind.GROUP, Origin.INFERRED, subject.said)
        return None

    def as_group(self, question: Question) -> Subject | None:
        """Brands that together are exactly a group for which totals are published ("Renault and Nissan")."""
        brands = {subject.id for subject in question.subjects if subject.kind is SubjectKind.BRAND}
        if len(brands) != len(question.subjects) or len(brands) < 2:
            return None
        said = " and ".join(subject.said for subject in question.subjects)
        for group in self.store.catalogue.groups.values():
            if {member.brand for member in group.members} == brands and self.store.regions_of(group.id):
                return Subject(group.id, SubjectKind.GROUP, said=said)
        return None

    def _newest(self, question: Question, scope: Scope) -> Found | None:
        model_everywhere = scope.subject.kind is SubjectKind.MODEL and not question.places
        if (
            model_everywhere
            and (found := self.finder.cumulative(scope, None)) is not None
            and found.figure.period.kind is PeriodKind.CUMULATIVE
            and found.figure.basis is not Basis.SUM
        ):
            return found
        if (found := self.finder.newest_year(scope)) is not None:
            return found
        if scope.region in (WORLD, EUROPE):
            newest = self._newest_covered_year(scope)
            if newest is not None and question.measure is not MeasureAsked.BUILT:
                found = self.covered(question, scope, newest)
                if found is not None:
                    return found
        if scope.subject.kind is SubjectKind.GROUP:
            for year in (question.today.year - 1, question.today.year - 2):
                if (found := self.finder.in_period(scope, Period.year(year))) is not None:
                    return found
        return self.finder.newest_part(scope) or self.finder.cumulative(scope, None)

    def _newest_covered_year(self, scope: Scope) -> Period | None:
        spans = self.store.regions_of(scope.subject.id, scope.measures)
        ends = [last for region, (_, last) in spans.items() if self.is_country(region)]
        if not ends:
            return None
        newest = max(ends)
        return Period.year(newest.year if newest.month == 12 else newest.year - 1)

    def is_country(self, region: str) -> bool:
        """Whether a region is a country, so that it overlaps with no other."""
        found = self.store.catalogue.regions.get(region)
        return found is not None and found.kind == "country"

    def members(self, region: str) -> set[str]:
        """The countries of an aggregate; all countries for the world; empty where nobody says."""
        regions = self.store.catalogue.regions
        if region in (WORLD, "covered"):
            return {ident for ident in regions if self.is_country(ident)}
        if region in regions and regions[region].members:
            return {member for member in regions[region].members if self.is_country(member)}
        if region == EUROPE:
            return {member for name in EUROPEAN_AGGREGATES if name in regions for member in regions[name].members} | {
                "GB",
                "TR",
                "NO",
                "CH",
                "IS",
            }
        return set()

    def covered(self, question: Question, scope: Scope, period: Period) -> Found | None:
        """A sum over the covered countries of an aggregate, for what nobody published as a whole."""
        members = self.members(scope.region)
        if not members or scope.subject.kind is SubjectKind.GROUP:
            return None
        with_figures = [
            region for region in self.store.regions_of(scope.subject.id, scope.measures) if region in members
        ]
        if len(with_figures) == 1 and scope.region == WORLD:
            alone = self.finder.in_period(replace(scope, region=with_figures[0]), period)
            return None if alone is None else replace(alone, parts=())
        if not with_figures:
            return None
        return self.finder.covered_sum(scope, period, with_figures)

    # -- caveats ----------------------------------------------------------------------------------------------------

    def caveats(
        self, telling: Telling, found: Found, question: Question, *, subject: Subject | None = None, label: str = ""
    ) -> None:
        """Say what the figure leaves out, how it was made, what others print, and whether it was once otherwise.

        `label` names it where it is one of several.
        """
        figure = found.figure
        if found.joint:
            name = self.store.catalogue.display_name(found.joint)
            telling.note(f"The source counts it only together with another: this is {name}.", weight=Weight.MISSING)
        if figure.missing:
            verb = wording.plural(len(figure.missing), "is", "are")
            telling.note(f"Not the whole period: {self.missing(figure)} {verb} missing.", weight=Weight.MISSING)
        if question.publisher is not None and not self.is_by(figure, question.publisher):
            publisher = self.store.source(int(figure.sources[0])).publisher
            telling.note(
                f"I have no such figure of {question.publisher} itself: this is what {publisher} prints.",
                weight=Weight.DISPUTED,
            )
        if figure.basis is Basis.ESTIMATED:
            telling.note("The source gives this as an estimate or provisional figure.", weight=Weight.DISPUTED)
        self._dispute_caveats(telling, found)
        if question.is_of_today:
            whole = not label and telling.value == figure.value
            called = "This" if whole else f"The figure for {label or figure.period.label}"
            telling.note(*revision_notes(self.store, found, self.locale, called), weight=Weight.REVISED)
        if not question.places and figure.region == WORLD and question.measure is not MeasureAsked.STOCK:
            telling.note("No place was named, so this is the worldwide figure.", weight=Weight.DEFAULT)
        if subject is not None and subject.kind is not SubjectKind.MODEL:
            self._powertrain_caveat(telling, question, figure)
        self.series_notes(telling, found.series.key.caveats, figure)

    def series_notes(self, telling: Telling, notes: Sequence[str], figure: Figure) -> None:
        """Say of a series and of its row what matters for the figure that is told."""
        if figure.note and figure.basis is not Basis.SHOWN_WITH_OTHER and len(figure.note) < LONGEST_NOTE:
            plain = figure.note.partition("CONFLICT:")[0].strip().removeprefix("Derived: ")
            telling.note(*notes_that_matter([plain], figure.period, None) if plain else (), weight=Weight.SCOPE)
        told = notes_that_matter(notes[:MOST_SERIES_NOTES], figure.period, figure.powertrain)
        telling.note(*told[:MOST_SERIES_NOTES], weight=Weight.SCOPE)

    def _dispute_caveats(self, telling: Telling, found: Found) -> None:
        figure = found.figure
        if figure.basis is Basis.SHOWN_WITH_OTHER:
            telling.note(f"This figure is disputed: {figure.note}.", weight=Weight.DISPUTED)
        for other in found.others:
            publisher = self.store.source(int(other.sources[0])).publisher
            what = "" if other.measure is figure.measure else f" ({wording.MEASURE_NAMES[other.measure]})"
            printed = f"{publisher} prints {wording.measured(other, self.locale)}{what} for the same."
            telling.note(printed, weight=Weight.DISPUTED)
            telling.cite(other)
        _, _, conflict = figure.note.partition("CONFLICT: other rows give ")
        if conflict and not found.others:
            telling.note(f"Others give {conflict.rstrip('.')}.", weight=Weight.DISPUTED)

    def _powertrain_caveat(self, telling: Telling, question: Question, figure: Figure) -> None:
        said = question.powertrains[0] if question.powertrains else None
        if said not in (None, Powertrain.EV):
            return
        brand = self.store.catalogue.brands.get(figure.subject)
        if figure.powertrain is Powertrain.EV:
            telling.note("Electric means battery-electric and plug-in hybrid together.", weight=Weight.DEFINITION)
        elif figure.powertrain is Powertrain.BEV and not (brand is not None and brand.all_electric):
            telling.note(
                "Electric means battery-electric only here: the series has no plug-in hybrids.",
                weight=Weight.DEFINITION,
            )

    def missing(self, figure: Figure) -> str:
        """The missing parts of a figure, named."""
        labels = [period.label for period in figure.missing]
        if len(labels) > MOST_MISSING_NAMED:
            return f"{labels[0]} to {labels[-1]} in part ({len(labels)} months)"
        return wording.english_list(labels)

    def sentence(self, figure: Figure, subject: Subject, *, period: bool = True) -> str:
        """One figure as a person would say it."""
        told = self.store.catalogue.models.get(figure.subject)
        name = self.name(figure.subject if told is not None and told.members else subject.id)
        counted = wording.counted(figure, subject.kind, name, self.store.catalogue)
        when = f" {wording.in_period(figure.period)}" if period else ""
        if figure.missing:
            number = wording.at_least(figure, self.locale)
        elif not figure.value:
            number = "no"
        else:
            number = wording.measured(figure, self.locale)
        return f"{number} {counted} {wording.done(figure)} {self.place(figure.region)}{when}".rstrip(",") + "."
