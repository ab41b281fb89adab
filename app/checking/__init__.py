"""`samenzicht check`: settings and surroundings, all that is wrong at once, in plain sentences.

A *fault* stops `serve`: with it people would be answered wrongly, or not at all. A *trouble* is
told by `check` alone: it mends without a new start, and pages go on meanwhile. Each line says what
is wrong and what to do. An installation on a loopback address is for trying out: of it only what
was set is looked at, not what people of elsewhere would need.
"""

from __future__ import annotations

from app.adapters import cage
from app.checking import database, keeping, provided, reaching
from app.running import Databases
from config.settings import Settings

SHORTEST_SECRET = 32


def faults(settings: Settings, databases: Databases) -> list[str]:
    """Return everything that must be put right before serving; empty when all is well."""
    found = [
        *database.faults(databases),
        *keeping.faults(settings),
        *_secret_faults(settings),
        *reaching.faults(settings),
    ]
    return found or list(keeping.belonging_faults(settings, databases))


def troubles(settings: Settings, databases: Databases) -> list[str]:
    """Return what else is wrong around an installation without faults."""
    found = [
        *reaching.troubles(settings),
        *keeping.troubles(settings),
        *_wall_troubles(settings),
        *database.wall_troubles(databases),
        *database.proof_troubles(databases),
        *database.witness_troubles(databases),
    ]
    if not settings.is_on_this_machine:
        found += database.troubles(databases)
        found += reaching.troubles_of_people(settings, databases)
        found += provided.troubles(settings, databases)
    return found


def warnings(settings: Settings) -> list[str]:
    """Return what works, but not as it should in production."""
    if settings.is_on_this_machine:
        return []
    found = []
    if settings.tsa_url is None:
        found.append(
            "The built-in authority puts the time on seals. It is not qualified: set TSA_URL."
        )
    if not settings.walls and not cage.has_walls():
        found.append(
            "Nothing puts walls around what reads files from outside: install bubblewrap, and let"
            " this account make namespaces."
        )
    if settings.clamd_address is None:
        found.append("Nothing looks for viruses in what comes in: set SAMENZICHT_CLAMD_ADDRESS.")
    if settings.backup_folder is None:
        found.append("No backups are looked after: set SAMENZICHT_BACKUP_FOLDER.")
    found += _mail_warnings(settings)
    if settings.security_contact is None:
        found.append(
            "Who finds a weakness reads nowhere whom to tell: set SAMENZICHT_SECURITY_CONTACT."
        )
    return found


def _mail_warnings(settings: Settings) -> list[str]:
    if settings.smtp_url is None:
        return [f"Mails go to {settings.data / 'mail'}, to nobody: set SAMENZICHT_SMTP_URL."]
    told = (
        "Mails, with links that let somebody in, may leave without TLS: set SAMENZICHT_SMTP_TLS"
        " to true, and let the mail server offer STARTTLS."
    )
    return [] if settings.smtp_tls else [told]


def _wall_troubles(settings: Settings) -> list[str]:
    if not settings.walls or cage.has_walls():
        return []
    told = (
        "No walls can be put around what reads files from outside, and SAMENZICHT_WALLS demands"
        " them: no file is looked into, drawn or converted meanwhile. Install bubblewrap, and let"
        " this account make namespaces."
    )
    return [told]


def bind_warnings(settings: Settings, host: str) -> list[str]:
    """Return what is doubtful about an address to serve at."""
    if not settings.proxies or host not in {"0.0.0.0", "::", ""}:  # noqa: S104 - warned of  # nosec B104
        return []
    told = (
        "SAMENZICHT_PROXIES is set and everybody who reaches this port may say where they come"
        " from: bind to the address that only the proxy reaches."
    )
    return [told]


def _secret_faults(settings: Settings) -> list[str]:
    secret = settings.secret_key
    if secret is None or len(secret.get_secret_value()) >= SHORTEST_SECRET:
        return []
    told = (
        f"SAMENZICHT_SECRET_KEY is shorter than {SHORTEST_SECRET} characters: make a longer one,"
        " `openssl rand -base64 48`."
    )
    return [told]
