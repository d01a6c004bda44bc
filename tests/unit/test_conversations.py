"""What conversations remember: in one process, and shared by replicas over one state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot import conversations
from bot.conversations import OwnConversations, SharedConversations
from bot.memory import Memory
from bot.service import Context, Service
from bot.state import ResilientState, open_state
from facts.store import FactStore
from tests.support.sentences import all_sentences

TODAY = date(2026, 11, 23)
TALK = Context("talk", TODAY, person="discord:1")


@pytest.fixture
def state(tmp_path: Path) -> Iterator[ResilientState]:
    with_file = ResilientState(open_state(f"sqlite:///{tmp_path / 'state.sqlite'}"))
    yield with_file
    with_file.close()


def test_a_follow_up_is_understood_by_another_replica(real_store: FactStore, state: ResilientState) -> None:
    one, other = (Service(real_store, SharedConversations(state)) for _ in range(2))
    one.ask("how many BEVs in Norway in 2023?", TALK)

    assert other.ask("and in Sweden?", TALK).reading.regions == ("SE",)
    assert one.ask("and the year before?", TALK).reading.label.endswith("Sweden · 2022")


def test_what_is_shared_is_read_back_as_it_was(real_store: FactStore, state: ResilientState) -> None:
    kept = OwnConversations()
    service = Service(real_store, kept)
    shared = SharedConversations(state)
    for number, sentence in enumerate(all_sentences()[::10]):
        key = f"talk {number}"
        for text in (*sentence.before, sentence.text):
            service.ask(text, Context(key, sentence.at))
        memory = kept.recall(key)
        shared.remember(key, memory, None)

        assert memory == shared.recall(key)


def test_a_conversation_of_another_version_is_forgotten(state: ResilientState) -> None:
    state.keep_conversation("talk", '{"turns": [{"asked": "x"}]}')

    assert SharedConversations(state).recall("talk") == Memory()


def test_a_person_can_be_forgotten(real_store: FactStore) -> None:
    service = Service(real_store)
    service.ask("how many BEVs in Norway in 2023?", TALK)
    service.ask("how many BEVs in Norway in 2023?", Context("theirs", TODAY, person="discord:2"))

    assert service.forget_person("discord:1") == 1
    assert service.ask("how did you read that?", TALK).intent is None
    assert service.ask("how did you read that?", Context("theirs", TODAY)).intent == "help"


def test_the_oldest_conversations_are_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversations, "MOST", 2)
    held = OwnConversations()
    for key in ("a", "b", "c"):
        held.remember(key, Memory(), f"discord:{key}")

    assert [held.forget_person(f"discord:{key}") for key in ("a", "b", "c")] == [0, 1, 1]
