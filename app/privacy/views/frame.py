"""What every page of the register shares: what is chosen, its parts, and the facts bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from flask import request, url_for

from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel.access import Actor
from app.kernel.text import _, lazy
from app.kernel.web.lists import MOST_ROWS
from app.privacy import queries
from app.privacy.policy import PrivacyPermission, Register
from app.privacy.queries import Choice, RegisterPlace

Row = TypeVar("Row")
PARTS = {
    "processing": lazy("Processing"),
    "disclosures": lazy("Disclosures"),
    "special_data": lazy("Special data"),
}
"""By endpoint, in the order of the links."""
NARROWING = ("workspace", "organisation", "from", "to")
MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts bar: the register is of one organisation, and for its privacy officer alone."""

    classification: Sequence[tuple[str, str]]
    sight_orgs: Sequence[Organisation]
    sight_text: str
    sight_url: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A link to a part of the register."""

    key: str
    label: Any
    url: str


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around every part: whose register it is, what one can choose, what is chosen."""

    register: Register
    places: Sequence[RegisterPlace]
    organisations: Mapping[UUID, Organisation]
    choice: Choice

    @property
    def place_of(self) -> dict[UUID, RegisterPlace]:
        """The workspaces by id."""
        return {each.id: each for each in self.places}

    def to_export(self) -> Choice:
        """Return the same choice, for all its rows in one file."""
        return replace(self.choice, page=0, limit=MOST_ROWS)

    def context(self, part: str, rows: Sequence[Row]) -> dict[str, Any]:
        """Return what the templates need besides the part's own words.

        Args:
            part: its endpoint.
            rows: of the page, and one more when there are more.
        """
        page, size = self.choice.page, self.choice.limit
        shown = rows[:size]
        return {
            "rows": shown,
            "first": page * size + 1,
            "last": page * size + len(shown),
            "older": _address(part, page + 1) if len(rows) > size else None,
            "newer": _address(part, page - 1) if page else None,
            "export": _address(f"export_{part}", 0),
            "clear": url_for(f".{part}"),
            "is_narrowed": self.choice.is_made,
            "chosen": {name: request.args.get(name, "") for name in NARROWING},
            "part": part,
            "sections": [Section(key, label, url_for(f".{key}")) for key, label in PARTS.items()],
            "place_of": self.place_of,
            "places": self.places,
            "organisations": self.organisations,
            "others": self._others(),
            "facts": Facts([], [], _("the privacy officer of your organisation")),
        }

    def _others(self) -> list[Organisation]:
        found = [
            each for key, each in self.organisations.items() if key != self.register.organisation_id
        ]
        return sorted(found, key=lambda each: each.name)


def around(actor: Actor) -> Around:
    """Read whose register it is and what is chosen; what names nothing chooses nothing."""
    register = queries.get_register_for(actor, PrivacyPermission.READ_REGISTER)
    places, organisations = queries.list_places(), identity.organisations_by_id()
    wanted, code = request.args.get("workspace"), request.args.get("organisation")
    choice = Choice(
        place=next((each.id for each in places if each.ref == wanted), None),
        organisation=next((key for key, each in organisations.items() if each.code == code), None),
        first_day=_day("from"),
        last_day=_day("to"),
        page=_page(),
    )
    return Around(register, places, organisations, choice)


def _day(name: str) -> date | None:
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if date(1900, 1, 1) < found < date(9000, 1, 1) else None


def _page() -> int:
    page = request.args.get("page", "")
    is_number = page.isdecimal() and page.isascii() and len(page) < len(str(MOST_PAGES))
    return int(page) if is_number else 0


def _address(endpoint: str, page: int) -> str:
    kept = {name: request.args[name] for name in NARROWING if request.args.get(name)}
    asked = urlencode({**kept, "page": page} if page else kept)
    return url_for(f".{endpoint}") + (f"?{asked}" if asked else "")
