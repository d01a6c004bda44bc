"""How much this process takes on at once, and how fast it may speak; Slack's own limits stand beside the reason."""

from __future__ import annotations

from dataclasses import dataclass

from bot.following.rounds import POLL_SECONDS, UNHURRIED, Pace
from bot.platforms.following import MOST_A_CHANNEL
from bot.platforms.pacing import CHANNEL, PERSON, Rate


@dataclass(frozen=True, slots=True)
class SlackLimits:
    """Bounds of the Slack platform; the defaults suit a small machine."""

    workers: int = 4
    """Threads that questions are answered in."""
    questions: int = 10_000
    """Questions in hand, waiting ones included; past it the answer is a polite "busy"."""
    busy_replies: int = 64
    """Busy replies waiting to be sent; past it an event is dropped with a line in the log."""
    person: Rate = PERSON
    """How often one person may ask."""
    channel: Rate = CHANNEL
    """How often may be asked in one channel."""
    seconds_between_messages: float = 1.0
    """Slack allows one chat.postMessage a second and channel."""
    rate_limit_retries: int = 3
    """How often a call that Slack rate-limited is tried again, each time after the wait that Slack asked for."""
    request_seconds: float = 30.0
    """Longest wait for one call of the Web API."""
    ping_seconds: float = 5.0
    """Between pings on the socket; four unanswered ones make the SDK connect anew."""
    close_seconds: float = 2.0
    """Longest wait for Slack to agree that the socket closes."""
    follows_a_channel: int = MOST_A_CHANNEL
    """How many things one channel may follow; 0 switches following off."""
    follows_seconds: float = POLL_SECONDS
    """Between two looks whether newer figures serve."""
    follow_pace: Pace = UNHURRIED
    """How long a followed post may take, and when one that was put off is tried again."""
    resolutions_seconds: float = 60.0
    """Between two looks for reports whose senders are to hear that they were dealt with."""
    drain_seconds: float = 8.0
    """Longest wait at the end for the questions in hand."""
