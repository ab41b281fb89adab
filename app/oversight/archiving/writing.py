"""Texts of a package, in Dutch: how to read it, observations, findings and contributions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.contributions.models import Contribution, ContributionRound
from app.findings.models import Finding, Observation, ObservationVersion
from app.findings.queries import (
    ASPECT_WORDS,
    JUDGEMENT_WORDS,
    SENSE_WORDS,
    SUBJECT_WORDS,
    EvidenceRow,
    FactRow,
)
from app.incidents.models import Case, CaseDecision, JointLetter
from app.incidents.queries import (
    KIND_WORDS,
    OUTCOME_WORDS,
    SENDER_WORDS,
    STATUS_WORDS,
    TermRow,
)
from app.kernel.clock import HOME_ZONE
from app.tasks.queries.term_words import CHANGE_WORDS

README = """Archiefpakket van {ref}
{title}
Voor: {name}

Dit pakket is een tas volgens BagIt 1.0 (RFC 8493). In data/ staat:
  dossier.mdto.xml      de samenwerkruimte als dossier
  documenten/           elk document, met alle vrijgegeven versies
  waarnemingen/         elke waarneming die u leest, met elke versie ervan
  bevindingen/          elke bevinding, met het bewijs dat u mag kennen
  bijdragen/            wat in een uitvraag is geleverd, door u of aan u
  zaken/                elke zaak die u ziet: feiten, termijnen, besluiten en verstuurde brieven
  rapporten/            elk vastgezet rapport met zijn bewijspakket
  logboek/              het hele logboek, het ondertekende checkpoint en het controleprogramma
  overzicht.csv         wat er in zit, en wat niet is meegenomen en waarom

Naast elk bestand staat een bestand met dezelfde naam en .mdto.xml: de metagegevens volgens
MDTO 1.0. Wat een document of bevinding is, staat in geheel.mdto.xml in dezelfde map. De waardering
komt uit het sjabloon van de samenwerkruimte: leg haar naast uw eigen selectielijst.

Het pakket bevat wat deze organisatie zelf inbracht en wat anderen haar gaven. Taken, gesprekken
en concepten van rapporten, bijdragen en brieven zitten er niet in.

Het logboek nakijken (met Python 3.11 of later en het pakket cryptography)
  cd data/logboek
  python samenzicht_controle.py log logboek.jsonl --bewaard checkpoint.txt
Regels over wat u niet mag zien, staan er alleen als vingerafdruk. Zo is te bewijzen dat er geen
regel ontbreekt.
"""
OF_A_PERSON = """
Gevraagd door {name}. Wat alleen aan collega's bij naam is gegeven, zit er niet in.
"""


def write_observation(
    observation: Observation,
    versions: Sequence[ObservationVersion],
    *,
    names: Mapping[UUID, str],
    cited: Sequence[EvidenceRow],
) -> str:
    """Write an observation as Markdown, version by version, with the evidence it rests on now."""
    parts = [f"# {observation.ref} {observation.title}", f"Van: {observation.organisation.name}"]
    if observation.is_withdrawn:
        parts.append(f"Ingetrokken: {observation.withdrawal_reason}")
    for each in versions:
        at = f" {each.observed_at:%H:%M}" if each.observed_at else ""
        facts = [
            f"{SENSE_WORDS[each.kind]} op {each.observed_on:%Y-%m-%d}{at}",
            f"Door: {', '.join(sorted(names[one] for one in each.observers if one in names))}",
            f"Waarover: {each.subject} ({SUBJECT_WORDS[each.subject_kind]})",
            f"Plaats: {each.place or '-'}",
        ]
        if each.reason:
            facts.append(f"Reden van de wijziging: {each.reason}")
        parts += [f"## Versie {each.number}: {each.title}", "\n".join(facts), each.text]
    if cited:
        parts += ["## Bewijs", "\n".join(_evidence(each) for each in cited)]
    return "\n\n".join(parts) + "\n"


def write_finding(
    finding: Finding, cited: Sequence[EvidenceRow], *, facts: Sequence[FactRow] = ()
) -> str:
    """Write a finding as Markdown, with the observations and evidence its reader may know of."""
    told = (
        f"Van: {finding.organisation.name}",
        f"Norm: {finding.norm.code} {finding.norm.text}",
        f"Aspect: {ASPECT_WORDS[finding.aspect]}",
        f"Oordeel: {JUDGEMENT_WORDS[finding.judgement]}",
        f"Versie: {finding.version}, {finding.changed_on:%Y-%m-%d}",
    )
    parts = [f"# {finding.ref} {finding.title}", "\n".join(told), finding.text]
    if finding.recommendations:
        parts += ["## Aanbevelingen", "\n".join(_advice(finding))]
    if facts:
        parts += ["## Waarnemingen", "\n".join(_fact(each) for each in facts)]
    if cited:
        parts += ["## Bewijs", "\n".join(_evidence(each) for each in cited)]
    return "\n\n".join(parts) + "\n"


def write_contribution(
    round_: ContributionRound, *, by: Contribution, text: str, documents: Sequence[str]
) -> str:
    """Write a delivered contribution as Markdown, with what was asked and what goes along."""
    facts = [
        f"Gevraagd door: {round_.organisation.name}",
        f"Gegeven door: {by.organisation.name}",
        f"Doel: {round_.purpose}",
        f"Grondslag: {round_.legal_basis}",
    ]
    if by.delivered_at is not None:
        facts.append(f"Geleverd: {by.delivered_at.astimezone(HOME_ZONE):%Y-%m-%d}")
    parts = [f"# {round_.title}", "\n".join(facts), "## Gevraagd", round_.details]
    parts += ["## Gegeven", text] if text else []
    if documents:
        parts += ["## Documenten", "\n".join(f"- {each}" for each in documents)]
    return "\n\n".join(parts) + "\n"


def write_case(
    case: Case,
    *,
    terms: Sequence[TermRow],
    decisions: Sequence[CaseDecision],
    letters: Sequence[JointLetter],
) -> str:
    """Write a case as Markdown: what was reported, its terms, and what was decided and sent."""
    told = [
        f"Wat is gemeld: {KIND_WORDS[case.kind]}",
        f"Door wie: {SENDER_WORDS[case.sender]}",
        f"Instelling: {case.institution.name}",
        f"Gemeente: {case.municipality.name if case.municipality else '-'}",
        f"Binnengekomen: {case.received_on:%Y-%m-%d}, geregistreerd {case.registered_on:%Y-%m-%d}",
        f"Behandeld door: {case.organisation.name}",
        f"Status: {STATUS_WORDS[case.status]}",
    ]
    parts = [f"# {case.ref} {case.pseudonym}", "\n".join(told), case.facts]
    if terms:
        parts += ["## Termijnen", "\n".join(_term(each) for each in reversed(terms))]
    parts += ["## Besluiten", *(_decision(each) for each in decisions)] if decisions else []
    if letters:
        parts += ["## Brieven", "\n".join(_letter(each) for each in reversed(letters))]
    return "\n\n".join(parts) + "\n"


def _term(row: TermRow) -> str:
    term = row.term
    ended = f", klaar op {term.ended_on:%Y-%m-%d}" if term.ended_on else ""
    why = "".join(f"\n  - {CHANGE_WORDS[each.kind]}: {each.reason}" for each in row.changes)
    return f"- {term.name}: {term.starts_on:%Y-%m-%d} tot en met {row.ends_on:%Y-%m-%d}{ended}{why}"


def _decision(decision: CaseDecision) -> str:
    by = "commissie" if decision.meeting_id else "triage"
    day = decision.made_at.astimezone(HOME_ZONE)
    told = f"{decision.number}. {OUTCOME_WORDS[decision.outcome]} ({by}, {day:%Y-%m-%d}"
    return f"{told}, {decision.organisation.name})\n\n{decision.reason}"


def _letter(letter: JointLetter) -> str:
    moment = letter.made_final_at
    day = f"{moment.astimezone(HOME_ZONE):%Y-%m-%d}" if moment else "-"
    return f"- {day}: {letter.current.subject}, SHA-256 {letter.fingerprint}"


def _advice(finding: Finding) -> list[str]:
    return [f"- {each.text} (aan: {each.addressee})" for each in finding.recommendations]


def _fact(fact: FactRow) -> str:
    return f"- {fact.observation.ref}, versie {fact.said.number}: {fact.said.title}"


def _evidence(cited: EvidenceRow) -> str:
    name = cited.title or f"gesloten document van {cited.owner.short_name}"
    return f"- {name}, versie {cited.number}, SHA-256 {cited.sha256}"
