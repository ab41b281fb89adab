"""Rows on their way into the tables, many worlds in one statement for each table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

NULL = r"\N"
NOW = "2026-01-01 12:00:00+00"
TODAY = "2026-01-01"


@dataclass(frozen=True, slots=True)
class Table:
    """Which columns differ by row, and what stands in the others of every row."""

    name: str
    drawn: str
    """Names of the columns that differ, in the order in which they are given."""
    fixed: dict[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> str:
        """All columns, as the database reads them."""
        return ", ".join((*self.drawn.split(), *self.fixed))

    @property
    def tail(self) -> str:
        """What every row ends with."""
        return "".join(f"\t{each}" for each in self.fixed.values()) + "\n"


TABLES = {
    each.name: each
    for each in (
        Table(
            "organisation",
            "id code name short_name mail_domain highest_classification",
            {"kind": "inspectorate"},
        ),
        Table(
            "person",
            "id organisation_id login name email",
            {"job_title": "", "duties": "{}"},
        ),
        Table(
            "workspace",
            "id ref lead_id status",
            {
                "template": "jji",
                "title": "x",
                "mode": "regular",
                "classification": "dep_vertrouwelijk",
                "marking": "intern",
                "purpose": "x",
                "legal_basis": "x",
                "controller_arrangement": "x",
                "retention": "x",
                "opened_on": TODAY,
                "version": "1",
                "vault_key": "x",
            },
        ),
        Table("log_tree", "id", {"size": "0"}),
        Table(
            "participation",
            "id workspace_id organisation_id role position ended_at after_leaving",
            {"joined_at": NOW},
        ),
        Table(
            "membership",
            "id workspace_id person_id organisation_id role ended_at until_on",
            {"added_at": NOW},
        ),
        Table("folder", "id workspace_id parent_id", {"name": "x", "position": "0"}),
        Table(
            "access_policy",
            "id workspace_id organisation_id folder_id document_id governed_by_id",
            {"version": "1"},
        ),
        Table(
            "access_rule",
            "id policy_id workspace_id owner_id organisation_id level until people special_data",
            {"legal_basis": "x", "purpose": "x"},
        ),
        Table(
            "document",
            "id workspace_id folder_id organisation_id policy_id title classification"
            " is_special_category is_criminal_data is_police_data status withdrawn_at"
            " is_private",
            {"marking": "intern", "current_number": "1", "changed_at": NOW, "version": "1"},
        ),
        Table(
            "document_version",
            "id document_id workspace_id uploaded_by_id status",
            {
                "number": "1",
                "file_name": "x.txt",
                "media_type": "text/plain",
                "size": "1",
                "sha256": "x",
                "blob_id": "0" * 32,
                "wrapped_key": "x",
                "uploaded_at": NOW,
                "note": "",
            },
        ),
        Table(
            "document_text",
            "document_id workspace_id number title body",
            {"outcome": "read", "read_at": NOW},
        ),
    )
}


class Rows:
    """Rows that wait to be written."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[str]] = {name: [] for name in TABLES}
        self._tails = {name: table.tail for name, table in TABLES.items()}

    def add(self, table: str, *values: Any) -> None:
        """Add a row; the values stand in the order of `Table.drawn`."""
        told = "\t".join([NULL if each is None else str(each) for each in values])
        self._waiting[table].append(told + self._tails[table])

    def write(self, session: Session) -> None:
        """Write all that waits, one statement for each table, and let the planner know of it.

        Nobody else sees the rows, so nobody else can count them: PostgreSQL would go on planning
        for tables as empty as they were before.
        """
        connection = session.connection().connection.driver_connection
        assert connection is not None
        with connection.cursor() as cursor:
            for name, lines in self._waiting.items():
                into = f"copy {name} ({TABLES[name].columns}) from stdin"
                with cursor.copy(into) as copy:
                    copy.write("".join(lines))
                lines.clear()
        for index in ("ix_document_words", "ix_document_text_words"):
            session.execute(text(f"select gin_clean_pending_list('{index}')"))
        session.execute(text(f"analyze {', '.join(TABLES)}"))


def array_of(values: Iterable[object]) -> str:
    """Write a list of plain values."""
    return "{" + ",".join(str(each) for each in values) + "}"
