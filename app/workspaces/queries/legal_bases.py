"""Legal bases: on which law one organisation may give documents to another, and for what.

There is no general Dutch law on exchange between supervisors; each basis names its law, its
parties, its data and its purpose. Read from `config/legal_bases.toml`. Not legal advice: a
privacy officer keeps the file.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.kernel.configuration import STRICT_SHAPE, WrongConfigurationError, read_toml, shape

ANYONE = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """One basis for giving sight of documents."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    title: str
    title_en: str
    law: str
    article: str
    givers: tuple[str, ...]
    """Codes of organisations, `kind:gemeente` for a kind, `*` for every participant."""
    receivers: tuple[str, ...]
    data_categories: tuple[str, ...]
    purpose: str
    purpose_en: str
    source: str
    protocol: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    """The last day on which it holds; None when it has no end."""

    def is_valid_on(self, day: date) -> bool:
        """Tell whether this basis holds on a day; its last day included."""
        has_begun = self.valid_from is None or self.valid_from <= day
        return has_begun and (self.valid_until is None or day <= self.valid_until)

    def holds_between(self, giver: tuple[str, str], receiver: tuple[str, str]) -> bool:
        """Tell whether the giver may use it towards the receiver.

        Args:
            giver: code and kind of the organisation that gives, ("igj", "rijksinspectie").
            receiver: the same of the organisation that receives.
        """
        return self.names_giver(giver) and self.names_receiver(receiver)

    def names_giver(self, organisation: tuple[str, str]) -> bool:
        """Tell whether an organisation (code and kind) may give on it."""
        return _names(self.givers, organisation)

    def names_receiver(self, organisation: tuple[str, str]) -> bool:
        """Tell whether an organisation (code and kind) may be given to on it."""
        return _names(self.receivers, organisation)


@dataclass(frozen=True, slots=True)
class _LegalBasesFile:
    __pydantic_config__ = STRICT_SHAPE

    bases: tuple[LegalBasis, ...]


class LegalBases(dict[str, LegalBasis]):
    """The legal bases of this installation by code, in the order of the file."""

    def of(self, codes: str) -> list[LegalBasis]:
        """Return the known bases among codes separated by spaces."""
        return [self[code] for code in codes.split() if code in self]


def load_legal_bases(path: Path) -> LegalBases:
    """Return the legal bases of a file by code, in the order of the file.

    Raises:
        WrongConfigurationError: with every mistake in the file.
    """
    content = shape(_LegalBasesFile, read_toml(path), name=path.name)
    problems = [f"{path.name}: {sentence}" for sentence in _mistakes(content.bases)]
    if problems:
        raise WrongConfigurationError(problems)
    return LegalBases({basis.code: basis for basis in content.bases})


def _mistakes(bases: tuple[LegalBasis, ...]) -> Iterator[str]:
    for code, times in Counter(basis.code for basis in bases).items():
        if times > 1:
            yield f"the code {code} is there {times} times."
    for basis in bases:
        if not basis.givers or not basis.receivers:
            yield f"{basis.code} needs givers and receivers; write {ANYONE!r} for everyone."
        if basis.valid_from and basis.valid_until and basis.valid_until < basis.valid_from:
            yield f"{basis.code} ends on {basis.valid_until}, before it begins."


def _names(parties: tuple[str, ...], organisation: tuple[str, str]) -> bool:
    code, kind = organisation
    return any(party in {ANYONE, code, f"kind:{kind}"} for party in parties)
