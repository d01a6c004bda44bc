"""Escaping for Discord: whatever goes in shows as the words it is, never as mark-up, a ping or a link in disguise.

Pure text to text. Addresses stay clickable, but only as themselves. What to write where is `rendering`'s.
"""

from __future__ import annotations

import re

from bot.platforms.limits import size

ZERO_WIDTH = "\u200b"

_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of reading: they can make a line say something else."""
_ADDRESS = re.compile(r"""https?://[^\s<>]*[^\s<>.,:;"')\]]""")
_MARKS = re.compile(r"[\\`*_~|\[\]<>#]")
"""Headings and quotes count only at the start of a line, but where lines start is decided later, by `splitting`."""
_NUMBERED = re.compile(r"^([ \t]*\d+)\.", re.MULTILINE)
"""Discord renumbers lists: "2. Norway, 2. Sweden, 4. Germany" would be shown as 2, 3, 4."""
_ROUND = str.maketrans("[]", "()")
_EVERYBODY = re.compile(r"@(everyone|here)", re.IGNORECASE)
_IN_ADDRESS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "\\`*|[]@"})


def escaped(text: str) -> str:
    """Words as Discord must be told them so that it shows just these words."""
    text = _INVISIBLE.sub("", text)
    pieces: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        pieces += [_escaped_words(text[end : found.start()]), address(found.group())]
        end = found.end()
    return "".join([*pieces, _escaped_words(text[end:])])


def address(url: str) -> str:
    """A web address that Discord links whole and reads nothing else in; anything else is escaped as words."""
    return url.translate(_IN_ADDRESS) if _ADDRESS.fullmatch(url) else _escaped_words(_INVISIBLE.sub("", url))


def masked(text: str, url: str) -> str:
    """Words that lead to an address; where that cannot be told safely, the words and then the address itself."""
    shown = address(url).replace("(", "%28").replace(")", "%29")
    # Inside the words Discord counts brackets, escaped or not, and refuses a link that another address stands on.
    words = escaped(text.translate(_ROUND))
    if not text.strip() or "://" in text or "\n" in text or not _ADDRESS.fullmatch(url):
        return f"{escaped(text)} {address(url)}".strip()
    return f"[{words}]({shown})"


def one_line(text: str, limit: int) -> str:
    """Words for a button or a choice, where nothing is mark-up: one line, cut with an ellipsis; limit as in `size`."""
    text = " ".join(_INVISIBLE.sub("", text).split())
    if size(text) <= limit:
        return text
    while (over := size(text) - (limit - 1)) > 0:
        text = text[: -((over + 1) // 2)]  # a character counts for one or for two
    return f"{text.rstrip()}…"


def inline_code(text: str) -> str:
    """Something to type; words with a backtick of their own are only escaped."""
    text = _INVISIBLE.sub("", text)
    return f"`{text}`" if text.strip() and "`" not in text else escaped(text)


def fence(lines: list[str]) -> str:
    """Lines in a fixed-width block that they cannot leave."""
    body = _INVISIBLE.sub("", "\n".join(lines)).replace("`", "`" + ZERO_WIDTH)
    return f"```\n{body}\n```"


def _escaped_words(text: str) -> str:
    text = _MARKS.sub(r"\\\g<0>", text)
    text = _NUMBERED.sub(r"\1\\.", text)
    return _EVERYBODY.sub(rf"@{ZERO_WIDTH}\1", text)
