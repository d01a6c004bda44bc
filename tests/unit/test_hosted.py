"""The service as a host runs it can do all that the platforms and the rounds of follows ask of a service."""

from __future__ import annotations

from pathlib import Path

from bot.answer import Status
from bot.ops.hosted import HostedService
from bot.ops.metrics import Metrics
from bot.ops.pulse import Pulse
from bot.ops.settings import Settings
from bot.service import Context, Service
from bot.state import ResilientState, open_state
from tests.support.discord_bot import StandIn, an_answer

FOR_THE_HOST_ALONE = {"serve", "serve_own", "share", "forget", "store"}
"""What `bot.app` does to the service itself, or nobody of the platforms does."""


def test_it_has_every_method_that_a_platform_may_call() -> None:
    public = {name for name in vars(Service) if not name.startswith("_")}

    assert public - FOR_THE_HOST_ALONE == {name for name in vars(HostedService) if not name.startswith("_")}


def test_what_the_bot_asks_by_itself_is_answered_but_counted_nowhere(tmp_path: Path) -> None:
    metrics = Metrics(Pulse())
    with open_state(f"sqlite:///{tmp_path / 'state.sqlite'}") as state:
        core = StandIn(lambda text: an_answer(f"Nothing: {text}", Status.NO_DATA))
        hosted = HostedService(core, Settings(_env_file=None), metrics, ResilientState(state))
        by_itself = Context(platform="discord", is_asked=False)
        told = [hosted.ask("Zoes?", by_itself).text, hosted.press("1n;pNO", by_itself).text]
        before = [*state.unanswered.missing_in(1)], b'platform="discord"' in metrics.text()
        hosted.ask("Zoes?", Context(platform="discord"))

        assert [line.split("\n")[0] for line in told] == ["Nothing: Zoes?", "Nothing: pressed 1n;pNO"]
        assert before == ([], False)
        assert [each.count for each in state.unanswered.missing_in(1)] == [1]
        assert b'platform="discord"' in metrics.text()
