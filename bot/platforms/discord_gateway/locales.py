"""In which form numbers are written: the server's own choice, else the asker's Discord, else the host's.

Only the form of numbers follows it; the words of an answer do not. What a form looks like is Babel's knowledge.
"""

from __future__ import annotations

from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

OFFERED = (
    "en-US", "da", "de", "de-CH", "es-ES", "fr", "it", "nl", "no", "pl", "pt-BR", "pt-PT", "fi", "sv-SE", "cs", "tr",
    "uk", "hi", "ja", "ko", "zh-CN",
)  # fmt: skip
"""Forms to choose from in the settings; a server may have another one that was set elsewhere."""
_EXAMPLE = 1_234_567.8


def locale_of(place: str | None, asker: str | None, host: str) -> str:
    """The locale of an answer; each but the host's may be unset or one that has no number forms."""
    return next((locale for locale in (place, asker) if locale and has_forms(locale)), host)


@cache
def has_forms(locale: str) -> bool:
    """Whether there are number forms for one of Discord's locales."""
    return _parsed(locale) is not None


@cache
def described_locale(locale: str) -> str:
    """A locale in words, with an example: "German (1.234.567,8)"."""
    parsed = _parsed(locale)
    return locale if parsed is None else f"{parsed.english_name} ({format_decimal(_EXAMPLE, locale=parsed)})"


def _parsed(locale: str) -> Locale | None:
    try:
        return Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
