"""A running bot answers from newer figures as soon as they serve, without a restart and without a half-made answer."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

from bot.service import Context, Service
from facts.opening import open_store
from facts.store import FactStore
from facts.watching import Watch

TODAY = date(2026, 11, 23)
ZOES = "how many Zoes were registered in Germany in 2020?"


def _copy(real_cache: Path) -> FactStore:
    return open_store(cache=real_cache)


def test_answers_come_from_the_new_store_once_it_serves(real_store: FactStore, real_cache: Path) -> None:
    edition = ["bundled"]
    clock = [0.0]
    opened: list[FactStore] = []

    def open_new() -> FactStore:
        opened.append(_copy(real_cache))
        return opened[-1]

    service: Service
    watch = Watch(
        lambda store: service.serve(store), open_it=open_new, edition=lambda: edition[0], clock=lambda: clock[0]
    )
    service = Service(real_store, look=watch.look)
    before = service.ask(ZOES, Context(today=TODAY))
    edition[0], clock[0] = "newer", 60.0
    service.ask(ZOES, Context(today=TODAY))
    watch.wait()
    after = service.ask(ZOES, Context(today=TODAY))

    assert len(opened) == 1
    assert service._core.store is opened[0]
    assert (before.value, before.text) == (after.value, after.text)
    opened[0].close()


def test_no_answer_mixes_two_stores_while_they_change(real_store: FactStore, real_cache: Path) -> None:
    other = _copy(real_cache)
    service = Service(real_store)
    told: set[str] = set()
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            told.add(service.ask(ZOES, Context(today=TODAY)).text)

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for thread in asking:
        thread.start()
    for store in (other, real_store) * 3:
        service.serve(store)
    done.set()
    for thread in asking:
        thread.join()

    assert told == {service.ask(ZOES, Context(today=TODAY)).text}
    other.close()
