"""Who seals for which organisation: one file, read at the start, all that is wrong in it at once.

A table for each organisation, named by its code. Secrets do not stand in it but in files of their
own, that are read only by who seals. A root is in force from a moment and may end; what was sealed
under it in between stays believed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature as _InvalidSignature

from app.adapters.openid.addresses import take_apart
from app.adapters.sealers import NoSeal, Sealer
from app.adapters.sealers.chains import read_certificates
from app.adapters.sealers.remote import SealerAtService
from app.adapters.sealers.token import SealerInToken
from app.adapters.trust import OutsideRoot, fingerprint

PEOPLE = "people"
OF_ROOTS = frozenset({"identifier", "policies", "roots", "withdrawn"})
COMMON = OF_ROOTS | {"kind", "seconds", PEOPLE}
TOKEN = frozenset({"module", "token", "key", "pin_file", "certificates", "settings"})
SERVICE = frozenset({"url", "credential", "client_id", "client_secret_file", "pin_file"})
KINDS = {"pkcs11": TOKEN, "csc": SERVICE}
OPTIONAL = frozenset({"settings", "pin_file", "withdrawn", "seconds", PEOPLE})
SECONDS = range(1, 61)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_OID = re.compile(r"[0-2](\.(0|[1-9][0-9]{0,38})){2,30}")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")
_IDENTIFIER = re.compile(r"[A-Z]{3}[A-Z]{2}-[!-~]{1,60}|[A-Z]{2}:[A-Z]{2}-[!-~]{1,60}")
"""ETSI EN 319 412-1, 5.1.4: three letters, a country and a number, or a national scheme."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


class WrongSealers(Exception):
    """The file is not right; `faults` names all that is wrong."""

    def __init__(self, faults: list[str]) -> None:
        """Keep them all."""
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True, slots=True)
class Sealers:
    """Who seals for whom, by the code of the organisation; who is not in it has a built-in key.

    Args:
        people: the roots under which people of an organisation sign with a key of their own.
    """

    by_code: Mapping[str, Sealer]
    people: Mapping[str, tuple[OutsideRoot, ...]] = field(default_factory=dict)

    def of(self, code: str) -> Sealer | None:
        """Return who seals for an organisation; None is the built-in authority."""
        return self.by_code.get(code)


def read_sealers(path: Path) -> Sealers:
    """Read the file.

    Raises:
        WrongSealers: something in it, or in a file it names, is not right.
    """
    try:
        tables = tomllib.loads(path.read_bytes().decode())
    except (OSError, ValueError) as fault:
        raise WrongSealers([f"{path}: {fault}"]) from fault
    faults: list[str] = []
    found, people = {}, {}
    for code, table in tables.items():
        held = dict(table) if isinstance(table, dict) else {}
        if PEOPLE in held:
            reader = _Reader(code, _table_in(held, PEOPLE), path.parent)
            people[code] = reader.people()
            faults += [f"[{code}.{PEOPLE}] {each}" for each in reader.faults]
            if held.keys() == {PEOPLE}:
                continue
        reader = _Reader(code, held, path.parent)
        sealer = reader.sealer()
        faults += [f"[{code}] {each}" for each in reader.faults]
        if sealer is not None and not reader.faults:
            found[code] = sealer
    if faults:
        raise WrongSealers(faults)
    return Sealers(found, people)


def _table_in(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = table[name]
    return value if isinstance(value, dict) else {}


class _Reader:
    """Reads one table; what is wrong is gathered, so that all of it can be told."""

    def __init__(self, code: str, table: Mapping[str, Any], folder: Path) -> None:
        self.faults: list[str] = []
        self._code, self._table, self._folder = code, table, folder

    def sealer(self) -> Sealer | None:
        """Return who seals; what is missing or wrong stands in `faults` then."""
        kind = self._table.get("kind")
        if not _CODE.fullmatch(self._code):
            self.faults.append("is not the code of an organisation.")
        if kind not in KINDS:
            self.faults.append('kind is "pkcs11" or "csc".')
            return None
        known = COMMON | KINDS[kind]
        self.faults += [f"{each} is not known here." for each in sorted(self._table.keys() - known)]
        missing = known - OPTIONAL - self._table.keys()
        if kind == "pkcs11" and "pin_file" not in self._table:
            missing |= {"pin_file"}
        self.faults += [f"{each} is missing." for each in sorted(missing)]
        return self._in_token() if kind == "pkcs11" else self._at_service()

    def people(self) -> tuple[OutsideRoot, ...]:
        """Return the roots under which people sign with a key of their own."""
        if not _CODE.fullmatch(self._code):
            self.faults.append("is not the code of an organisation.")
        known, needed = OF_ROOTS, ("policies", "roots")
        self.faults += [f"{each} is not known here." for each in sorted(self._table.keys() - known)]
        self.faults += [f"{each} is missing." for each in needed if each not in self._table]
        return self._roots()

    def _in_token(self) -> Sealer:
        certificates = self._path("certificates")
        if "certificates" in self._table:
            self._certificates(certificates, "certificates")
        settings = self._table.get("settings", {})
        if not isinstance(settings, dict) or not all(
            isinstance(each, str) for each in settings.values()
        ):
            self.faults.append("settings is a table of texts.")
            settings = {}
        return SealerInToken(
            module=self._path("module", has_to_be=True),
            token=self._text("token"),
            key=self._text("key"),
            pin_file=self._path("pin_file"),
            certificates=certificates,
            roots=self._roots(),
            settings=tuple(settings.items()),
            time_limit=self._patience(),
        )

    def _at_service(self) -> Sealer:
        return SealerAtService(
            url=self._url(),
            credential=self._text("credential"),
            client_id=self._text("client_id"),
            client_secret_file=self._path("client_secret_file"),
            pin_file=self._path("pin_file") if "pin_file" in self._table else None,
            roots=self._roots(),
            time_limit=self._patience(),
        )

    def _text(self, name: str) -> str:
        value = self._table.get(name, " ")
        if not isinstance(value, str) or not value or len(value) > 200:  # noqa: PLR2004 - ample
            self.faults.append(f"{name} is a text.")
            return ""
        return value

    def _path(self, name: str, *, has_to_be: bool = False) -> Path:
        path = self._folder / self._text(name)
        if has_to_be and name in self._table and not path.is_file():
            self.faults.append(f"{name} {path} is not there.")
        return path

    def _patience(self) -> timedelta:
        seconds = self._table.get("seconds", 15)
        if type(seconds) is not int or seconds not in SECONDS:
            self.faults.append("seconds is a number from 1 to 60.")
            return timedelta(seconds=15)
        return timedelta(seconds=seconds)

    def _url(self) -> str:
        url = self._text("url")
        if "url" not in self._table:
            return url
        try:
            parts = urlsplit(url)
            take_apart(url)
            is_right = url.endswith("/") and not parts.query and not parts.fragment
        except ValueError:
            parts, is_right = urlsplit(""), False
        if not is_right:
            self.faults.append("url is where the API begins, with / at the end, without a name.")
        elif (parts.scheme == "http") != (parts.hostname in LOOPBACK):
            self.faults.append("url must start with https:// unless on this machine.")
        return url

    def _certificates(self, path: Path, name: str) -> tuple[x509.Certificate, ...]:
        try:
            return read_certificates(path)
        except NoSeal as doubt:
            self.faults.append(f"{name} cannot be used: {doubt}.")
            return ()

    def _roots(self) -> tuple[OutsideRoot, ...]:
        identifier = self._matching("identifier", _IDENTIFIER, "NTRNL-12345678")
        policies = self._policies()
        withdrawn = self._withdrawn()
        found = []
        for entry in self._list_of_tables("roots"):
            begins_at, ends_at = self._moment(entry, "from"), self._moment(entry, "until")
            if begins_at is None or not isinstance(entry.get("file"), str):
                self.faults.append("each of roots has file and from, and may have until.")
                continue
            if ends_at is not None and ends_at <= begins_at:
                self.faults.append("a root ends after it begins.")
            for root in self._certificates(self._folder / entry["file"], "a file of roots"):
                self._check_root(root)
                found.append(OutsideRoot(root, identifier, policies, begins_at, ends_at, withdrawn))
        if len({fingerprint(each.certificate) for each in found}) < len(found):
            self.faults.append("a root is named twice.")
        if "roots" in self._table and not found:
            self.faults.append("roots names at least one.")
        return tuple(found)

    def _check_root(self, root: x509.Certificate) -> None:
        name = root.subject.rfc4514_string()
        try:
            root.verify_directly_issued_by(root)
            is_root = root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        except (ValueError, TypeError, x509.ExtensionNotFound, _InvalidSignature):
            is_root = False
        if not is_root:
            self.faults.append(f"{name} is no root: it is signed by another, or is no authority.")

    def _policies(self) -> tuple[str, ...]:
        policies = self._table.get("policies")
        if policies is None:
            return ()
        if not isinstance(policies, list) or not policies:
            self.faults.append("policies is a list of OIDs.")
            return ()
        if not all(isinstance(each, str) and _OID.fullmatch(each) for each in policies):
            self.faults.append("policies holds OIDs, such as 2.16.528.1.1003.1.2.5.7.")
            return ()
        return tuple(policies)

    def _withdrawn(self) -> tuple[tuple[str, datetime], ...]:
        found = []
        for entry in self._list_of_tables("withdrawn"):
            since, sha256 = self._moment(entry, "from"), entry.get("sha256")
            if since is None or not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
                self.faults.append("each of withdrawn has sha256 (64 hexadecimal digits) and from.")
                continue
            found.append((sha256, since))
        return tuple(found)

    def _matching(self, name: str, form: re.Pattern[str], example: str) -> str:
        value = self._table.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or not form.fullmatch(value):
            self.faults.append(f"{name} is such as {example}.")
            return ""
        return value

    def _list_of_tables(self, name: str) -> list[Mapping[str, Any]]:
        value = self._table.get(name, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.faults.append(f"{name} is a list of tables.")
            return []
        return value

    def _moment(self, entry: Mapping[str, Any], name: str) -> datetime | None:
        """Read a day, which begins at midnight in UTC, or a moment with its zone."""
        value = entry.get(name)
        if isinstance(value, datetime):
            if value.tzinfo is None:
                self.faults.append(f"{name} is a day, or a moment with its zone.")
                return None
            return value.astimezone(UTC)
        if isinstance(value, date):
            return datetime.combine(value, time(), tzinfo=UTC)
        if value is not None:
            self.faults.append(f"{name} is a day, or a moment with its zone.")
        return None
