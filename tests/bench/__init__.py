"""Measurements, run by hand: `uv run python -m tests.bench`. Never pass or fail on absolute time."""
