"""What a change of rules does, in words: who gains, who loses, who keeps, by organisation."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.documents.models import Level
from app.documents.queries import Seer
from app.documents.service.giving import ImpactOfSeveral
from app.documents.service.sharing import Impact
from app.kernel.text import _, join_words, lazy, ngettext

LEVEL_WORDS = {
    Level.NONE: lazy("Nothing"),
    Level.FINDING: lazy("Only as a finding"),
    Level.VIEW: lazy("May view on screen"),
    Level.DOWNLOAD: lazy("May download"),
    Level.CONTRIBUTE: lazy("May contribute"),
    Level.MANAGE: lazy("Manages"),
}


@dataclass(frozen=True, slots=True)
class ImpactLine:
    """One line of what a change does; drawn by ``components/impact.html``."""

    sign: str
    strong: str
    names: list[str]


def impact_lines(impact: Impact, *, owner_id: UUID) -> list[ImpactLine]:
    """Say who gains, who loses and who keeps, by organisation and name."""
    before = {each.person.id: each.level for each in impact.before}
    by_organisation: dict[UUID, list[Seer]] = {}
    for each in impact.after:
        by_organisation.setdefault(each.organisation.id, []).append(each)
    lines: list[ImpactLine] = []
    same: list[str] = []
    for seers in by_organisation.values():
        found = _lines_about(seers, before)
        lines += found
        is_owner = seers[0].organisation.id == owner_id
        if not found and not is_owner and max(each.level for each in seers) >= Level.VIEW:
            same.append(seers[0].organisation.short_name)
    if same:
        text = ngettext(
            "%(names)s keeps the same right",
            "%(names)s keep the same right",
            len(same),
            names=join_words(same),
        )
        lines.append(ImpactLine("same", text, []))
    return lines


def _lines_about(seers: list[Seer], before: dict[UUID, Level]) -> list[ImpactLine]:
    organisation = seers[0].organisation.short_name
    moved = [
        (each, before.get(each.person.id, Level.NONE))
        for each in seers
        if each.level != before.get(each.person.id, Level.NONE)
    ]
    gain = [each.person.name for each, was in moved if was < Level.VIEW <= each.level]
    loss = [each.person.name for each, was in moved if each.level < Level.VIEW <= was]
    other = [each for each, was in moved if (was < Level.VIEW) == (each.level < Level.VIEW)]
    lines = []
    if gain:
        text = ngettext(
            "%(num)d person of %(organisation)s will see this",
            "%(num)d people of %(organisation)s will see this",
            len(gain),
            organisation=organisation,
        )
        lines.append(ImpactLine("gain", text, gain))
    if loss:
        text = ngettext(
            "%(num)d person of %(organisation)s will not see this any more",
            "%(num)d people of %(organisation)s will not see this any more",
            len(loss),
            organisation=organisation,
        )
        lines.append(ImpactLine("loss", text, loss))
    return lines + _other_lines(other, organisation, before=before)


def _other_lines(
    seers: list[Seer], organisation: str, *, before: dict[UUID, Level]
) -> list[ImpactLine]:
    """Say who gets another right without gaining or losing sight."""
    by_right: dict[tuple[str, Level], list[str]] = {}
    for each in seers:
        sign = "gain" if each.level > before.get(each.person.id, Level.NONE) else "loss"
        by_right.setdefault((sign, each.level), []).append(each.person.name)
    return [
        ImpactLine(
            sign,
            _(
                "%(organisation)s gets another right: %(right)s",
                organisation=organisation,
                right=str(LEVEL_WORDS[level]).lower(),
            ),
            names,
        )
        for (sign, level), names in by_right.items()
    ]


def several_lines(impact: ImpactOfSeveral) -> list[ImpactLine]:
    """Say who gains, who loses and who gets another right to which documents.

    Documents for which the same holds for the same people stand on one line.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for document_id, title in impact.titles.items():
        before = {each.person.id: each.level for each in impact.before[document_id]}
        for line in _turned(impact.after[document_id], before):
            found.setdefault(line, []).append(title)
    if not found:
        return [ImpactLine("same", _("Nobody gets another right"), [])]
    return [
        ImpactLine(sign, sentence, sorted(titles)) for (sign, sentence), titles in found.items()
    ]


def _turned(seers: list[Seer], before: dict[UUID, Level]) -> list[tuple[str, str]]:
    """Say, with a sign, who gains, loses or gets another right to one document."""
    turned: dict[tuple[str, Level | None], dict[str, list[str]]] = {}
    for each in seers:
        was = before.get(each.person.id, Level.NONE)
        if was != each.level:
            turns = (was < Level.VIEW) != (each.level < Level.VIEW)
            key = "gain" if was < each.level else "loss", None if turns else each.level
            by_organisation = turned.setdefault(key, {})
            by_organisation.setdefault(each.organisation.short_name, []).append(each.person.name)
    return [
        (sign, _turn_in_words(sign, level, people=_by_organisation(found)))
        for (sign, level), found in turned.items()
    ]


def _by_organisation(found: dict[str, list[str]]) -> str:
    return join_words([f"{', '.join(names)} ({code})" for code, names in found.items()])


def _turn_in_words(sign: str, level: Level | None, *, people: str) -> str:
    """Say what becomes of people; the level is named when they saw it, or not, all along."""
    if level is not None:
        return _(
            "%(people)s: another right (%(right)s)",
            people=people,
            right=str(LEVEL_WORDS[level]).lower(),
        )
    if sign == "gain":
        return _("%(people)s will see", people=people)
    return _("%(people)s will not see any more", people=people)
