"""The sums that are prepared when the database is built: brands from models, markets from brands, years from months.

Only rows of one family, region, measure and powertrain are ever added, and only where the table itself completes a
period with its remainder or names every part. Whatever is made here carries the basis `sum`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from facts.model import MARKET, Basis, Powertrain, Precision, Role, Unit
from facts.period import month_end
from facts.rows import Row
from facts.tables import Table


class SeriesId(NamedTuple):
    """What makes two rows belong to one series."""

    publisher: str
    family: str
    variant: str
    subject: str
    role: str
    measure: str
    powertrain: str
    vehicle_type: str
    region: str
    scope: str
    of: str
    unit: str


class Point(NamedTuple):
    """One figure of a series, in the plain form in which it is stored."""

    first: int | None
    last: int
    kind: str
    value: float
    precision: str
    basis: str
    source: str
    published: str
    note: str


@dataclass
class Draft:
    """A series while the database is built."""

    table: Table
    points: list[Point] = field(default_factory=list)
    rank: int = 0
    answers: bool = True
    caveats: tuple[str, ...] = ()


Drafts = dict[SeriesId, Draft]
USELESS = {str(Basis.SUSPECT), str(Basis.NAME_SUSPECT)}
IN_EFFECT_PHEV = "in effect the plug-in hybrids"
"""How the data note a hybrid series that is a plug-in series under another name (Denmark)."""
FEWEST_BRANDS = 8
"""A table without a remainder lists a whole market only if it names at least so many brands."""
_SOLD = {"registrations", "sales", "deliveries"}
_ENGINES = {"ICE", "PETROL", "DIESEL", "NON_EV", "FLEX_FUEL"}


def series_id(row: Row, family: str, table: Table) -> SeriesId:
    """The series that a row belongs to."""
    role = Role.REMAINDER if row.role == Role.REMAINDER else Role.TOTAL
    return SeriesId(
        table.publisher, family, row.variant, row.subject, role, row.measure, row.powertrain, row.vehicle_type,
        row.region, row.scope, row.of, row.unit,
    )  # fmt: skip


def add_wholes(drafts: Drafts) -> None:
    """Brands from their models, markets from their brands, EV from BEV and PHEV, all cars from all powertrains."""
    made = _add_brands(drafts)
    _add_markets(drafts)
    _mark_lower_bounds(drafts, made)
    _add_powertrain_sums(drafts)


def add_years(drafts: Drafts) -> None:
    """Calendar years of every series whose twelve months or four quarters are all there."""
    for key, draft in drafts.items():
        if key.unit == Unit.VEHICLES and key.measure in _SOLD | {"production", "incentives"} and key.role == Role.TOTAL:
            draft.points.extend(_whole_years(draft.points))


def _add_brands(drafts: Drafts) -> list[SeriesId]:
    """A brand's total is its models and its remainder, in tables that never print the brand's total themselves."""
    made = []
    for key, parts in _children(drafts, _brand_of).items():
        points = [] if key in drafts else list(_sum_by_period(parts))
        if points:
            drafts[key] = _whole(parts, points)
            made.append(key)
    return made


def _mark_lower_bounds(drafts: Drafts, made: Iterable[SeriesId]) -> None:
    """A brand of a table that lists only some models sold at least these."""
    for key in made:
        draft = drafts[key]
        if draft.table.listed_only and key._replace(role=str(Role.REMAINDER)) not in drafts:
            draft.points = [
                point._replace(precision=str(Precision.AT_LEAST)) if point.precision == Precision.EXACT else point
                for point in draft.points
            ]


def _add_markets(drafts: Drafts) -> None:
    """A market is its brands and the rest, in tables that list the whole market; printed totals go first."""
    for key, parts in _children(drafts, lambda key: MARKET if "/" not in key.subject else None).items():
        completed = key._replace(role=str(Role.REMAINDER)) in drafts
        if not completed and (len(parts) < FEWEST_BRANDS or parts[0].table.listed_only):
            continue
        known = drafts.get(key)
        taken = {(point.first, point.last) for point in known.points} if known else set()
        summed = [point for point in _sum_by_period(parts) if (point.first, point.last) not in taken]
        if known:
            known.points.extend(summed)
        elif summed:
            drafts[key] = _whole(parts, summed)


def _brand_of(key: SeriesId) -> str | None:
    if key.role == Role.REMAINDER:
        return key.subject if key.subject != MARKET else None
    return key.subject.split("/")[0] if "/" in key.subject and not key.subject.startswith("group/") else None


def _children(drafts: Drafts, parent_of: Callable[[SeriesId], str | None]) -> dict[SeriesId, list[Draft]]:
    found: dict[SeriesId, list[Draft]] = defaultdict(list)
    for key, draft in drafts.items():
        if draft.table.grain == "market" or draft.table.mixed_sources or key.unit != Unit.VEHICLES or key.scope:
            continue
        if key.subject == MARKET and key.role == Role.TOTAL:
            continue
        if key.role == Role.REMAINDER and key.subject != MARKET and parent_of is not _brand_of:
            continue
        if parent := parent_of(key) or (MARKET if key.subject == MARKET and parent_of is not _brand_of else None):
            found[key._replace(subject=parent, role=str(Role.TOTAL))].append(draft)
    return found


def _whole(parts: list[Draft], points: list[Point]) -> Draft:
    return Draft(parts[0].table, points, parts[0].rank, parts[0].answers, parts[0].caveats)


def _sum_by_period(parts: Iterable[Draft]) -> Iterator[Point]:
    held: dict[tuple[int | None, int, str], list[Point]] = defaultdict(list)
    for part in parts:
        for point in part.points:
            if point.kind not in ("cumulative", "point"):
                held[(point.first, point.last, point.kind)].append(point)
    for (first, last, kind), points in held.items():
        bases = {point.basis for point in points}
        yield Point(
            first, last, kind, sum(point.value for point in points), _precision(points), _basis(bases),
            max(points, key=lambda point: point.value).source, max(point.published for point in points), "",
        )  # fmt: skip


def _precision(points: list[Point]) -> str:
    found = {point.precision for point in points}
    for precision in (Precision.AT_LEAST, Precision.ABOUT, Precision.ROUNDED):
        if precision in found:
            return precision
    return Precision.EXACT


def _basis(bases: set[str]) -> str:
    for basis in (Basis.SUSPECT, Basis.SPREAD, Basis.ESTIMATED):
        if basis in bases:
            return basis
    return Basis.SUM


def _add_powertrain_sums(drafts: Drafts) -> None:
    """EV = BEV + PHEV, and ALL = every powertrain, in tables that count whole markets or name every plug-in model."""
    groups: dict[SeriesId, dict[str, Draft]] = defaultdict(dict)
    for key, draft in drafts.items():
        counted = key.unit == Unit.VEHICLES and not draft.table.mixed_sources
        if counted and key.role == Role.TOTAL and "/" not in key.subject:
            groups[key._replace(powertrain="")][key.powertrain] = draft
    for key, by_powertrain in groups.items():
        hybrids = by_powertrain.get(Powertrain.HYBRID_ANY)
        if hybrids and Powertrain.PHEV not in by_powertrain and _are_plugins(hybrids):
            by_powertrain["PHEV"] = drafts[key._replace(powertrain="PHEV")] = _copy(hybrids)
            by_powertrain.pop("HYBRID_ANY")
        first = next(iter(by_powertrain.values()))
        if Powertrain.EV not in by_powertrain and {"BEV", "PHEV"} <= set(by_powertrain):
            points = list(_sum_where_all(by_powertrain["BEV"], by_powertrain["PHEV"]))
            if points:
                drafts[key._replace(powertrain="EV")] = _whole([first], points)
        # Tables of plug-in vehicles name several powertrains too: only one that counts engines counts the market.
        if key.subject == MARKET and len(by_powertrain) > 3 and key.measure in _SOLD and _ENGINES & set(by_powertrain):
            _add_all(drafts, key._replace(powertrain="ALL"), by_powertrain)


def _are_plugins(hybrids: Draft) -> bool:
    return bool(hybrids.points) and hybrids.points[-1].note.startswith(IN_EFFECT_PHEV)


def _copy(draft: Draft) -> Draft:
    return Draft(draft.table, list(draft.points), draft.rank, draft.answers, draft.caveats)


def _add_all(drafts: Drafts, key: SeriesId, by_powertrain: dict[str, Draft]) -> None:
    known = drafts.get(key)
    taken = {(point.first, point.last) for point in known.points} if known else set()
    parts = [draft for powertrain, draft in by_powertrain.items() if powertrain not in ("ALL", "EV")]
    points = [point for point in _sum_by_period(parts) if (point.first, point.last) not in taken]
    if known:
        known.points.extend(points)
    elif points:
        drafts[key] = _whole(parts, points)


def _sum_where_all(*parts: Draft) -> Iterator[Point]:
    by_period = [{(point.first, point.last, point.kind): point for point in part.points} for part in parts]
    for slot in by_period[0]:
        if slot[2] in ("cumulative", "point") or any(slot not in other for other in by_period[1:]):
            continue
        points = [other[slot] for other in by_period]
        yield Point(
            *slot, sum(point.value for point in points), _precision(points), _basis({point.basis for point in points}),
            points[0].source, max(point.published for point in points), "",
        )  # fmt: skip


def _whole_years(points: list[Point]) -> list[Point]:
    slots: dict[int, dict[tuple[int, int], Point]] = defaultdict(dict)
    printed = set()
    for point in points:
        if point.first is None or point.kind not in ("month", "quarter", "year"):
            continue
        start = date.fromordinal(point.first)
        if point.kind == "year":
            printed.add(start.year)
        elif point.basis not in USELESS:
            slot = (start.month, 1 if point.kind == "month" else 3)
            held = slots[start.year].get(slot)
            if held is None or _preference(point) > _preference(held):
                slots[start.year][slot] = point
    found = []
    for year, parts in slots.items():
        chosen = _tiles(parts)
        if year in printed or chosen is None:
            continue
        first, last = date(year, 1, 1).toordinal(), month_end(year, 12).toordinal()
        bases = {point.basis for point in chosen}
        basis = next((basis for basis in (Basis.ESTIMATED, Basis.SPREAD) if basis in bases), Basis.SUM)
        total = sum(point.value for point in chosen)
        published = max(point.published for point in chosen)
        found.append(Point(first, last, "year", total, _precision(chosen), basis, chosen[-1].source, published, ""))
    return found


def _preference(point: Point) -> tuple[bool, str, bool]:
    """As in `facts.series`: undisputed, then the later edition, then the exact one."""
    return point.basis != Basis.SHOWN_WITH_OTHER, point.published, point.precision == Precision.EXACT


def _tiles(parts: dict[tuple[int, int], Point]) -> list[Point] | None:
    chosen, month = [], 1
    while month <= 12:
        point = parts.get((month, 3)) or parts.get((month, 1))
        if point is None:
            return None
        chosen.append(point)
        month += 3 if (month, 3) in parts else 1
    return chosen
