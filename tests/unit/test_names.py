"""Every name of the catalogue is read as the thing that it names, in several kinds of questions."""

from __future__ import annotations

from datetime import date

import pytest

from bot.question import Question, Refusal
from bot.understand.reader import Reader
from facts.store import FactStore

TODAY = date(2026, 11, 23)
DECLARED_AMBIGUOUS = {"byd/qin", "byd/yuan", "firefly/firefly", "geely", "mini", "saic"}
"""Names that mean several things on purpose: asked back, never guessed."""


@pytest.fixture(scope="module")
def reader(real_store: FactStore) -> Reader:
    return Reader.from_names(list(real_store.names()), real_store.catalogue)


def _misread(read: Question | Refusal, wanted: str) -> bool:
    return isinstance(read, Refusal) or wanted not in {subject.id for subject in read.subjects}


@pytest.mark.parametrize(
    "form", ["how many {} were sold in Germany in 2023?", "{} in Norway by year", "{} vs Tesla Model Y, Sweden 2024"]
)
def test_every_model_is_read_by_its_name(reader: Reader, real_store: FactStore, form: str) -> None:
    catalogue = real_store.catalogue
    wrong = [
        ident
        for ident in catalogue.models
        if ident not in DECLARED_AMBIGUOUS
        and _misread(reader.read(form.format(catalogue.display_name(ident)), TODAY), ident)
    ]

    assert wrong == []


def test_every_brand_and_group_is_read_by_its_name(reader: Reader, real_store: FactStore) -> None:
    catalogue = real_store.catalogue
    wrong = [
        ident
        for ident in (*catalogue.brands, *catalogue.groups)
        if ident not in DECLARED_AMBIGUOUS
        and _misread(reader.read(f"{catalogue.display_name(ident)} EV sales in Germany in 2023", TODAY), ident)
    ]

    assert wrong == []


def test_every_country_is_read_by_its_name(reader: Reader, real_store: FactStore) -> None:
    wrong = []
    for ident, region in real_store.catalogue.regions.items():
        if region.kind == "country" and region.name != "Saint Martin":  # two territories bear that name
            read = reader.read(f"how many EVs were sold in {region.name} in 2023?", TODAY)
            if isinstance(read, Refusal) or [place.id for place in read.places] != [ident]:
                wrong.append(ident)

    assert wrong == []
