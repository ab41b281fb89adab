"""Taking constraints back."""

from __future__ import annotations

from alembic import op


def drop_constraint(name: str, table: str) -> None:
    """Drop a constraint that was given its whole name.

    Where the naming convention was not told that the name is whole (`op.f`), it put its own before
    it: the constraint bears that. One of the two is there.
    """
    kind = name.partition("_")[0]
    convened = f"{kind}_{table}_{name}"[:63]
    op.execute(f'alter table "{table}" drop constraint if exists "{name}"')
    op.execute(f'alter table "{table}" drop constraint if exists "{convened}"')
