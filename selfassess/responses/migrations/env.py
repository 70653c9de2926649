"""Runs migrations inside the transaction of the connection that it is given."""

from alembic import context

from selfassess.responses.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
