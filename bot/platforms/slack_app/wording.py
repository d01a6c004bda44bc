"""The fixed words that Slack needs beside an Answer, or in place of one; all other wording comes from the service."""

from __future__ import annotations

HELP = (
    "Ask me about electric-vehicle sales: how many, where, when, and compared with what. "
    "For example: how many Renault Zoes were sold in Germany in 2020? In a channel, mention me with each question."
)
BUSY = "I have more questions in hand than I can answer right now. Please ask again in a minute."
TROUBLE = "Something went wrong on my side, so I have no answer to this. It has been logged."
HOW_I_READ_IT = "How I read it"
WHICH_ONE = "Choose what you mean"
CHANGE = "Change"
