"""Slack: events in over Socket Mode or HTTP, answers out over the Web API.

Only this package imports the Slack SDK. It holds no understanding, and no wording but the fixed lines of `wording`. The
way in is `bot.platforms.slack_app.run.run_slack`; this module imports nothing, so that reading errors costs nothing.
"""
