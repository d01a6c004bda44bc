"""Thirty varied answers and four things to follow, each as the terminal, Discord and Slack show it, in a folder.

    uv run python -m tests.gallery FOLDER

Open `index.html` and leaf through. Nothing is compared: look at them before a change of wording or of a picture is
called done.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.service import Service
from facts.opening import open_store
from tests.gallery.faces import Faces, faces_of, followed_faces
from tests.gallery.pages import STYLE, answer_page, index_page

TODAY = date(2026, 11, 23)
QUESTIONS = (
    "how many Zoes sold?",
    "how many Model Ys were registered in Norway in 2023?",
    "BEVs in Germany in 2025",
    "Tesla deliveries in Q4 2025",
    "how many Leafs in Sunderland in 2020",
    "top 10 EVs in Norway in 2022",
    "best-selling EV brands in Germany in 2025 as csv",
    "which countries bought the most electric cars in 2024?",
    "Zoe vs Leaf in Germany in 2020",
    "BYD vs Tesla in 2022",
    "petrol vs diesel new cars in Italy in 2025",
    "BEV share in Norway by year as a chart",
    "BEV share in Norway, Sweden, Denmark and Germany in 2025",
    "BEV sales in Germany by year",
    "Tesla vs BYD in Germany by month in 2025",
    "BEVs in Germany, France and the UK by year",
    "Renault Zoe in Germany by month in 2020",
    "how much did BEV registrations in Germany fall in 2024?",
    "best month for the Model Y in Denmark?",
    "when did battery cars outsell petrol in the EU for the first time?",
    "when did Tesla build its millionth car?",
    "check: Tesla delivered 1.81 million cars in 2023, up 38 %. BYD sold 1.57 million battery-electric cars.",
    "The Nissan Leaf is the best-selling electric car in history. True or false?",
    "why did Renault stop building the Fluence ZE?",
    "how many Ioniqs were sold in Norway in 2023?",
    "what does a Zoe cost?",
    "red Leafs in Norway in 2020",
    "how many Tesla Zoes were sold?",
    "which Renault EVs do you know?",
    "help",
)
FOLLOWED = (
    "every month electric cars in Norway",
    "when Norway's December is out",
    "when the Zoe passes 500,000",
    "the weather in Oslo",
)


def write(
    folder: Path, service: Service, questions: Sequence[str] = QUESTIONS, followed: Sequence[str] = FOLLOWED
) -> list[Faces]:
    """Write every answer's faces and page, and the list of them last."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = [faces_of(service, text, TODAY) for text in questions]
    shown += [followed_faces(service, text, TODAY) for text in followed]
    listed = {f"{number:02}": faces for number, faces in enumerate(shown, start=1)}
    stems = [None, *listed, None]
    for before, (stem, faces), after in zip(stems, listed.items(), stems[2:], strict=False):
        files = faces.files(stem)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        (folder / f"{stem}.html").write_text(answer_page(stem, faces, files, before, after), encoding="utf-8")
    (folder / STYLE).write_bytes((Path(__file__).parent / STYLE).read_bytes())
    (folder / "index.html").write_text(index_page(listed), encoding="utf-8")
    return list(listed.values())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.gallery FOLDER")
    write(Path(sys.argv[1]), Service(open_store()))
