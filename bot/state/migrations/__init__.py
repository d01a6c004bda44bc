"""The steps that bring a state database to the form of `bot.state.schema`, run by `bot.state.migrating`.

Forward only, and each safe while the release before it still runs: add tables, columns with a server default, and
indexes; never rename, narrow or drop what the last release still uses. To add a step, write
`versions/rNNNN_what_it_adds.py` after the newest one and set `REVISION` in `bot.state.schema`.
"""
