"""What every page inside a workspace shows around its own part: name, tabs with counts, facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any

from sqlalchemy import ScalarSelect, Select, select

from app.identity.models import Organisation
from app.kernel import db, sql
from app.kernel.access import Actor
from app.kernel.text import _, ngettext
from app.workspaces.models import Foothold, Workspace
from app.workspaces.queries.people import Participant, list_delegations, select_delegations
from app.workspaces.queries.sections import (
    MOST_COUNTED,
    Beholder,
    Counter,
    asides,
    sections,
)
from app.workspaces.queries.words import MODE_WORDS, classification_cells


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to one part of the workspace."""

    key: str
    label: str
    url: str
    count: str | None
    keys: str


@dataclass(frozen=True, slots=True)
class Place:
    """The workspace as ``layout/workspace.html`` draws it."""

    name: str
    reference: str
    url: str
    lead: Organisation
    tags: list[str]
    sections: tuple[Tab, ...]
    is_classified: bool
    """Something classified may be here, which is not shown after too weak a sign-in."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts bar of a page: what is this, who can see it."""

    sight_text: Any
    """May be a sentence that is said when it is drawn."""
    _: KW_ONLY
    classification: Sequence[tuple[str, str]] = ()
    sight_orgs: Sequence[Organisation] = ()
    sight_url: str = ""


@dataclass(frozen=True, slots=True)
class Along:
    """Something small that a page asks in the statement of the frame, not in one of its own."""

    statement: ScalarSelect[Any]
    """One value; the same object each time, so that the whole is built once."""
    values: dict[str, Any]
    """Its parameters."""
    read: Callable[[Any], Any]
    """Makes of the answer what the page needs."""


def workspace_frame(
    actor: Actor,
    workspace: Workspace,
    *,
    section: str,
    beside: Beholder | None = None,
    along: Sequence[Along] = (),
) -> dict[str, Any]:
    """Return the template variables around a part of a workspace; one statement, all counts in it.

    Keys: ``place``, ``here``, ``facts`` (for the layout), ``workspace``, ``participants`` (with
        ``.organisation``, ``.participation``, ``.people``, in their fixed order), ``along``. A page
        about one object puts its own ``facts`` in their stead.

    Args:
        section: key of the tab the page belongs to (``documents``, ``tasks`` …).
        beside: count under the tabs what this one may see as well, and nothing else.
        along: what the page wants to know besides; the answers are under ``along``, in order.
    """
    shown = sections(workspace)
    counters = {each.key: each.count for each in shown if each.count is not None}
    beside_them = asides()
    others = () if beside is None else (beside,)
    counted: list[tuple[Counter, tuple[Beholder, ...]]] = [
        (count, others) for count in counters.values()
    ]
    counted += [(each.count, ()) for each in beside_them]
    also = tuple(each.statement for each in along)
    here = replace(workspace.foothold, id=sql.HERE)
    asked = _statement(actor, here, tuple(counted), along=also)
    values = {"here": workspace.id} | {
        name: value for each in along for name, value in each.values.items()
    }
    participants, numbers = list_delegations(workspace, asked, values=values)
    counts = dict(zip(counters, numbers, strict=False))
    for aside, number in zip(beside_them, numbers[len(counters) :], strict=False):
        aside.tell(number)
    answers = numbers[len(counted) :] or [None for _each in along]
    url = f"/workspaces/{workspace.ref}"
    tabs = tuple(
        Tab(each.key, str(each.label), url + each.path, _in_tab(counts.get(each.key)), each.keys)
        for each in shown
    )
    tags = [str(MODE_WORDS[workspace.mode])] if workspace.mode in MODE_WORDS else []
    if not workspace.is_open:
        tags.append(_("Closed"))
    return {
        "place": Place(
            workspace.title,
            workspace.ref,
            url,
            workspace.lead,
            tags,
            tabs,
            is_classified=workspace.classification.rank > 0,
        ),
        "here": section,
        "facts": Facts(
            sight_in_words(participants),
            classification=classification_cells(workspace.classification, workspace.marking),
            sight_orgs=[each.organisation for each in participants],
            sight_url=f"{url}/members",
        ),
        "workspace": workspace,
        "participants": participants,
        "along": [each.read(answer) for each, answer in zip(along, answers, strict=True)],
    }


def ask(*along: Along) -> list[Any]:
    """Ask what would go along with a frame where none is drawn; one statement."""
    statement = _alone(tuple(each.statement for each in along))
    values = {name: value for each in along for name, value in each.values.items()}
    (found,) = db.rows(statement, values)
    return [each.read(answer) for each, answer in zip(along, found, strict=True)]


@sql.kept
def _alone(asked: tuple[ScalarSelect[Any], ...]) -> Select[Any]:
    return select(*asked)


@sql.kept
def _statement(
    actor: Actor,
    place: Foothold,
    counted: tuple[tuple[Counter, tuple[Beholder, ...]], ...],
    *,
    along: tuple[ScalarSelect[Any], ...],
) -> Select[Any]:
    numbers = (count(actor, place, *others) for count, others in counted)
    return select_delegations(place.id, *numbers, *along)


def _in_tab(number: int | None) -> str | None:
    """Write the number in a tab; counting stopped at `MOST_COUNTED`, and there may be more."""
    if number is None:
        return None
    return str(number) if number < MOST_COUNTED else f"{MOST_COUNTED - 1}+"


def sight_in_words(participants: list[Participant]) -> str:
    """Say how many can see a workspace: ``4 organisaties, 11 mensen``."""
    people = sum(each.people for each in participants)
    organisations = len(participants)
    return _(
        "%(organisations)s, %(people)s",
        organisations=ngettext("%(num)d organisation", "%(num)d organisations", organisations),
        people=ngettext("%(num)d person", "%(num)d people", people),
    )
