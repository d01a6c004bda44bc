"""Thirty answers to leaf through, as each platform shows them: `uv run python -m tests.gallery FOLDER`."""
