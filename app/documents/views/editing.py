"""Editing the rule about one organisation: what the pages of a document and of a folder share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import date
from uuid import UUID

from flask import request
from flask_babel import get_locale

from app.documents import queries, service
from app.documents.forms import AccessForm, gone_in_words
from app.documents.legal_bases import OWN_PREFIX, LegalBases, LegalBasis
from app.documents.models import AccessRule, Document, Level, SpecialData
from app.documents.queries import OrganisationSight, Seer
from app.documents.service import NewRule
from app.documents.service.rules import LONGEST_PURPOSE, special_data_in_words
from app.identity import queries as identity
from app.identity.models import Organisation, Person
from app.kernel.day_words import day_in_words
from app.kernel.text import _
from app.kernel.web.current import request_id
from app.kernel.web.house import current_house
from app.kernel.work import circumstances
from app.workspaces.models import Workspace


def proposal_of(
    form: AccessForm, workspace: Workspace, *, rules: list[NewRule] | None
) -> service.Proposal:
    """Return what a form asks for: the rules about one organisation, or to follow what is above."""
    return service.Proposal(
        rules=rules,
        bases=current_house().tool(LegalBases),
        seen=form.seen_version.data or "",
        workspace=workspace,
        only=form.organisation.data or "",
        beside=form.beside(),
    )


def only_looking() -> AbstractContextManager[None]:
    """Leave the form's key alone: a form of which only the effect is shown is not carried out."""
    return circumstances(request_id=request_id(), queue=current_house().queue)


def chosen_of(
    sights: Iterable[OrganisationSight], form: AccessForm | None
) -> OrganisationSight | None:
    """Return the organisation whose rule is edited; the owner has none."""
    code = form.organisation.data if form else request.args.get("organisation")
    for each in sights:
        if each.organisation.code == code and not each.is_owner:
            return each
    return None


def editor_of(
    chosen: OrganisationSight,
    *,
    giver: Organisation,
    token: str,
    form: AccessForm | None,
    special_data: Sequence[SpecialData] = (),
    own_bases: Sequence[LegalBasis] = (),
) -> AccessForm:
    """Return the form for one organisation: as it was sent, else with the rule that counts now.

    Args:
        own_bases: approved in free text for this document and organisation.
    """
    if form is None:
        asked = request.args.get("rule", "")
        form = AccessForm.about(
            chosen.organisation.code, rules=chosen.rules, token=token, asked=asked
        )
        _suggest(form, own_bases)
    offer(
        form,
        giver=giver,
        receiver=chosen.organisation,
        people=chosen.people,
        rules=chosen.rules,
        special_data=special_data,
        own_bases=own_bases,
    )
    return form


def _suggest(form: AccessForm, own_bases: Sequence[LegalBasis]) -> None:
    """Fill in the basis, its purpose and the end that the address names, when it names a basis.

    Or, when the address says so, only a finding, without a basis. It is a proposal on screen: what
    is saved is checked like any other rule.
    """
    if request.args.get("level") == Level.FINDING.code:
        form.level.data, form.legal_basis.data = Level.FINDING.code, ""
        return
    code = request.args.get("legal_basis", "")
    known = {**current_house().tool(LegalBases), **{each.code: each for each in own_bases}}
    basis = known.get(code)
    if basis is None:
        return
    form.legal_basis.data = code
    form.purpose.data = (basis.purpose if str(get_locale()) == "nl" else basis.purpose_en)[
        :LONGEST_PURPOSE
    ]
    if form.level.data in (Level.NONE.code, Level.FINDING.code):
        form.level.data = Level.VIEW.code
    with suppress(ValueError):
        form.until.data = date.fromisoformat(request.args.get("until", ""))


def offer(
    form: AccessForm,
    *,
    giver: Organisation,
    receiver: Organisation,
    people: Sequence[Seer],
    rules: Sequence[AccessRule] = (),
    special_data: Sequence[SpecialData] = (),
    own_bases: Sequence[LegalBasis] = (),
) -> None:
    """Fill the choices of a form: the bases that hold between the two, the people of the other.

    Args:
        rules: about the other that count now; who they name stays a choice.
    """
    bases = [
        *queries.list_bases_between(
            current_house().tool(LegalBases), giver=giver, receiver=receiver
        ),
        *own_bases,
    ]
    form.offer(
        bases=bases,
        people=people,
        former=former_of(rules, people),
        special_data=special_data,
        language=str(get_locale()),
    )


def former_of(rules: Iterable[AccessRule], people: Iterable[Seer]) -> list[Person]:
    """Return who rules name and who does not work here any more, by name."""
    named = {one for rule in rules for one in rule.people}
    gone = named - {each.person.id for each in people}
    found = identity.list_people(gone).values() if gone else ()
    return sorted(found, key=lambda each: (each.name, each.id))


def named_words(sights: Iterable[OrganisationSight]) -> dict[UUID, list[str]]:
    """Return, by rule, whom it names, also who does not work here any more; no rule for all."""
    sights = list(sights)
    everybody = [one for each in sights for one in each.people]
    rules = [rule for each in sights for rule in each.rules]
    names = {each.person.id: each.person.name for each in everybody}
    for person in former_of(rules, everybody):
        names[person.id] = gone_in_words(person.name)
    return {
        rule.id: sorted(names[one] for one in rule.people if one in names)
        for rule in rules
        if rule.people
    }


def basis_words(rules: Iterable[AccessRule]) -> dict[str, str]:
    """Return the names of the legal bases that rules rest on, in the reader's language."""
    bases, is_dutch = current_house().tool(LegalBases), str(get_locale()) == "nl"
    found = {code: bases.get(code) for code in {rule.legal_basis for rule in rules}}
    words = {
        code: basis.title if is_dutch else basis.title_en for code, basis in found.items() if basis
    }
    own = {code for code in found if code.startswith(OWN_PREFIX)}
    return words | {code: _("Basis that the privacy officer approved") for code in own}


def lacking_words(rules: Iterable[AccessRule], document: Document) -> dict[UUID, str]:
    """Return, by rule, the special data it gives without naming them."""
    lacking = {rule.id: rule.lacks(document) for rule in rules}
    return {key: special_data_in_words(found) for key, found in lacking.items() if found}


def foot_of(form: AccessForm | None) -> str:
    """Say when the rule begins and ends."""
    if form is None or form.level.data == Level.NONE.code:
        return _("This holds from the moment you save.")
    if not form.until.data:
        return ""
    return _(
        "The rule holds at once and ends by itself after %(day)s.",
        day=day_in_words(form.until.data),
    )
