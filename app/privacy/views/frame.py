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
from app.kernel.errors import known
from app.kernel.terms import is_plausible
from app.kernel.text import _, lazy
from app.kernel.web.lists import MOST_ROWS
from app.kernel.words import whole_number
from app.privacy import queries
from app.privacy.policy import PrivacyPermission, Register
from app.privacy.queries import Choice, RegisterPlace
from app.workspaces.models import Classification
from app.workspaces.queries import Facts

Row = TypeVar("Row")
PARTS = {
    "processing": lazy("Processing"),
    "disclosures": lazy("Disclosures"),
    "special_data": lazy("Special data"),
    "openings": lazy("Opened by others"),
    "surges": lazy("Opened very much"),
    "data_subjects": lazy("Look for a person"),
    "breaches": lazy("Data breaches"),
}
"""By endpoint, in the order of the links."""
NARROWING = ("workspace", "organisation", "from", "to", "document")
MOST_PAGES = 10_000


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
        return {
            **pages_of(f"privacy.{part}", rows, self.choice),
            **plain_context(part),
            "export": address_of(f"privacy.export_{part}", 0),
            "place_of": self.place_of,
            "place_refs": {each.id: each.ref for each in self.places},
            "places": self.places,
            "organisations": self.organisations,
            "is_cleared": self._is_cleared(),
            "others": self._others(),
        }

    def _is_cleared(self) -> bool:
        """Tell whether the organisation may have anything classified here at all."""
        own = self.organisations.get(known(self.register.organisation_id))
        return own is not None and Classification(own.highest_classification).rank > 0

    def _others(self) -> list[Organisation]:
        found = [
            each for key, each in self.organisations.items() if key != self.register.organisation_id
        ]
        return sorted(found, key=lambda each: each.name)


def around(actor: Actor) -> Around:
    """Read whose register it is and what is chosen."""
    register = queries.get_register_for(actor, PrivacyPermission.READ_REGISTER)
    places, organisations = queries.list_places(), identity.organisations_by_id()
    return Around(register, places, organisations, choice_of(places, organisations))


def choice_of(
    places: Sequence[RegisterPlace], organisations: Mapping[UUID, Organisation]
) -> Choice:
    """Read from the address what is wanted; what names nothing chooses nothing."""
    wanted, code = request.args.get("workspace"), request.args.get("organisation")
    return Choice(
        place=next((each.id for each in places if each.ref == wanted), None),
        organisation=next((key for key, each in organisations.items() if each.code == code), None),
        first_day=_day("from"),
        last_day=_day("to"),
        page=asked_page(),
    )


def plain_context(part: str) -> dict[str, Any]:
    """Return what every part shows, also one without a list."""
    sections = [Section(key, label, url_for(f"privacy.{key}")) for key, label in PARTS.items()]
    sections.append(Section("holds", lazy("Legal holds"), url_for("holds.list_all")))
    sections.append(Section("erasures", lazy("Erasing from a log"), url_for("erasures.list_all")))
    facts = Facts(_("the privacy officer of your organisation"))
    return {"part": part, "sections": sections, "facts": facts}


def pages_of(endpoint: str, rows: Sequence[Row], choice: Choice, **values: Any) -> dict[str, Any]:
    """Return a page of a list, and where the pages beside it are.

    Args:
        rows: of the page, and one more when there are more.
        values: of the address.
    """
    page, size = choice.page, choice.limit
    shown = rows[:size]
    return {
        "rows": shown,
        "first": page * size + 1,
        "last": page * size + len(shown),
        "older": address_of(endpoint, page + 1, **values) if len(rows) > size else None,
        "newer": address_of(endpoint, page - 1, **values) if page else None,
        "clear": url_for(endpoint, **values),
        "is_narrowed": choice.is_made,
        "chosen": {name: request.args.get(name, "") for name in NARROWING},
    }


def address_of(endpoint: str, page: int, **values: Any) -> str:
    """Return the address of a page of a list, narrowed as this one is."""
    kept = {name: request.args[name] for name in NARROWING if request.args.get(name)}
    asked = urlencode({**kept, "page": page} if page else kept)
    return url_for(endpoint, **values) + (f"?{asked}" if asked else "")


def _day(name: str) -> date | None:
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if is_plausible(found) else None


def asked_page() -> int:
    """Return which page of a list is asked for, from 0."""
    return whole_number(request.args.get("page"), most=MOST_PAGES) or 0
