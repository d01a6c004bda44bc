"""The fixed words that Slack needs beside an Answer, or in place of one; all other wording comes from the service."""

from __future__ import annotations

HELP = (
    "Ask me about electric-vehicle sales: how many, where, when, and compared with what. "
    "For example: how many Renault Zoes were sold in Germany in 2020? In a channel, mention me with each question."
)
BUSY = "I have more questions in hand than I can answer right now. Please ask again in a minute."
TROUBLE = "Something went wrong on my side, so I have no answer to this. It has been logged."
TOO_OFTEN = "That is more than I may answer here so quickly. Please wait a little and ask again."
NOT_HERE = (
    "I may not answer in this channel; those who run this workspace chose others. Please ask me in a direct message."
)
NOTHING_TO_CHECK = "There are no words in that message that I could check."
LOOKING_UP = "is looking that up…"
FOLLOW_UP = "To ask more, mention me here again or press a button."
HOW_I_READ_IT = "How I read it"
WHICH_ONE = "Choose what you mean"
CHANGE = "Change"
POST = "Post to channel"
FILES_WITH_POST = f'Only you see this, so {{files}} cannot stand here: "{POST}" brings {{them}}.'
PICTURE, ROWS = "the picture", "the file with the rows"
NO_FILES_HERE = "I could not add the file there: I am no member of that channel. Invite me, then post the answer again."

COMMANDS = """\
/ev QUESTION, or /ev ask QUESTION: an answer that only you see; a button posts it to the channel
/ev check CLAIM: whether the figures bear out what somebody says
/ev coverage PLACE: which figures there are
/ev about: version, newest figures and their publishers
/ev follow WHAT: I post here when it is out, such as: when Norway's October is out, every month the top 10 in Germany
/ev following: what I follow here, to pause or to end; /ev unfollow ID ends one
/ev forget: I forget what you asked me
/ev settings: how I behave in this workspace
Or mention me in a channel, write to me directly, or choose "Check EV claim" from the menu of any message."""

FOLLOW_SHUT_OUT = (
    "I cannot post in this channel, so I follow nothing here. Invite me to it, then type that again; or write to me "
    "directly and follow it there."
)
FOLLOWS_MORE = "… and {more} more, which show as soon as you end some of these."

FORGOTTEN = "I have forgotten what you asked me."
NOT_FORGOTTEN = (
    "I have forgotten what you asked me of late, but could not reach what is stored. Please ask again later."
)

EXAMPLES = (
    "How many electric cars were sold in Norway in 2024?",
    "Top 5 EV brands in Germany in 2024",
    "BEV share in China by year as a chart",
    "Is it true that Tesla sold more than BYD in 2023?",
)
"""What the Home tab and the pane offer to press. Slack takes four of up to 75 characters."""
HOME_TITLE = "Figures on electric-vehicle sales"
HOME_KNOWS = (
    "I answer questions on sales, market shares, rankings, trends and cars on the road, check what others claim, and "
    "name a source for every figure. Write to me under Messages, mention me in a channel, or type /ev."
)
HOME_EXAMPLES = "For example"
HOME_FRESHNESS = "How fresh the figures are"
PROMPTS = "For example"

FORM_TITLE = "Ask for EV figures"
FORM_ASK = "Ask"
FORM_CLOSE = "Close"
FORM_FIELDS = {
    "model": ("Model", "such as Renault Zoe"),
    "brand": ("Brand", "where you mean all of its cars"),
    "place": ("Country or region", "such as Norway"),
    "period": ("Period", "such as 2024 or March 2023"),
}
"""Label and example of each field that completes, by the kind of `Service.complete`."""
FORM_WHERE = "Where to show it to you; without it I write you a direct message"
FORM_EMPTY = "Fill in at least one of the fields."

SETTINGS = """\
Answers in threads: {threads}
Answers that only the asker sees: {private}
Form of numbers: {locale}
Seconds between two questions of one person: {cooldown}
Channels I answer in: {channels}
Change one with: /ev settings threads on|off, private on|off, locale de|default, cooldown 30, channels #one #two|all"""
SETTINGS_KEPT = "Done."
SETTINGS_UNKNOWN = "I did not understand that setting, so nothing was changed."
SETTINGS_AWAY = "The settings cannot be reached right now, so nothing was changed. Please try again later."
SETTINGS_CLASH = "Somebody else has just changed the settings. Look at them again, then repeat your change."
SETTINGS_NOWHERE = "This bot keeps no settings: it was started without a database."
SETTINGS_NOT_YOURS = "Only owners and admins of this workspace can change my settings."
SETTINGS_WHO = (
    "I cannot see who is an owner or an admin here: that needs the scope users:read. Until it is granted, only those "
    "whom the bot's host has named can change my settings."
)
