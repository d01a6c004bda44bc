"""What Alembic runs: the steps, on the connection and in the transaction that `bot.state.migrating` opened.

There is no other way in: no configuration file, no SQL written out for later.
"""

from __future__ import annotations

from alembic import context

from bot.state.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
