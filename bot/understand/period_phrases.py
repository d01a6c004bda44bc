"""What the grammar of periods is made of in other languages: "à la fin de", "fram till", "l'anno scorso", "drei".

All of it is folded, as tokens are. English, and the single words that several languages share, stand in
`bot.understand.period_words`; how the phrases are put together is for the readers of periods.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from bot.understand.tokens import tokenize
from facts.period import PeriodKind

Phrase = tuple[str, ...]
Phrases = Mapping[str, tuple[Phrase, ...]]


def _phrases(*said: str) -> Phrases:
    """The tokens of each phrase by its first word, longest first, so that "tot en met" goes before "tot"."""
    found: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in said:
        words = tuple(token.text for token in tokenize(phrase))
        found[words[0]].append(words)
    return {first: tuple(sorted(phrases, key=len, reverse=True)) for first, phrases in found.items()}


ARTICLES = {
    "the", "l", "'", "le", "la", "les", "el", "los", "lo", "il", "o", "os", "gli", "dem", "der", "den", "das", "die",
    "het", "de", "det",
}  # fmt: skip
YEAR_NOUNS = {
    "jahr", "jahre", "jahren", "jahres", "annee", "annees", "ano", "anos", "jaar", "jaren", "ar", "aret", "arene",
    "aren", "anno", "anni",
}  # fmt: skip
"""Nouns that may stand between an article and a year: "dem Jahr 2020"."""
UNTIL = _phrases(
    "jusqu'à", "jusqu'au", "jusqu'en", "jusqu'à la", "hasta", "tot", "tot en met", "tot aan", "fino a", "fino al",
    "fino alla", "até", "até ao", "até o", "até a", "fram till", "fram til", "frem til", "indtil", "ind til", "inntil",
    "till och med", "til og med", "bis zum", "bis zu",
)  # fmt: skip
BEFORE = _phrases("vor", "avant", "antes de", "antes do", "antes del", "före", "innan", "prima del", "prima di")
SINCE = _phrases(
    "à partir de", "à partir du", "partir de", "a partir do", "vanaf", "a partire dal", "a partire da", "ab dem",
    "från och med", "fra og med",
)  # fmt: skip
AFTER = _phrases("nach", "après", "después de", "depois de", "dopo il", "dopo", "etter", "efter")
BETWEEN = _phrases("between", "zwischen", "entre", "tussen", "mellom", "mellan", "mellem", "tra", "fra")
END = _phrases(
    "ende", "am ende", "ende des", "fin", "fin de", "à la fin de", "la fin de", "à la fin du", "finales de",
    "a finales de", "a final de", "final de", "al final de", "eind", "eind van", "einde", "einde van", "slutten av",
    "slutet av", "slutet på", "i slutet av", "utgangen av", "ved utgangen av", "utgången av", "vid utgången av",
    "udgangen af", "ved udgangen af", "slutningen af", "i slutningen af", "fine del", "fine di", "alla fine del",
    "alla fine di", "a fine", "final do", "no final de", "no final do", "ao final de", "o final de", "fim de",
    "no fim de", "o fim de", "finais de", "em finais de",
)  # fmt: skip
MIDDLE = _phrases(
    "mitte", "medio", "mi", "mediados de", "a mediados de", "meados de", "em meados de", "metà del", "a metà del",
    "midten av", "midten af", "i midten av", "i midten af", "mitten av", "i mitten av",
)  # fmt: skip
_RELATIVE = {
    (PeriodKind.YEAR, 1): (
        "vergangenen jahr, vergangenes jahr, vergangenen jahres, letzten jahres, vorigen jahres, année dernière, "
        "dernière année, an dernier, année passée, an passé, año pasado, pasado año, vorig jaar, vorige jaar, "
        "afgelopen jaar, i fjor, i fjol, förra året, fjolåret, forrige år, siste år, sidste år, anno scorso, "
        "scorso anno, anno passato, ano passado, passado ano"
    ),
    (PeriodKind.YEAR, 0): (
        "cette année, este año, dit jaar, i år, dette året, detta år, quest'anno, questo anno, neste ano, deste ano, "
        "laufenden jahr"
    ),
    (PeriodKind.MONTH, 1): (
        "letzten monat, letzter monat, vergangenen monat, vorigen monat, mois dernier, mois passé, mes pasado, "
        "mes passado, vorige maand, afgelopen maand, forrige måned, sidste måned, förra månaden, mese scorso, "
        "scorso mese"
    ),
    (PeriodKind.MONTH, 0): (
        "diesen monat, dieser monat, diesem monat, ce mois, ce mois-ci, este mes, neste mês, deste mês, deze maand, "
        "denne måned, denne måneden, denna månad, den här månaden, questo mese"
    ),
    (PeriodKind.QUARTER, 1): (
        "letztes quartal, letzten quartal, vergangenen quartal, trimestre dernier, trimestre pasado, "
        "trimestre passado, trimestre scorso, scorso trimestre, vorig kwartaal, afgelopen kwartaal, forrige kvartal, "
        "sidste kvartal, förra kvartalet"
    ),
    (PeriodKind.QUARTER, 0): (
        "dieses quartal, diesem quartal, ce trimestre, este trimestre, questo trimestre, dit kwartaal, "
        "dette kvartalet, detta kvartal"
    ),
}  # fmt: skip
RELATIVE = {meaning: _phrases(*said.split(", ")) for meaning, said in _RELATIVE.items()}
"""A unit, and how many of them back -> the phrases for it."""
FIRST_OF = {
    "ersten", "premiers", "premieres", "primeros", "primeras", "eerste", "forste", "forsta", "primi", "primeiros",
    "primeiras",
}  # fmt: skip
LAST_OF = {
    "letzten", "vergangenen", "derniers", "dernieres", "ultimos", "ultimas", "laatste", "afgelopen", "siste", "sidste",
    "senaste", "sista", "ultimi",
}  # fmt: skip
NUMBERED = {
    "monate": PeriodKind.MONTH, "monaten": PeriodKind.MONTH, "mois": PeriodKind.MONTH, "meses": PeriodKind.MONTH,
    "maanden": PeriodKind.MONTH, "maneder": PeriodKind.MONTH, "manedene": PeriodKind.MONTH,
    "manader": PeriodKind.MONTH, "manaderna": PeriodKind.MONTH, "mesi": PeriodKind.MONTH,
    "quartale": PeriodKind.QUARTER, "quartalen": PeriodKind.QUARTER, "trimestres": PeriodKind.QUARTER,
    "kwartalen": PeriodKind.QUARTER, "kvartaler": PeriodKind.QUARTER, "kvartalene": PeriodKind.QUARTER,
    "kvartal": PeriodKind.QUARTER, "kvartalen": PeriodKind.QUARTER, "trimestri": PeriodKind.QUARTER,
    "ans": PeriodKind.YEAR, **dict.fromkeys(YEAR_NOUNS, PeriodKind.YEAR),
}  # fmt: skip
NUMBERED_ONE = dict.fromkeys(("monat", "mes", "maand", "maned", "manad", "mese"), PeriodKind.MONTH) | {
    "an": PeriodKind.YEAR,
}  # fmt: skip
"""Units of time in the singular, where that is another word: "il y a un an"."""
ONE = {"einem", "einer", "un", "een", "ett", "et", "um", "1"}
YEAR_BEFORE = _phrases(
    "im jahr davor", "jahr davor", "im vorjahr", "vorjahr", "das jahr davor", "l'année d'avant", "année d'avant",
    "l'année précédente", "année précédente", "un an plus tôt", "el año anterior", "año anterior", "un año antes",
    "het jaar ervoor", "jaar ervoor", "een jaar eerder", "året før", "året innan", "året före", "et år tidligere",
    "ett år tidigare", "l'anno prima", "anno prima", "l'anno precedente", "anno precedente", "no ano anterior",
    "ano anterior", "um ano antes",
)  # fmt: skip
YEAR_AFTER = _phrases(
    "im jahr danach", "jahr danach", "im folgejahr", "folgejahr", "l'année suivante", "année suivante",
    "l'année d'après", "el año siguiente", "año siguiente", "het jaar erna", "jaar erna", "året etter", "året efter",
    "l'anno dopo", "anno dopo", "l'anno seguente", "no ano seguinte", "ano seguinte",
)  # fmt: skip
AGO_OPENS = _phrases("vor", "il y a", "hace", "há")
AGO_MAY_OPEN = _phrases("for", "för")
"""What may stand before a time that one of `AGO_CLOSES` ends: "for to år siden"."""
AGO_CLOSES = {"geleden", "fa", "siden", "sedan", "atras"}
FIGURES = {"cijfers", "verkoopcijfers", "verkopen", "verkoop", "gegevens", "data", "registraties", "prognose", "is"}
"""Before the Dutch "voor", these make it "for" and not "before"."""
