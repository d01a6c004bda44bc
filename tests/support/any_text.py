"""Texts that nobody would send, or somebody surely will: sentences of the corpus mutated, and random ones.

Everything comes from one seeded generator, so that a failure comes again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

LONGEST = 10_000
SCRIPTS = (
    (0x20, 0x7E), (0xA1, 0x24F), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x4FF), (0x590, 0x5FF), (0x600, 0x6FF),
    (0x900, 0x97F), (0xE00, 0xE7F), (0x2000, 0x206F), (0x3040, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3),
    (0xFE00, 0xFE0F), (0x1F1E6, 0x1F1FF), (0x1F300, 0x1FAFF), (0x0, 0x1F), (0xD800, 0xDFFF), (0x10FFF0, 0x10FFFF),
)  # fmt: skip
"""First and last code point: letters of many scripts, marks that combine, pictures, controls, halves of pairs."""
SNIPPETS = (
    "<@U123ABC>", "<@!1234567890>", "@everyone", "<#C024BE91L|general>", "```", "`code`", "**bold**", "~~no~~",
    "> quote", "||spoiler||", "<https://example.org|link>", "[link](https://example.org)", "'; DROP TABLE figure; --",
    "$(rm -rf /)", "{{7*7}}", "${jndi:ldap://x}", "%s%s%n", "\u202eabc\u202c", "\u200b", "\ufeff", "\x00", "=1+1",
    "-----", "....", "???", "a" * 300, "9" * 400, "1,000,000,000,000", "1e308", "0x1F", "-5", "½", "²", "Ⅷ", "٣٤٥",
    "１２３", "2023-13", "31/02/2024", "Q9 2023", "12345th", "99999%", "twenty twenty twenty", "million million",
    "the the the", "and and and", "vs vs", "in in in", "(((((((", ")))))))", '"' * 7, "the year before the year before",
    "no, I meant no", "check: check: check:", "Tesla sold 1 million cars in 2023. " * 5,
)  # fmt: skip
HOMOGLYPHS = str.maketrans("aeopcxyi", "аеорсхуі")
Mutator = Callable[[Random, str, Sequence[str]], str]


def texts(sentences: Sequence[str], number: int, seed: int) -> Iterator[str]:
    """So many texts, the same ones for the same seed."""
    chance = Random(seed)
    for _ in range(number):
        if chance.random() < 0.12:
            yield _random(chance)
            continue
        text = chance.choice(sentences)
        for _ in range(chance.choice((1, 1, 2, 3))):
            text = chance.choice(MUTATORS)(chance, text, sentences)[:LONGEST]
        yield text


def _random(chance: Random) -> str:
    length = LONGEST if chance.random() < 0.05 else int(chance.triangular(0, 200, 30))
    scripts = [chance.choice(SCRIPTS) for _ in range(chance.choice((1, 2, 5)))]
    return "".join(chr(chance.randint(*chance.choice(scripts))) for _ in range(length))


def _drop_word(chance: Random, text: str, _: Sequence[str]) -> str:
    words = text.split()
    if words:
        words.pop(chance.randrange(len(words)))
    return " ".join(words)


def _swap_words(chance: Random, text: str, _: Sequence[str]) -> str:
    words = text.split()
    chance.shuffle(words)
    return " ".join(words)


def _other_word(chance: Random, text: str, sentences: Sequence[str]) -> str:
    words, others = text.split(), chance.choice(sentences).split()
    if words and others:
        words[chance.randrange(len(words))] = chance.choice(others)
    return " ".join(words)


def _edit_letter(chance: Random, text: str, _: Sequence[str]) -> str:
    at = chance.randrange(len(text) + 1)
    letter = chr(chance.randint(*chance.choice(SCRIPTS)))
    return text[:at] + letter + text[at + chance.choice((0, 1, 1, 2)) :]


def _insert(chance: Random, text: str, _: Sequence[str]) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(("", " ")) + chance.choice(SNIPPETS) + chance.choice(("", " ")) + text[at:]


def _join(chance: Random, text: str, sentences: Sequence[str]) -> str:
    return text + chance.choice((" ", ". ", ", and ", "\n", " vs ", " - ", "")) + chance.choice(sentences)


def _cut(chance: Random, text: str, _: Sequence[str]) -> str:
    begin = chance.randrange(len(text) + 1)
    return text[begin : chance.randrange(begin, len(text) + 1)]


def _repeat(chance: Random, text: str, _: Sequence[str]) -> str:
    if chance.random() < 0.9:
        return f"{text} {text}"
    return (f"{text} " * (LONGEST // (len(text) + 1) + 1))[:LONGEST]


def _dress(chance: Random, text: str, _: Sequence[str]) -> str:
    dressed: list[Callable[[str], str]] = [
        str.upper, str.lower, str.title, str.swapcase, lambda t: t[::-1], lambda t: t.translate(HOMOGLYPHS),
        lambda t: "".join(f"{char}\u0301" for char in t), lambda t: " ".join(t), lambda t: t.replace(" ", ""),
        lambda t: "\u200b".join(t), lambda t: f"```\n{t}\n```", lambda t: f"„{t}“", lambda t: t.replace(" ", "\n"),
    ]  # fmt: skip
    return chance.choice(dressed)(text)


def _number(chance: Random, text: str, _: Sequence[str]) -> str:
    words = text.split()
    if words:
        number = chance.choice((chance.randint(0, 99), chance.randint(1900, 2100), chance.randint(0, 10**12)))
        words[chance.randrange(len(words))] = str(number)
    return " ".join(words)


MUTATORS: tuple[Mutator, ...] = (
    _drop_word, _swap_words, _other_word, _edit_letter, _edit_letter, _insert, _join, _cut, _repeat, _dress, _number,
)  # fmt: skip
