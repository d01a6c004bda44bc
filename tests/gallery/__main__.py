"""Thirty varied answers, each as the terminal, Discord and Slack show it, and its chart, in a folder for a person.

    uv run python -m tests.gallery FOLDER

`index.md` lists them. Nothing is compared: look at them before a change of wording or of a picture is called done.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from bot.answer import Answer
from bot.charts import Theme, alt_text, png
from bot.picturing import chart_of, csv_of
from bot.platforms.discord_gateway.rendering import messages
from bot.platforms.slack_app.pages import escaped, pages
from bot.service import Context, Service
from facts.opening import open_store

TODAY = date(2026, 11, 23)
QUESTIONS = (
    "how many Zoes sold?",
    "how many Model Ys were registered in Norway in 2023?",
    "BEVs in Germany in 2025",
    "Tesla deliveries in Q4 2025",
    "how many Leafs in Sunderland in 2020",
    "top 10 EVs in Norway in 2022",
    "best-selling EV brands in Germany in 2025",
    "which countries bought the most electric cars in 2024?",
    "Zoe vs Leaf in Germany in 2020",
    "BYD vs Tesla in 2022",
    "petrol vs diesel new cars in Italy in 2025",
    "BEV share in Norway by year",
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


def main(folder: Path) -> None:
    """Write everything, and the index last."""
    folder.mkdir(parents=True, exist_ok=True)
    service = Service(open_store())
    index = ["# Thirty answers", ""]
    for number, question in enumerate(QUESTIONS, start=1):
        answer = service.ask(question, Context(today=TODAY))
        written = _write(folder, f"{number:02}", answer)
        index.append(f"{number}. {question} — {answer.status}: {', '.join(f'[{name}]({name})' for name in written)}")
    (folder / "index.md").write_text("\n".join(index) + "\n", encoding="utf-8")


def _write(folder: Path, stem: str, answer: Answer) -> list[str]:
    """All faces of one answer; the names of the files."""
    files: dict[str, bytes] = {
        f"{stem}-terminal.txt": answer.text.encode(),
        f"{stem}-discord.txt": "\n\n=== next message ===\n\n".join(messages(answer)).encode(),
        f"{stem}-slack.json": json.dumps(
            [{"text": escaped(page), "mrkdwn": False} for page in pages(answer.text)], indent=2, ensure_ascii=False
        ).encode(),
    }
    if (rows := csv_of(answer)) is not None:
        files[f"{stem}.csv"] = rows.encode()
    if (chart := chart_of(answer)) is not None:
        files[f"{stem}-light.png"] = png(chart, theme=Theme.LIGHT)
        files[f"{stem}-dark.png"] = png(chart, theme=Theme.DARK)
        files[f"{stem}-alt.txt"] = alt_text(chart).encode()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return list(files)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.gallery FOLDER")
    main(Path(sys.argv[1]))
