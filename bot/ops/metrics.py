"""The figures of a running bot in the form of Prometheus, in a registry of their own: nothing is counted globally.

Labels are few and bounded: platform, intent and outcome, never a person, a place or a word that somebody wrote. What
is counted per question comes from `bot.ops.hosted`, what connections report from `bot.ops.pulse`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.ops.pulse import Pulse

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Bounds of the answering times; the platforms want a first sign within three seconds."""


UPDATE_OUTCOMES = ("taken", "nothing new", "held back", "stopped", "not fetched", "broken off")
"""What the last update of the figures may have come to."""


@dataclass(frozen=True, slots=True)
class LastUpdate:
    """How the last update of the figures went."""

    tried: datetime | None
    succeeded: datetime | None
    outcome: str
    """One of `UPDATE_OUTCOMES`."""


class Metrics:
    """What is counted and measured, from the start of the process. Safe to share between threads."""

    def __init__(
        self,
        pulse: Pulse,
        newest_figures: date | None = None,
        today: Callable[[], date] = date.today,
        last_update: Callable[[], LastUpdate | None] = lambda: None,
    ) -> None:
        """Over a pulse; `last_update` is asked whenever somebody reads, and gives None where there was none."""
        self.registry = CollectorRegistry()
        self._questions = Counter(
            "evbot_questions",
            "Questions answered or refused, presses of buttons among them.",
            ("platform", "intent", "outcome"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "evbot_answer_seconds",
            "Time from a question to its answer inside the bot, without the platform's part.",
            ("platform",),
            buckets=SECONDS,
            registry=self.registry,
        )
        info = Gauge("evbot_info", "Always 1; the label tells the version.", ("version",), registry=self.registry)
        info.labels(version("evbot")).set(1)
        if newest_figures is not None:
            self.figures_end(newest_figures)
            age = Gauge("evbot_facts_age_days", "Days since the newest figures end.", registry=self.registry)
            age.set_function(lambda: (today() - self._newest_figures).days)
        self.registry.register(_Connections(pulse))
        self.registry.register(_Updates(last_update))
        ProcessCollector(registry=self.registry)

    def figures_end(self, day: date) -> None:
        """The figures that serve now go as far as this day."""
        self._newest_figures = day

    def answered(self, answer: Answer, platform: str) -> None:
        """Count one question and its time."""
        self._questions.labels(platform, answer.intent or "none", str(answer.status)).inc()
        self._seconds.labels(platform).observe(answer.elapsed_ms / 1000)

    def text(self) -> bytes:
        """Everything in the text form of Prometheus."""
        return generate_latest(self.registry)


class _Connections(Collector):
    """Reads the pulse whenever somebody asks."""

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse

    def collect(self) -> Iterator[Metric]:
        """One sample for each part, and for each platform that takes questions."""
        heard = GaugeMetricFamily("evbot_heard_seconds", "Since a part was last heard of.", labels=("part",))
        ready = GaugeMetricFamily("evbot_part_ok", "1 where a part is as it should be, else 0.", labels=("part",))
        in_hand = GaugeMetricFamily("evbot_questions_in_hand", "Taken and not answered yet.", labels=("platform",))
        mended = CounterMetricFamily("evbot_reconnects", "Lost connections that were mended.", labels=("part",))
        health = self._pulse.health()
        for name, part in health.parts.items():
            ready.add_metric((name,), part.condition == "ok")
            if part.heard_seconds_ago is not None:
                heard.add_metric((name,), part.heard_seconds_ago)
                mended.add_metric((name,), part.reconnects)
        for platform, questions in health.questions_in_hand.items():
            in_hand.add_metric((platform,), questions)
        yield from (heard, ready, in_hand, mended)


class _Updates(Collector):
    """Reads how the last update of the figures went whenever somebody asks."""

    def __init__(self, last_update: Callable[[], LastUpdate | None]) -> None:
        self._last_update = last_update

    def collect(self) -> Iterator[Metric]:
        """Nothing where there was no update."""
        if (last := self._last_update()) is None:
            return
        moments = {"try": last.tried, "success": last.succeeded}
        for which, moment in moments.items():
            if moment is not None:
                name = f"evbot_facts_update_{which}_timestamp_seconds"
                yield GaugeMetricFamily(name, f"When the figures were last updated: last {which}.", moment.timestamp())
        outcome = GaugeMetricFamily(
            "evbot_facts_update_outcome", "1 for what the last update came to, else 0.", labels=("outcome",)
        )
        for each in UPDATE_OUTCOMES:
            outcome.add_metric((each.replace(" ", "_"),), each == last.outcome)
        yield outcome
