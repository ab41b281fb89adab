"""Lists as people take them along: what is in the file, where a page leads, what the log tells."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from tests.support.browser import Browser, Page
from tests.support.database import OneTransaction
from tests.support.tables import rows_of
from tests.support.world import World

OWN_TAKEN = "organisation:list:take"
"""The line of a list of the own organisation."""
_TAKEN = text(
    "select entry from log_entry where action = :action and object_id = :by order by at, index"
)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Taking:
    """Somebody follows the links under a list."""

    browser_of: Callable[..., Browser]
    transaction: OneTransaction
    world: World

    def __call__(self, who: str | Browser, page: str, *, part: str = "/export") -> list[Row]:
        """Take a list along as its page leads to it, in both ways; return the rows by heading.

        As a spreadsheet holds them: a day is a day. Nothing in either is worked out.

        Args:
            part: of the address, where a page has more than one list.
        """
        links = self.links(who, page, part=part)
        assert sorted(each.rpartition("=")[2] for each in links) == ["csv", "xlsx"], links
        files = {each.rpartition("=")[2]: self._file(who, each) for each in links}
        flat = rows_of(files["csv"], "csv")
        head, *rows = rows_of(files["xlsx"], "xlsx")
        assert [[_as_text(cell) for cell in row] for row in (head, *rows)] == [
            [cell.removeprefix("'") for cell in row] for row in flat
        ]
        return [dict(zip(head, row, strict=True)) for row in rows]

    def links(self, who: str | Browser, page: str, *, part: str = "/export") -> list[str]:
        """Return where a page leads to take its list along; both ways, or none."""
        shown = self._browser(who).visit(page)
        assert shown.status == 200, page
        links = [each.get("href") for each in shown.tree.cssselect("a[href*='format=']")]
        return [each for each in links if part in each]

    def told(self, code: str = "ijenv", action: str = "workspace:list:take") -> list[Row]:
        """Return what the log tells of lists that were taken along for an organisation."""
        asked = {"action": action, "by": self.world.organisations[code].id}
        with self.transaction.as_owner() as owner:
            lines = [bytes(each) for each in owner.execute(_TAKEN, asked).scalars()]
        return [json.loads(each)["facts"] for each in lines]

    def _browser(self, who: str | Browser) -> Browser:
        return who if isinstance(who, Browser) else self.browser_of(who)

    def _file(self, who: str | Browser, address: str) -> bytes:
        answer: Page = self._browser(who).visit(address)
        assert answer.status == 200, address
        return answer.response.get_data()


def _as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime() if (value.hour, value.minute, value.second) == (0, 0, 0):
            return value.strftime("%Y-%m-%d")
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S")
        case _:
            return str(value)
