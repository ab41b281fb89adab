"""Workspace templates: what a kind of collaboration usually looks like, read from TOML.

A template proposes; a coordinator decides. It names purpose, legal bases, arrangement, phases,
folders, sharing profiles, norms, seats, terms and usual tasks, so that a new workspace starts
with what these partners agreed before. One file per collaboration in
`config/workspace_templates/`; mistakes in any of them are told together, in plain words.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.kernel.configuration import STRICT_SHAPE, WrongConfigurationError, read_toml, shape
from app.kernel.terms import LegalSystem, TermRule, TermUnit

Mode = Literal["regular", "in_depth", "intensive"]
ClassificationCode = Literal["ongerubriceerd", "dep_vertrouwelijk"]
MarkingCode = Literal["openbaar", "intern", "vertrouwelijk", "medisch", "commercieel"]
ParticipantRole = Literal["lead", "partner", "observer", "guest"]
LevelCode = Literal["none", "finding", "view", "download", "contribute", "manage"]
AspectCode = Literal["resources", "cooperation", "information", "governance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """What a new document gets, and the highest that may come in."""

    __pydantic_config__ = STRICT_SHAPE

    default: ClassificationCode
    highest: ClassificationCode
    marking: MarkingCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long the file is kept, and which item of the selection list says so."""

    __pydantic_config__ = STRICT_SHAPE

    years: int
    selection_item: str
    keeps_forever: bool = False
    """Valued as B (bewaren): transferred, not destroyed, after these years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An organisation that usually takes part."""

    __pydantic_config__ = STRICT_SHAPE

    organisation: str
    role: ParticipantRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of the work, in order."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    name: str
    name_en: str
    usual_days: int
    """Calendar days it usually takes; 0 for a stretch without an end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A place for documents."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRule:
    """Who sees a new contribution, at which level."""

    __pydantic_config__ = STRICT_SHAPE

    role: ParticipantRole
    level: LevelCode


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingProfile:
    """A proposal an organisation may accept for what it brings; without it only itself sees it."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    title: str
    title_en: str
    rules: tuple[ProfileRule, ...]
    is_proposed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """What is tested: its text, the law behind it and the aspect of supervision."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    text: str
    text_en: str
    law: str
    aspect: AspectCode
    owner: str | None = None
    """The organisation whose norm it is; None when it is shared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """The office that signs for an organisation; `kind:gemeente` means any of that kind."""

    __pydantic_config__ = STRICT_SHAPE

    organisation: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term that belongs to this kind of work, law or policy."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    name: str
    name_en: str
    length: int
    unit: TermUnit
    legal_system: LegalSystem
    binds: bool
    source: str
    counts_back: bool = False

    @property
    def rule(self) -> TermRule:
        """This term as the kernel counts it."""
        return TermRule(
            length=self.length,
            unit=self.unit,
            legal_system=self.legal_system,
            counts_back=self.counts_back,
            binds=self.binds,
            source=self.source,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualTask:
    """A task that nearly always comes, the office or role that does it, and its term."""

    __pydantic_config__ = STRICT_SHAPE

    title: str
    title_en: str
    role: str
    phase: str
    term: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceTemplate:
    """One kind of collaboration."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    prefix: str
    """Start of the reference of every workspace made from it: JJI in JJI-2026-0001."""
    title: str
    title_en: str
    mode: Mode
    legal_bases: tuple[str, ...]
    purpose: str
    purpose_en: str
    arrangement: str
    """Proposal for the arrangement between joint controllers (AVG, article 26)."""
    arrangement_en: str
    classification: Classification
    retention: Retention
    parties: tuple[Party, ...]
    phases: tuple[Phase, ...]
    folders: tuple[Folder, ...]
    profiles: tuple[SharingProfile, ...]
    norms: tuple[Norm, ...] = ()
    seats: tuple[Seat, ...] = ()
    terms: tuple[Term, ...] = ()
    tasks: tuple[UsualTask, ...] = ()
    holds_cases: bool = False
    """Many cases are handled in such a workspace, one for each report."""

    def norm(self, code: str) -> Norm | None:
        """Return the norm with this code, or None."""
        return next((norm for norm in self.norms if norm.code == code), None)

    def folder(self, code: str) -> Folder | None:
        """Return the folder with this code, or None."""
        return next((folder for folder in self.folders if folder.code == code), None)


class TemplateShelf(dict[str, WorkspaceTemplate]):
    """The templates of this installation by code."""

    def terms_of(self, code: str) -> tuple[Term, ...]:
        """Return the terms that belong to the work of a template; none for one that is gone."""
        template = self.get(code)
        return template.terms if template else ()

    def tasks_of(self, code: str) -> tuple[UsualTask, ...]:
        """Return the tasks that nearly always come with a template; none for one that is gone."""
        template = self.get(code)
        return template.tasks if template else ()


def load_templates(folder: Path) -> TemplateShelf:
    """Return the templates of a folder by code, in the order of their codes.

    Raises:
        WrongConfigurationError: with every mistake in every file.
    """
    templates = TemplateShelf()
    problems: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            template = shape(WorkspaceTemplate, read_toml(path), name=path.name)
        except WrongConfigurationError as wrong:
            problems.extend(wrong.problems)
            continue
        problems.extend(f"{path.name}: {sentence}" for sentence in _mistakes(template, path))
        templates[template.code] = template
    if not templates and not problems:
        problems.append(f"{folder.name}: there is no workspace template in this folder.")
    if problems:
        raise WrongConfigurationError(problems)
    return templates


def _mistakes(template: WorkspaceTemplate, path: Path) -> Iterator[str]:
    """Yield what a dataclass cannot check: sizes, names used twice, names that point nowhere."""
    if template.code != path.stem:
        yield f"code is {template.code!r}, but the file is called {path.name}."
    if not template.legal_bases:
        yield "legal_bases is empty; name at least one legal basis."
    if sum(party.role == "lead" for party in template.parties) != 1:
        yield "parties needs exactly one organisation with the role lead."
    if not template.phases or not template.folders:
        yield "phases and folders each need at least one row."
    if sum(profile.is_proposed for profile in template.profiles) > 1:
        yield "profiles has more than one that is_proposed; propose one."
    yield from _twice("phases", (phase.code for phase in template.phases))
    yield from _twice("folders", (folder.code for folder in template.folders))
    yield from _twice("profiles", (profile.code for profile in template.profiles))
    yield from _twice("norms", (norm.code for norm in template.norms))
    yield from _twice("terms", (term.code for term in template.terms))
    yield from _wrong_tasks(template)


def _twice(table: str, codes: Iterable[str]) -> Iterator[str]:
    for code, times in Counter(codes).items():
        if times > 1:
            yield f"{table} has the code {code!r} {times} times."


def _wrong_tasks(template: WorkspaceTemplate) -> Iterator[str]:
    phases = {phase.code for phase in template.phases}
    terms = {term.code for term in template.terms}
    for task in template.tasks:
        if task.phase not in phases:
            yield f"the task {task.title!r} names the phase {task.phase!r}, which is not there."
        if task.term is not None and task.term not in terms:
            yield f"the task {task.title!r} names the term {task.term!r}, which is not there."
