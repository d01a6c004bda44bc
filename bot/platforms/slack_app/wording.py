"""The fixed lines that Slack needs when there is no Answer to show; all other wording comes from the service."""

from __future__ import annotations

HELP = (
    "Ask me about electric-vehicle sales: how many, where, when, and compared with what. "
    "For example: how many Renault Zoes were sold in Germany in 2020? In a channel, mention me with each question."
)
BUSY = "I have more questions in hand than I can answer right now. Please ask again in a minute."
TROUBLE = "Something went wrong on my side, so I have no answer to this. It has been logged."
