"""Settings: read from the environment once, typed, wrong ones named all together.

Every field is an environment variable with the prefix ``SAMENZICHT_``. A default is given only
where it is right for production and harmless in public.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from pydantic import ByteSize, Field, HttpUrl, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")


def default_data_folder() -> Path:
    """Return the data folder used when none is set.

    Root gets a folder outside private homes: the embedded database runs as a system user of its
    own, which must be able to walk to it.
    """
    return Path("/var/lib/samenzicht") if os.geteuid() == 0 else Path("data")


@dataclass(frozen=True, slots=True)
class BucketPlace:
    """A bucket of an object store, as its address tells."""

    name: str
    prefix: str = ""
    endpoint: str | None = None
    region: str = "eu-west-1"

    @property
    def is_safe(self) -> bool:
        """True when nobody can listen in on the way there."""
        parts = urlsplit(self.endpoint or "https://")
        return parts.scheme == "https" or (
            parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS
        )


class Settings(BaseSettings):
    """All that can be set from outside; frozen after reading."""

    model_config = SettingsConfigDict(
        env_prefix="SAMENZICHT_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    data: Path = default_data_folder()
    """Folder for the embedded database, documents, keys and written mails."""
    database_url: SecretStr | None = None
    """PostgreSQL as the application role; empty means the embedded server in ``data``."""
    migration_database_url: SecretStr | None = None
    """PostgreSQL as the owner role, for migrations."""
    keeper_database_url: SecretStr | None = None
    """PostgreSQL as the read-only role, for checks."""
    public_url: HttpUrl = HttpUrl("http://127.0.0.1:8000")
    """Address people type; must be https unless it is on this machine."""
    secret_key: SecretStr | None = None
    """Signs forms and notices; empty means a random one kept in ``data``."""
    master_key_file: Path | None = None
    """Key that wraps all keys of stored files; empty means a file in ``data``."""
    blob_url: str | None = None
    """Where stored files go (``file:///…``, ``s3://bucket?endpoint=https://…``); empty means a
    folder in ``data``."""
    blob_access_key: str | None = None
    """Name of the key to the bucket; empty means what the surroundings give."""
    blob_secret_key: SecretStr | None = None
    """The key to the bucket that goes with it."""
    backup_folder: Path | None = None
    """Where ``samenzicht backup create`` writes when no file is named; empty means nowhere."""
    backup_term: timedelta = timedelta(hours=26)
    """How old the newest backup there may be before ``samenzicht check`` tells."""
    smtp_url: SecretStr | None = None
    """Mail server (``smtp://host:25``); empty means mails are written to ``data``."""
    smtp_tls: bool = True
    """Whether mails only leave by TLS (STARTTLS or ``smtps://``); on this machine never asked."""
    clamd_address: str | None = None
    """Virus scanner (``unix:///run/clamav/clamd.ctl``, ``tcp://host:3310``); empty means off."""
    walls: bool = False
    """Whether files from outside are only read where bubblewrap puts walls around what reads."""
    security_contact: str | None = None
    """Where a weakness is told (``mailto:…`` or ``https://…``), for security.txt and its page."""
    tsa_url: HttpUrl | None = None
    """Authority that puts the time on seals (RFC 3161); empty means the built-in one."""
    tsa_roots: Path | None = None
    """File with the roots (PEM) its time stamps must come from."""
    sealers: Path | None = None
    """File that says whose seals are made with a key elsewhere; empty means nobody's."""
    witnesses_inside: str = ""
    """Origins of witnesses that may be inside our own network, with spaces between; empty: none."""
    highest_classification: Literal["ongerubriceerd", "dep_vertrouwelijk"] = "ongerubriceerd"
    """Highest classification this installation is accredited for."""
    max_upload: ByteSize = ByteSize(200 * 1024 * 1024)
    """Largest file accepted, in bytes (``200MiB``)."""
    session_idle: timedelta = timedelta(minutes=30)
    """A session ends after this long without a request."""
    session_absolute: timedelta = timedelta(hours=8)
    """A session ends after this long, whatever happens."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """How much is written to the log."""
    metrics_token: SecretStr | None = None
    """What a monitoring system shows to read ``/metrics``; empty means there is no such page."""
    rate_limits: bool = True
    """Whether too many requests of one address or organisation have to wait."""
    most_opened_hourly: int = Field(default=200, ge=1)
    """So many documents opened by one person in an hour are told to privacy officers; of their own
    organisation lists that are taken along count too."""
    most_opened_daily: int = Field(default=1000, ge=1)
    """After so many in 24 hours that person waits before originals can be downloaded again."""
    proxies: int = Field(default=0, ge=0, le=5)
    """How many proxies stand in front and name the address they were asked from."""
    demonstration: bool = False
    """The demonstration with its own sign-in providers; only on this machine."""

    @model_validator(mode="after")
    def _only_safe_combinations(self) -> Settings:
        faults = [
            *self._address_faults(),
            *self._storage_faults(),
            *self._scanner_faults(),
            *self._contact_faults(),
            *self._stamper_faults(),
            *self._demonstration_faults(),
        ]
        if faults:
            raise ValueError(" ".join(faults))
        return self

    def _address_faults(self) -> list[str]:
        if self.public_url.scheme != "https" and not self.is_on_this_machine:
            return ["SAMENZICHT_PUBLIC_URL must start with https:// unless it is on this machine."]
        return []

    def _contact_faults(self) -> list[str]:
        if self.security_contact is None:
            return []
        parts = urlsplit(self.security_contact)
        is_mail = parts.scheme == "mailto" and "@" in parts.path
        is_plain = self.security_contact.isprintable() and " " not in self.security_contact
        if is_plain and (is_mail or (parts.scheme == "https" and parts.hostname)):
            return []
        return [
            "SAMENZICHT_SECURITY_CONTACT must be mailto: and an address, or an https:// address."
        ]

    def _storage_faults(self) -> list[str]:
        faults = []
        if (self.blob_access_key is None) != (self.blob_secret_key is None):
            faults.append("SAMENZICHT_BLOB_ACCESS_KEY and _BLOB_SECRET_KEY go together.")
        if self.blob_url is None:
            return faults
        parts = urlsplit(self.blob_url)
        if "@" in parts.netloc:
            faults.append("Keys do not belong in SAMENZICHT_BLOB_URL: see _BLOB_ACCESS_KEY.")
        is_right = (parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc) or (
            parts.scheme == "s3" and bool(parts.netloc)
        )
        if not is_right:
            faults.append(
                "SAMENZICHT_BLOB_URL is file:///folder or s3://bucket?endpoint=https://…."
            )
        elif self.bucket is not None and not self.bucket.is_safe:
            faults.append("The endpoint in SAMENZICHT_BLOB_URL must start with https://.")
        return faults

    def _scanner_faults(self) -> list[str]:
        if self.clamd_address is None:
            return []
        parts = urlsplit(self.clamd_address)
        is_right = (parts.scheme == "unix" and parts.path.startswith("/")) or (
            parts.scheme == "tcp" and bool(parts.hostname)
        )
        if is_right:
            return []
        return ["SAMENZICHT_CLAMD_ADDRESS is unix:///path/of/socket or tcp://host:3310."]

    def _stamper_faults(self) -> list[str]:
        faults = []
        if (self.tsa_url is None) != (self.tsa_roots is None):
            faults.append("SAMENZICHT_TSA_URL and _TSA_ROOTS go together.")
        if self.tsa_url is None:
            return faults
        if self.tsa_url.username or self.tsa_url.password:
            faults.append("No name or password can stand in SAMENZICHT_TSA_URL.")
        is_here = (self.tsa_url.host or "").strip("[]") in LOOPBACK_HOSTS
        if (self.tsa_url.scheme == "http") != is_here:
            faults.append("SAMENZICHT_TSA_URL must start with https:// unless on this machine.")
        if self.demonstration:
            faults.append("The demonstration uses the built-in time stamps, not TSA_URL.")
        return faults

    def _demonstration_faults(self) -> list[str]:
        if not self.demonstration:
            return []
        faults = []
        if not self.is_on_this_machine or self.public_url.scheme != "http":
            faults.append("The demonstration only runs on http://127.0.0.1 of this machine.")
        if self.sealers is not None:
            faults.append("The demonstration uses the built-in seals, not SEALERS.")
        if self.database_url or self.migration_database_url:
            faults.append("The demonstration uses its own embedded database, not DATABASE_URL.")
        return faults

    @property
    def is_on_this_machine(self) -> bool:
        """True when the public address is a loopback address."""
        return (self.public_url.host or "").strip("[]") in LOOPBACK_HOSTS

    @property
    def key_file(self) -> Path:
        """Where the master key lies."""
        return self.master_key_file or self.data / "keys" / "master.key"

    @property
    def blob_folder(self) -> Path:
        """Folder of stored files."""
        parts = urlsplit(self.blob_url or "")
        return Path(parts.path) if parts.scheme == "file" else self.data / "blobs"

    @property
    def bucket(self) -> BucketPlace | None:
        """The bucket of stored files; None when they are in a folder."""
        parts = urlsplit(self.blob_url or "")
        if parts.scheme != "s3":
            return None
        asked = dict(parse_qsl(parts.query))
        return BucketPlace(
            name=parts.netloc,
            prefix=parts.path.strip("/"),
            endpoint=asked.get("endpoint"),
            region=asked.get("region", "eu-west-1"),
        )

    @property
    def origins_inside(self) -> frozenset[str]:
        """Origins of witnesses that may be inside our own network."""
        return frozenset(self.witnesses_inside.split())

    @property
    def partial_folder(self) -> Path:
        """Folder of files that are still being sent, beside the stored ones."""
        return self.blob_folder.with_name(f"{self.blob_folder.name}-arriving")

    @property
    def is_https(self) -> bool:
        """True when people reach the product over https."""
        return self.public_url.scheme == "https"

    @property
    def origin(self) -> str:
        """Scheme, host and port of the public address, without a path."""
        url = self.public_url
        standard = {"http": 80, "https": 443}[url.scheme]
        port = "" if url.port in (None, standard) else f":{url.port}"
        return f"{url.scheme}://{url.host}{port}"


def as_environment(values: Mapping[str, object]) -> dict[str, str]:
    """Return the environment of a process we start, with some settings in it.

    Args:
        values: settings by the name of their field; None leaves one out.
    """
    ours = {
        f"{Settings.model_config['env_prefix']}{name.upper()}": str(value)
        for name, value in values.items()
        if value is not None
    }
    return {**os.environ, **ours}


class WrongSettings(Exception):
    """The environment holds wrong settings; the message lists all of them."""


def read_settings(**overrides: object) -> Settings:
    """Read the settings from the environment.

    Args:
        overrides: values that go before the environment (command-line options).

    Raises:
        WrongSettings: one or more settings are wrong; all are named.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks the types itself
    except ValidationError as error:
        lines = [_sentence(fault) for fault in error.errors()]
        raise WrongSettings("\n".join(lines)) from None


def _sentence(fault: ErrorDetails) -> str:
    name = "_".join(str(part) for part in fault["loc"]).upper()
    text = str(fault["msg"]).removeprefix("Value error, ")
    return f"SAMENZICHT_{name}: {text}" if name else text
