"""Charts that Slack draws itself, pictures and files, in the chat and for one person's eyes.

Every test looks at bodies on the wire. The service is a stand-in wherever only the way to it and back is meant.
"""

from __future__ import annotations

import pytest

from bot.platforms.slack_app import wording
from bot.service import Service
from tests.support.block_kit import texts
from tests.support.slack_bot import FAST, StandIn, mention, running, slack
from tests.support.slack_double import RESPONSE_URL, Fails, SlackDouble
from tests.support.slack_rooms import Rooms, newest, responded, rooms

__all__ = ["rooms", "slack"]


# Charts


async def test_a_chart_that_is_asked_for_is_drawn_by_slack_itself(slack: SlackDouble, service: Service) -> None:
    async with running(slack, service) as bot:
        await slack.send_event(mention("top 5 EVs in Norway in 2022 as a chart"))
        [body] = await slack.posted()
        await bot.finish()

    [chart] = [block for block in body["blocks"] if block["type"] == "data_visualization"]
    [series] = chart["chart"]["series"]
    assert chart["chart"]["type"] == "bar"
    assert {"label": "Volkswagen ID.4", "value": 11_356} in series["data"]
    assert slack.uploads == {}


async def test_a_series_over_time_is_drawn_as_lines(slack: SlackDouble, service: Service) -> None:
    async with running(slack, service):
        await slack.send_event(mention("BEV share in Norway by year since 2018 as a chart"))
        [body] = await slack.posted()

    [chart] = [block["chart"] for block in body["blocks"] if block["type"] == "data_visualization"]
    [series] = chart["series"]
    assert (chart["type"], series["name"]) == ("line", "%")
    assert chart["axis_config"]["categories"][:2] == ["2018", "2019"]
    assert [round(point["value"], 1) for point in series["data"]][:2] == [30.3, 41.3]


async def test_where_charts_are_refused_the_picture_is_attached_and_charts_are_not_tried_again(
    slack: SlackDouble, service: Service
) -> None:
    slack.refuses.add("data_visualization")
    async with running(slack, service) as bot:
        for number in (1, 2):
            question = mention(
                "top 5 EVs in Norway in 2022 as a chart", ts=f"179539000{number}.000100", user=f"U{number}"
            )
            await slack.send_event(question)
            await slack.until(lambda: len(slack.uploads) >= number)  # noqa: B023 - awaited at once
        await bot.finish()

    drawn = ["data_visualization" in {block["type"] for block in body["blocks"]} for body in slack.bodies()]
    assert drawn == [True, False, False]
    assert all(content.startswith(b"\x89PNG") for content in slack.uploads.values())


async def test_a_workspace_that_refuses_charts_and_tables_is_learnt_step_by_step(slack: SlackDouble) -> None:
    from tests.platforms.test_slack_presses import ROWS

    slack.refuses |= {"table"}
    async with running(slack, StandIn(lambda text: ROWS), FAST):
        await slack.send_event(mention())
        await slack.posted(2)
        await slack.send_event(mention(ts="1.2"))
        bodies = await slack.posted(3)

    assert [body["blocks"][0]["type"] for body in bodies] == ["table", "rich_text", "rich_text"]


# Pictures and files


async def test_a_chart_that_is_asked_for_is_uploaded_into_the_thread_of_the_answer(
    slack: SlackDouble, service: Service
) -> None:
    async with running(slack, service):
        slack.refuses.add("data_visualization")
        await slack.send_event(mention("top 5 EVs in Norway in 2022 as a chart", ts="1795390000.000100"))
        await slack.until(lambda: bool(slack.bodies("files.completeUploadExternal")))

    [content] = slack.uploads.values()
    [asked] = slack.bodies("files.getUploadURLExternal")
    [completed] = slack.bodies("files.completeUploadExternal")
    assert content.startswith(b"\x89PNG")
    assert asked["filename"].endswith(".png")
    assert "Volkswagen ID.4 11,356" in asked["alt_txt"]
    assert (completed["channel_id"], completed["thread_ts"]) == ("C1", "1795390000.000100")
    assert len(slack.messages) == 1


async def test_without_the_right_to_attach_files_the_words_go_alone_and_the_bot_goes_on(
    slack: SlackDouble, service: Service
) -> None:
    slack.fail("files.getUploadURLExternal", Fails("missing_scope"))
    async with running(slack, service):
        await slack.send_event(mention("top 5 EVs in Norway in 2022 as csv", ts="1795390000.000100"))
        await slack.until(lambda: bool(slack.bodies("files.getUploadURLExternal")))
        await slack.send_event(mention("how many Zoes sold?", ts="1795390060.000100"))
        bodies = await slack.posted(2)
        await slack.send_event(mention("and in Norway?", ts="1795390061.000100", thread_ts="1795390060.000100"))
        bodies = await slack.posted(3)

    assert "Tesla Model Y" in bodies[0]["text"]
    assert "400,000" in bodies[1]["text"]
    assert slack.uploads == {}


# For one person's eyes


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("as csv", 'Only you see this, so the file with the rows cannot stand here: "Post to channel" brings it.'),
        ("as a chart", 'Only you see this, so the picture cannot stand here: "Post to channel" brings it.'),
        (
            "as a chart and as csv",
            "Only you see this, so the picture and the file with the rows cannot stand here: "
            '"Post to channel" brings them.',
        ),
    ],
)
async def test_files_that_an_own_answer_cannot_carry_are_announced_and_come_with_the_posted_one(
    slack: SlackDouble, rooms: Rooms, service: Service, asked: str, said: str
) -> None:
    slack.refuses.add("data_visualization")
    async with running(slack, service):
        await rooms.type(f"top 5 EVs in Norway in 2022 {asked}")
        body = await responded(slack, 1 + ("chart" in asked))
        before = dict(slack.uploads)
        await slack.press(newest(slack), "post")
        [posted] = await slack.posted()
        await slack.until(lambda: bool(slack.bodies("files.completeUploadExternal")))

    completed = slack.bodies("files.completeUploadExternal")
    assert list(texts(body["blocks"])).count(said) == 1
    assert before == {}
    assert [each["channel_id"] for each in completed] == ["C1"]
    assert len(slack.uploads) == ("csv" in asked) + ("chart" in asked)
    assert said not in list(texts(posted["blocks"]))


async def test_a_chart_that_slack_draws_for_the_asker_alone_is_all_there_and_nothing_more_is_announced(
    slack: SlackDouble, rooms: Rooms, service: Service
) -> None:
    async with running(slack, service):
        await rooms.type("top 5 EVs in Norway in 2022 as a chart")
        body = await responded(slack)

    assert [block["type"] for block in body["blocks"]].count("data_visualization") == 1
    assert "cannot stand here" not in "\n".join(texts(body["blocks"]))


async def test_where_the_bot_is_no_member_the_posted_answer_comes_without_its_file_and_the_asker_is_told(
    slack: SlackDouble, rooms: Rooms, service: Service
) -> None:
    async with running(slack, service) as bot:
        await rooms.type("top 5 EVs in Norway in 2022 as csv")
        await responded(slack)
        slack.fail("chat.postMessage", Fails("not_in_channel"))
        slack.fail("files.completeUploadExternal", Fails("not_in_channel"))
        await slack.press(newest(slack), "post")
        body = await responded(slack, 3)
        await bot.finish()

    posted = slack.bodies(RESPONSE_URL)[1]
    assert (posted["response_type"], "Tesla Model Y" in posted["text"]) == ("in_channel", True)
    assert (body["response_type"], body["text"]) == ("ephemeral", wording.NO_FILES_HERE)
