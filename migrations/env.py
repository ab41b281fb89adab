"""Runs the migrations as the owner role, with limits: none may hold up the house."""

from __future__ import annotations

from alembic import context
from sqlalchemy import text

LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = "60s"


def run() -> None:
    """Run on the connection that `app.kernel.schema` hands over."""
    connection = context.config.attributes["connection"]
    connection.execute(text(f"set lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.execute(text(f"set statement_timeout = '{STATEMENT_TIMEOUT}'"))
    context.configure(
        connection=connection, target_metadata=context.config.attributes.get("metadata")
    )
    with context.begin_transaction():
        context.run_migrations()


run()
