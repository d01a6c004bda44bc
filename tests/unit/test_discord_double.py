"""Our Discord double answers interactions as Discord does: what it takes, what it refuses, and with which code."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import discord
import pytest
from discord import ui

from tests.support.discord_double import DiscordDouble, running_double
from tests.support.discord_interactions import FOLLOW_UP
from tests.support.discord_payloads import EPHEMERAL, V2, Json
from tests.support.discord_refusals import of_message

Doing = Callable[[discord.Interaction], Awaitable[Any]]


@pytest.fixture
async def double() -> AsyncIterator[DiscordDouble]:
    """A Discord of our own."""
    async with running_double() as found:
        yield found


class Client(discord.Client):
    """A bare client that does one thing with every interaction and keeps what Discord refused."""

    def __init__(self, doing: Doing) -> None:
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None, guild_ready_timeout=0.05)
        self.doing = doing
        self.done: asyncio.Queue[discord.Interaction] = asyncio.Queue()
        self.refused: list[int] = []

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        try:
            await self.doing(interaction)
        except discord.HTTPException as problem:
            self.refused.append(problem.code)
        self.done.put_nowait(interaction)

    async def did(self) -> discord.Interaction:
        async with asyncio.timeout(5):
            return await self.done.get()


@asynccontextmanager
async def client_on(double: DiscordDouble, doing: Doing) -> AsyncIterator[Client]:
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    client = Client(doing)
    serving = asyncio.create_task(client.start(double.token))
    try:
        await double.until(lambda: double.gateway.connected or serving.done())
        yield client
    finally:
        await client.close()
        await asyncio.gather(serving, return_exceptions=True)


def layout(*items: ui.Item[Any]) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    return view


def buttons(*custom_ids: str) -> ui.ActionRow[Any]:
    return ui.ActionRow(*(ui.Button(label=custom_id[:10], custom_id=custom_id) for custom_id in custom_ids))


async def refusal_of(double: DiscordDouble, doing: Doing) -> list[int]:
    """The codes that a command's answer is refused with."""
    async with client_on(double, doing) as client:
        await double.command("ev ask", question="how many Zoes?")
        await client.did()
    return client.refused


async def test_a_command_reaches_the_client_with_its_options_place_and_person(double: DiscordDouble) -> None:
    async with client_on(double, lambda interaction: interaction.response.send_message("Here.")) as client:
        sent = await double.command("ev sales", model="Zoe", private=True, details={"locale": "de"})
        seen = await client.did()

    assert isinstance(seen.user, discord.Member)
    assert seen.data is not None
    assert (double.alice["id"], "de") == (str(seen.user.id), seen.locale.value)
    assert seen.data["options"] == [
        {
            "type": 1,
            "name": "sales",
            "options": [
                {"type": 3, "name": "model", "value": "Zoe"},
                {"type": 5, "name": "private", "value": True},
            ],
        }
    ]
    assert (await double.shown(sent))["content"] == "Here."


async def test_a_deferred_answer_is_filled_in_by_an_edit_and_keeps_its_privacy(double: DiscordDouble) -> None:
    async def doing(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.edit_original_response(view=layout(ui.TextDisplay("Here.")))

    async with client_on(double, doing):
        sent = await double.command("ev ask", question="how many?")
        message = await double.shown(sent)

    assert sent.answer == {"type": 5, "data": {"flags": EPHEMERAL}}
    assert message["flags"] == EPHEMERAL | V2
    assert message["components"][0]["content"] == "Here."


async def test_the_first_follow_up_after_a_deferral_takes_its_place(double: DiscordDouble) -> None:
    async def doing(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        for text in ("one", "two"):
            await interaction.followup.send(text, file=discord.File(BytesIO(b"a,b"), "rows.csv"))

    async with client_on(double, doing):
        sent = await double.command("ev ask", question="how many?")
        shown = await double.shown(sent)
        [more] = await double.followed_up(sent)

    assert (shown["content"], more["content"]) == ("one", "two")
    assert [file["filename"] for file in more["attachments"]] == ["rows.csv"]
    assert double.of(FOLLOW_UP)[1].files == {"rows.csv": b"a,b"}


async def test_a_second_callback_an_expired_and_a_late_one_are_refused(double: DiscordDouble) -> None:
    async def doing(interaction: discord.Interaction) -> None:
        again = discord.webhook.async_.interaction_response_params(5)
        adapter = discord.webhook.async_.async_context.get()
        for _ in range(2):
            await adapter.create_interaction_response(
                interaction.id, interaction.token, session=interaction._session, params=again
            )

    async with client_on(double, doing) as client:
        await double.command("ev ask", question="how many?")
        await client.did()
        double.answer_within = 0.0
        await double.command("ev ask", question="how many?")
        await client.did()

    assert client.refused == [40060, 10062]


async def test_a_token_is_worth_nothing_before_the_answer_and_once_it_expired(double: DiscordDouble) -> None:
    async def before(interaction: discord.Interaction) -> None:
        await interaction.followup.send("too early")

    async def after(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        double.expire(next(iter(reversed(double.interactions.values()))))
        await interaction.followup.send("too late")

    assert await refusal_of(double, before) == [10015]
    assert await refusal_of(double, after) == [50027]


async def test_a_pressed_button_comes_with_its_message_and_can_update_it(double: DiscordDouble) -> None:
    async def doing(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.application_command:
            select = ui.Select(custom_id="choose", options=[discord.SelectOption(label="A", value="a")])
            view = layout(ui.TextDisplay("Here."), buttons("press me"), ui.ActionRow(select))
            await interaction.response.send_message(view=view, ephemeral=True)
        else:
            await interaction.response.edit_message(view=layout(ui.TextDisplay("Changed.")))

    async with client_on(double, doing) as client:
        sent = await double.command("ev ask", question="how many?")
        await client.did()
        chosen = await double.press(await double.shown(sent), "choose", ["a"])
        seen = await client.did()
        changed = await double.shown(chosen)

    assert seen.message is not None
    assert seen.message.flags.ephemeral
    assert seen.data is not None
    assert (seen.data["custom_id"], seen.data["values"]) == ("choose", ["a"])
    assert [part["content"] for part in changed["components"]] == ["Changed."]
    assert changed["id"] == (await double.shown(sent))["id"]


async def test_a_button_that_a_message_does_not_have_cannot_be_pressed(double: DiscordDouble) -> None:
    with pytest.raises(AssertionError, match="nothing to press"):
        await double.press({"id": "1", "components": [], "channel_id": double.channel["id"]}, "nowhere")


@pytest.mark.parametrize("place", ["channel", "direct", "beyond", "group"])
async def test_every_place_gives_the_context_and_the_installation(double: DiscordDouble, place: str) -> None:
    async with client_on(double, lambda interaction: interaction.response.send_message("Here.")) as client:
        await double.command("ev ask", getattr(double, place), question="how many?")
        seen = await client.did()

    told = (seen.context.guild, seen.context.dm_channel, seen.context.private_channel)
    expected = {
        "channel": ((True, None, None), True),
        "beyond": ((True, None, None), False),
        "direct": ((None, True, None), True),
        "group": ((None, None, True), False),
    }
    assert expected[place] == (tuple(flag or None for flag in told), seen.is_guild_integration() or place == "direct")
    assert str(seen.user.id) == double.alice["id"]


async def test_a_channel_that_the_bot_is_not_in_takes_no_message_but_an_answer(double: DiscordDouble) -> None:
    async def doing(interaction: discord.Interaction) -> None:
        assert interaction.channel is not None
        await interaction.response.send_message("Here.")
        for text in "123456":
            await interaction.followup.send(text)

    async def aside(interaction: discord.Interaction) -> None:
        assert interaction.channel is not None
        await interaction.client.get_partial_messageable(interaction.channel.id).send("Here.")

    async with client_on(double, doing) as client:
        sent = await double.command("ev ask", double.beyond, question="how many?")
        await client.did()
        client.doing = aside
        await double.command("ev ask", double.beyond, question="how many?")
        await client.did()

    assert len(sent.follow_ups) == 5
    assert client.refused == [40094, 50001]


async def test_the_choices_of_an_autocomplete_come_back_and_more_than_25_do_not(double: DiscordDouble) -> None:
    def offering(count: int) -> Doing:
        choices = [discord.app_commands.Choice(name=f"n{n}", value=f"v{n}") for n in range(count)]
        return lambda interaction: interaction.response.autocomplete(choices)

    async with client_on(double, offering(25)) as client:
        taken = await double.complete("ev sales", "model", "zo", private=True)
        await client.did()
        client.doing = offering(26)
        refused = await double.complete("ev sales", "model", "zo")
        await client.did()

    assert await double.choices(taken) == [f"v{n}" for n in range(25)]
    assert (refused.answer, client.refused) == (None, [50035])


async def test_a_message_command_brings_the_message_with_its_text(double: DiscordDouble) -> None:
    async with client_on(double, lambda interaction: interaction.response.send_message("Here.")) as client:
        message = await double.write("Norway sold 100,000 Leafs")
        await double.message_command("Check EV claim", message)
        seen = await client.did()

    assert seen.data is not None
    assert seen.data["resolved"]["messages"][message["id"]]["content"] == "Norway sold 100,000 Leafs"


async def test_a_dialogue_is_opened_and_comes_back_filled_in(double: DiscordDouble) -> None:
    class Dialogue(ui.Modal, title="Another year"):
        year = ui.Label(text="Year", component=ui.TextInput(custom_id="year"))

    async def doing(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.modal_submit:
            await interaction.response.send_message("Thank you.")
        else:
            await interaction.response.send_modal(Dialogue(custom_id="another", timeout=0.01))

    async with client_on(double, doing) as client:
        asked = await double.command("ev ask", question="how many?")
        await client.did()
        sent = await double.submit("another", {"year": "2020"})
        seen = await client.did()

    assert (await double.acknowledged(asked))["type"] == 9
    assert seen.data is not None
    assert seen.data["components"][0]["component"]["value"] == "2020"
    assert (await double.shown(sent))["content"] == "Thank you."


def a_layout(*components: Json) -> Json:
    return {"flags": V2, "content": "", "embeds": [], "attachments": [], "components": list(components)}


def a_row(*held: Json) -> Json:
    return {"type": 1, "components": list(held)}


def a_button(custom_id: str, label: str = "x") -> Json:
    return {"type": 2, "style": 1, "label": label, "custom_id": custom_id}


def a_select(count: int, **changes: Any) -> Json:
    options = [{"label": f"l{n}", "value": f"v{n}"} | changes for n in range(count)]
    return {"type": 3, "custom_id": "choose", "options": options}


A_TEXT = {"type": 10, "content": "x"}


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(a_layout(*[A_TEXT] * 40), id="40 components"),
        pytest.param(a_layout({"type": 10, "content": "x" * 4_000}), id="4000 characters"),
        pytest.param(a_layout(a_row(a_button("a" * 100, "x" * 80))), id="a long button"),
        pytest.param(a_layout(a_row(a_select(25))), id="25 options"),
        pytest.param(a_layout({"type": 17, "components": [A_TEXT, a_row(a_button("a"))]}), id="a container"),
    ],
)
def test_what_just_fits_is_taken(message: Json) -> None:
    assert of_message(message) is None


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(a_layout(*[A_TEXT] * 41), id="41 components"),
        pytest.param(a_layout({"type": 17, "components": [A_TEXT] * 40}), id="41 components, nested"),
        pytest.param(a_layout({"type": 10, "content": "x" * 4_001}), id="4001 characters"),
        pytest.param(a_layout(A_TEXT) | {"content": "x"}, id="content beside components"),
        pytest.param(a_layout(A_TEXT) | {"embeds": [{"title": "x"}]}, id="an embed beside components"),
        pytest.param(a_layout(A_TEXT) | {"flags": 0}, id="components without the flag"),
        pytest.param(a_layout(), id="no component"),
        pytest.param(a_layout(a_row(a_button("a" * 101))), id="a long id"),
        pytest.param(a_layout(a_row(a_button(""))), id="an empty id"),
        pytest.param(a_layout(a_row(a_button("a", "x" * 81))), id="a long label"),
        pytest.param(a_layout(a_row(a_button("a"), a_button("a"))), id="two ids alike"),
        pytest.param(a_layout(a_row(*(a_button(str(n)) for n in range(6)))), id="six buttons in a row"),
        pytest.param(a_layout(a_row(a_button("a"), a_select(1))), id="a select beside a button"),
        pytest.param(a_layout(a_button("a")), id="a button outside a row"),
        pytest.param(a_layout(a_row()), id="an empty row"),
        pytest.param(a_layout(a_row(a_select(26))), id="26 options"),
        pytest.param(a_layout(a_row(a_select(0))), id="no option"),
        pytest.param(a_layout(a_row(a_select(2, value="v"))), id="two values alike"),
        pytest.param(a_layout(a_row(a_select(1, label="x" * 101))), id="a long option"),
        pytest.param(a_layout(a_row(a_select(1, value="x" * 101))), id="a long value"),
        pytest.param(a_layout({"type": 17, "components": []}), id="an empty container"),
        pytest.param(a_layout({"type": 17, "components": [{"type": 17, "components": [A_TEXT]}]}), id="a nested one"),
        pytest.param(a_layout({"type": 13, "file": {"url": "attachment://none.csv"}}), id="a file that is not there"),
    ],
)
def test_what_does_not_fit_is_refused(message: Json) -> None:
    assert of_message(message) is not None


@pytest.mark.parametrize(
    "kwargs",
    [
        pytest.param({"content": "x" * 2_001}, id="content"),
        pytest.param({"content": "😀" * 1_001}, id="content that counts double"),
        pytest.param({"view": layout(*(ui.TextDisplay("x" * 1_000) for _ in range(5)))}, id="text of a layout"),
        pytest.param({"view": layout(buttons("a" * 10), buttons("a" * 10))}, id="two ids alike"),
        pytest.param(
            {"view": layout(ui.MediaGallery(discord.MediaGalleryItem("attachment://none.png")))}, id="no file"
        ),
        pytest.param({"view": layout(ui.TextDisplay(" "))}, id="blank text"),
        pytest.param({"content": " "}, id="nothing"),
    ],
)
async def test_what_discord_would_refuse_is_refused(double: DiscordDouble, kwargs: Json) -> None:
    [code] = await refusal_of(double, lambda interaction: interaction.response.send_message(**kwargs))

    assert code == (50006 if kwargs.get("content") == " " else 50035)
