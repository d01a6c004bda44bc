"""The web pages that a person sees who installs the app: plain HTML with every value escaped, no script, no picture.

What is said here is all that a failed installation tells the person; which page is shown when is `oauth`'s business.
"""

from __future__ import annotations

import html

FAILURES = {
    "access_denied": ("Nothing was installed", "You chose not to install the bot. You can do so at any time."),
    "invalid_browser": (
        "This did not begin here",
        "Please begin again in this browser, with cookies allowed, so that nobody can slip you another installation.",
    ),
    "invalid_state": ("This took too long", "The link was used before, or is older than ten minutes."),
    "storage_error": ("Not installed yet", "The installation could not be kept. Please try again in a few minutes."),
}
"""Title and words by the reason that Slack or Bolt gives."""
FAILED = ("Not installed", "Slack did not confirm the installation.")
"""For every other reason, which is not shown: anybody can put words into an address."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""The address of the page holds a code and a state, which no other site may learn."""
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ font: 1.1rem/1.5 sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem; }}</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def install_page(authorize_url: str) -> str:
    """The page with the link that leads to Slack."""
    return _page(
        "Add evbot to Slack",
        _words("It answers questions on electric-vehicle sales, with sources, where people mention it or write to it."),
        _link(authorize_url, "Add to Slack"),
    )


def installed_page(place: str) -> str:
    """The page after an installation; `place` is what the workspace or organisation calls itself."""
    return _page(
        f"evbot is installed in {place}" if place else "evbot is installed",
        _words(
            "Back in Slack, mention it in a channel, or write it a direct message: how many Zoes were sold in 2020?"
        ),
    )


def failed_page(reason: str, install_path: str) -> str:
    """The page after an installation that failed."""
    title, words = FAILURES.get(reason, FAILED)
    return _page(title, _words(words), _link(install_path, "Begin again"))


def _page(title: str, *body: str) -> str:
    return _PAGE.format(title=html.escape(title), body="\n".join(body))


def _words(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"


def _link(address: str, text: str) -> str:
    return f'<p><a href="{html.escape(address)}">{html.escape(text)}</a></p>'
