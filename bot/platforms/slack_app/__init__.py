"""Slack: events in over Socket Mode, answers out over the Web API.

Only this package imports the Slack SDK. It holds no understanding and no wording beyond three fixed lines. The way in
is `bot.platforms.slack_app.run.run_slack`; this module imports nothing, so that reading the errors costs nothing.
"""
