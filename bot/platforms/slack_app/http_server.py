"""The addresses that Slack and browsers call: one for all that Slack sends, two for an installation.

A request is held against its signature before it is read, and given to Bolt in the context of its workspace. Which
listeners there are, and when the port opens and closes, stands in `http_mode`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.platforms.slack_app.addresses import EVENTS_PATH, INSTALL_PATH, RETURN_PATH
from bot.platforms.slack_app.install_pages import HEADERS
from bot.platforms.slack_app.oauth import InstallFlow
from bot.platforms.slack_app.shapes import is_sound
from bot.platforms.slack_app.signatures import Signatures
from bot.platforms.slack_app.workspaces import serving, workspace_of

MOST_BYTES = 512 * 1024
"""Of one request; Slack's are far smaller."""
Handler = Callable[[web.Request], Awaitable[web.Response]]


def web_app(bolt: AsyncApp, flow: InstallFlow, signing_secret: str) -> web.Application:
    """The server's addresses; everything else is not found."""
    served = web.Application(client_max_size=MOST_BYTES)
    served.router.add_post(EVENTS_PATH, _hearing(bolt, flow.client_id, Signatures(signing_secret)))
    served.router.add_get(INSTALL_PATH, _page(flow.handle_installation))
    served.router.add_get(RETURN_PATH, _page(flow.handle_callback))
    return served


def _hearing(bolt: AsyncApp, client_id: str, signatures: Signatures) -> Handler:
    async def hear(request: web.Request) -> web.Response:
        body = await request.read()
        if not signatures.hold(body, request.headers):
            return web.json_response({"error": "invalid request"}, status=401)
        heard = _read(body, request)
        if heard is None:
            return web.json_response({"error": "nothing that Slack sends"}, status=400)
        with serving(workspace_of(client_id, heard.context)):
            return await to_aiohttp_response(await bolt.async_dispatch(heard))

    return hear


def _read(body: bytes, request: web.Request) -> AsyncBoltRequest | None:
    """What Slack says; None where it is of no form in which Slack says anything."""
    try:
        heard = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=dict(request.headers))
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
        return None  # Bolt looks for ids in whatever it has parsed
    return heard if is_sound(heard.body) else None


def _page(show: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]) -> Handler:
    async def shown(request: web.Request) -> web.Response:
        asked = AsyncBoltRequest(body="", query=request.query_string, headers=dict(request.headers))
        response = await to_aiohttp_response(await show(asked))
        response.headers.update(HEADERS)
        return response

    return shown
