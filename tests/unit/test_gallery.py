"""The gallery writes what it promises: every face of an answer, a page to look at it, and a list of the pages."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.service import Service
from facts.store import FactStore
from tests.gallery.__main__ import write
from tests.gallery.faces import Faces
from tests.gallery.pages import terminal_html

ASKED = (
    "BEV share in Norway by year as a chart",
    "best-selling EV brands in Germany in 2025 as csv",
    "how many Ioniqs were sold in Norway in 2023?",
    "what does a Zoe cost?",
)
FOLLOWED = ("every month electric cars in Norway",)
NEVER_CLOSED = frozenset({"meta", "link", "img", "hr", "br"})


class Tags(HTMLParser):
    """Reads a page: its words, its links, and the tags that are open in the end."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.open: list[str] = []
        self.leads_to: set[str] = set()
        self.words = ""
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.leads_to |= {value for name, value in attrs if name in ("href", "src") and value}
        if tag not in NEVER_CLOSED:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gallery")


@pytest.fixture(scope="module")
def shown(folder: Path, real_store: FactStore) -> list[Faces]:
    return write(folder, Service(real_store), ASKED, FOLLOWED)


def test_every_answer_has_all_its_faces_and_a_chart_where_there_is_one(folder: Path, shown: list[Faces]) -> None:
    faces = {f"{number:02}{end}" for number in range(1, 6) for end in (".html", "-terminal.txt")}
    faces |= {f"{number:02}-{platform}.json" for number in range(1, 6) for platform in ("discord", "slack")}
    drawn = {f"{number}{end}" for number in ("01", "02") for end in ("-light.png", "-dark.png", "-alt.txt", ".csv")}

    assert len(shown) == len(ASKED) + len(FOLLOWED)
    assert {path.name for path in folder.iterdir()} == faces | drawn | {"index.html", "gallery.css"}


def test_the_pages_are_whole_and_lead_nowhere_but_to_what_is_there(folder: Path, shown: list[Faces]) -> None:
    there = {path.name for path in folder.iterdir()}
    for page in folder.glob("*.html"):
        read = Tags(page)

        assert read.open == ["html"]
        assert {place for place in read.leads_to if not place.startswith("https://")} <= there


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_each_platform_says_the_headline_light_and_dark(folder: Path, shown: list[Faces], number: int) -> None:
    headline = (folder / f"{number:02}-terminal.txt").read_text(encoding="utf-8").split("\n")[0][len("\x1b[1m") : -4]

    assert Tags(folder / f"{number:02}.html").words.count(headline) == 6


def test_the_payloads_are_what_the_platforms_are_sent(folder: Path, shown: list[Faces]) -> None:
    (discord, *_) = json.loads((folder / "01-discord.json").read_text(encoding="utf-8"))
    (slack, *_) = json.loads((folder / "01-slack.json").read_text(encoding="utf-8"))

    assert discord["flags"] == 1 << 15
    assert [component["type"] for component in discord["components"]] == [17, 1]
    assert [file["filename"].endswith(".png") for file in discord["attachments"]] == [True]
    assert "table" in {block["type"] for block in slack["blocks"]}
    assert slack["text"]


def test_the_styles_of_the_terminal_are_kept() -> None:
    assert terminal_html("\x1b[1mA < B\x1b[0m\n\x1b[2mso\x1b[0m") == '<b>A &lt; B</b>\n<span class="dim">so</span>'


def test_what_is_followed_shows_its_promise_its_post_and_its_list(folder: Path, shown: list[Faces]) -> None:
    promise, post, followed = (json.dumps(payload) for payload in shown[-1].discord)
    said = [payload["text"] for payload in shown[-1].slack]

    assert "I will post here every month" in promise
    assert "were registered in Norway in" in post
    assert ('"Pause"' in followed, '"End"' in followed) == (True, True)
    assert [text.split("\n")[0][:24] for text in said[::2]] == ["I will post here every m", "What I follow here"]
