"""The stress run: load, bursts, an hour of soaking and faults against the real `evbot run`, all on the loopback.

`uv run python -m tests.stress --short` is what every change goes through; the long form writes the report of the
operator's guide. `scenes` lists what there is; what counts as lost, doubled or wrong is `books`' business.
"""
