"""The one list: tools, features in order, their blueprints, jobs, and who reacts to which event."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.adapters import cage
from app.adapters.blobs import BlobStore, SealedBlobs
from app.adapters.file_store import FileBlobs
from app.adapters.keys import MasterKey
from app.adapters.mail import Mailer
from app.adapters.object_store import Bucket, ObjectBlobs
from app.adapters.partials import PartialBlobs
from app.adapters.scanner import Scanner
from app.adapters.sealers.configuration import Sealers, read_sealers
from app.adapters.timestamps.at_address import StamperAtAddress, read_roots
from app.adapters.witnessing import Post
from app.closing.events import ClosingMoved
from app.closing.selection import load_selection_lists
from app.comments.events import PeopleNamed
from app.contributions import service as contributions
from app.contributions.queries import due as contributions_due
from app.coordination.events import IncidentNoticed, OverlapMoved
from app.desk import views as desk
from app.desk.queries import Phrasebook
from app.documents import service as documents
from app.documents.events import (
    AccessAsked,
    AccessGiven,
    BasisAnswered,
    BasisAsked,
    ContentToRead,
    DocumentBroughtFor,
    RulesChanged,
    VirusFound,
    WhatStaysChosen,
)
from app.documents.grounds import load_grounds
from app.documents.queries import enclosing
from app.emergencies.events import EmergencyMoved
from app.erasures import queries as erasures
from app.findings import service as findings
from app.findings.events import ScoresAsked
from app.followups import service as followups
from app.identity import signed_in
from app.identity.events import AddressRefused, PeopleUnbound, ProviderClosed
from app.incidents.events import CaseAcute, LetterAsked, MeetingChanged
from app.kernel import events
from app.kernel.web.arriving import Reception, hang_reception
from app.kernel.web.door import GuardedBlueprint, refuse_unguarded
from app.kernel.web.house import House, house_of
from app.kernel.web.leaving import Departure, hang_departure
from app.kernel.web.limits import Counted, Limit, Limiter, hang_limits
from app.notifications import queries as notices
from app.notifications import service as notifications
from app.privacy import queries as privacy
from app.programme import queries as programmes
from app.programme import service as programme
from app.provisioning import service as provisioning
from app.publications.events import PublicationMoved
from app.reports.events import ReportAdopted, SignaturesAsked
from app.reports.queries import due as signing_due
from app.requests import service as requests
from app.requests.events import RequestMoved
from app.search import service as search
from app.successions.events import PlaceSucceeds
from app.tasks import views as task_views
from app.tasks.events import TaskMoved, TasksGotDay, TasksHandedOver, TasksMovedAlong
from app.tasks.queries import Calm, Enclosures
from app.workspaces.events import MembershipChanged, WorkspaceStarted
from app.workspaces.queries import Occasions, due
from app.workspaces.queries.due import Sources
from app.workspaces.queries.legal_bases import load_legal_bases
from app.workspaces.templates import load_templates
from config.settings import Settings

CONFIG = Path(__file__).parents[1] / "config"

FEATURES = (
    "identity",
    "provisioning",
    "workspaces",
    "emergencies",
    "documents",
    "tasks",
    "sharing",
    "requests",
    "findings",
    "comments",
    "reports",
    "rebuttals",
    "followups",
    "publications",
    "contributions",
    "incidents",
    "coordination",
    "programme",
    "closing",
    "successions",
    "desk",
    "search",
    "storage",
    "notifications",
    "erasures",
    "privacy",
    "witnesses",
    "oversight",
)
"""In the order of the sentence; imports go from right to left only."""
ROOMS = ("models", "policy", "jobs", "views", "api")
UPLOADS = ("/api/v1/uploads",)
LOGS = ("/log/export", "/log/pdf", "/log/print")
SEARCHES = ("/search", "/api/v1/search", "/privacy-register/data-subjects")
LIMITS = (
    Limit("directories", 600, Counted.ADDRESS, paths=("/scim/",)),
    Limit("sign-in", 300, Counted.ADDRESS, paths=("/login",)),
    Limit("strangers", 600, Counted.ADDRESS, but=("/login", "/scim/"), strangers_only=True),
    Limit("api", 1_200, Counted.ORGANISATION, paths=("/api/",), but=UPLOADS),
    Limit("search", 300, Counted.ORGANISATION, paths=SEARCHES),
    Limit("uploads", 1_200, Counted.ORGANISATION, paths=UPLOADS, methods=("POST", "PATCH")),
    Limit(
        "exports of logs", 60, Counted.ORGANISATION, ends=("/log/export", "/log/pdf", "/log/print")
    ),
    Limit("pages", 3_000, Counted.ORGANISATION, but=("/api/",)),
)
"""How often in a minute, for each web process (`kernel.web.limits`)."""
DEMONSTRATED_SEALERS = "sealers.toml"
"""In the folder of a demonstration; see `SAMENZICHT_SEALERS`."""
FORM_OVERHEAD = 1024 * 1024
"""What a form may hold beside its file, in bytes."""


def flask_settings(settings: Settings) -> dict[str, object]:
    """Return Flask's own settings."""
    return {
        "MAX_CONTENT_LENGTH": int(settings.max_upload) + FORM_OVERHEAD,
        "MAX_FORM_MEMORY_SIZE": FORM_OVERHEAD,
        "SESSION_COOKIE_NAME": ("__Host-" if settings.is_https else "") + "samenzicht-notice",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "TRUSTED_HOSTS": [settings.public_url.host],
        "WTF_CSRF_ENABLED": False,
        "TEMPLATES_AUTO_RELOAD": False,
    }


def equip(house: House) -> None:
    """Make the adapters once, from the settings."""
    settings = house.settings
    house.give(MasterKey.from_file(settings.key_file, create=settings.master_key_file is None))
    cage.demand_walls(are_demanded=settings.walls)
    load_configuration(house)
    kept, arriving = stores_of(settings)
    house.give(SealedBlobs(kept))
    if settings.clamd_address is not None:
        house.give(Scanner(settings.clamd_address))
    if (stamper := stamper_of(settings)) is not None:
        house.give(stamper)
    if (sealers := sealers_of(settings)) is not None:
        house.give(sealers)
    house.give(PartialBlobs(arriving))
    house.give(Post(settings.origins_inside))
    house.give(mailer_of(settings))


def mailer_of(settings: Settings) -> Mailer:
    """Return what sends our mails."""
    return Mailer(
        sender=f"samenzicht@{settings.public_url.host}",
        smtp_url=settings.smtp_url.get_secret_value() if settings.smtp_url else None,
        folder=settings.data / "mail",
        needs_tls=settings.smtp_tls,
    )


def stamper_of(settings: Settings) -> StamperAtAddress | None:
    """Return the authority for time stamps that was chosen; None is our own.

    Raises:
        NoRoots: the file with its roots cannot be used.
    """
    if settings.tsa_url is None or settings.tsa_roots is None:
        return None
    return StamperAtAddress(str(settings.tsa_url), read_roots(settings.tsa_roots))


def sealers_of(settings: Settings) -> Sealers | None:
    """Return who keeps keys of organisations elsewhere; None is nobody.

    The demonstration looks in its own folder whether somebody put such a file there.

    Raises:
        WrongSealers: something in the file is not right.
    """
    path = settings.sealers
    if settings.demonstration and (settings.data / DEMONSTRATED_SEALERS).is_file():
        path = settings.data / DEMONSTRATED_SEALERS
    return None if path is None else read_sealers(path)


def stores_of(settings: Settings) -> tuple[BlobStore, BlobStore]:
    """Return where stored files are kept, and where those that are still on their way."""
    place = settings.bucket
    if place is None:
        return FileBlobs(settings.blob_folder), FileBlobs(settings.partial_folder)
    secret = settings.blob_secret_key
    bucket = Bucket(
        name=place.name,
        prefix=place.prefix,
        endpoint=place.endpoint,
        region=place.region,
        access_key=settings.blob_access_key,
        secret_key=secret.get_secret_value() if secret else None,
    )
    return ObjectBlobs(bucket, area="blobs"), ObjectBlobs(bucket, area="arriving")


def load_configuration(house: House) -> None:
    """Read the files a workspace is made from; a mistake in them stops the start."""
    house.give(load_templates(CONFIG / "workspace_templates"))
    house.give(load_legal_bases(CONFIG / "legal_bases.toml"))
    house.give(load_selection_lists(CONFIG / "selection_lists.toml"))
    house.give(load_grounds(CONFIG / "redaction_grounds.toml"))


def connect(app: Flask) -> None:
    """Hang sign-in on the application, and every feature's blueprints and jobs, in order.

    Raises:
        HouseFault: a route does not say what it needs.
    """
    signed_in.install(app, house_of(app))
    limit_requests(app, house_of(app).settings)
    desk.install(
        app,
        unread=notices.unread_count,
        count_unread=notices.count_unread,
        breaches=privacy.undecided_count,
        erasures=erasures.waiting_count,
    )
    task_views.install(app)
    house_of(app).give(gather_phrases())
    house_of(app).give(Calm(notices.opens_at, notices.readers_of_mail, notices.SETTINGS))
    house_of(app).give(
        Enclosures(enclosing.list_to_enclose, enclosing.list_enclosed, enclosing.list_unseen_by)
    )
    house_of(app).give(Occasions(programmes.get_occasion))
    house_of(app).give(
        Sources((due.PHASES, contributions_due.ROUNDS, contributions_due.OWN, signing_due.SIGNING))
    )
    for feature in FEATURES:
        for room in rooms_of(feature):
            module = import_module(f"app.{feature}.{room}")
            for blueprint in vars(module).values():
                if isinstance(blueprint, GuardedBlueprint) and blueprint.import_name.startswith(
                    module.__name__
                ):
                    app.register_blueprint(blueprint)
    tell_each_other()
    refuse_unguarded(app)


def limit_requests(app: Flask, settings: Settings) -> None:
    """Let who asks too much wait; in the demonstration everybody comes from one address."""
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0)  # type: ignore[method-assign]  # as Flask says to
    if settings.rate_limits and not settings.demonstration:
        hang_limits(app, Limiter(LIMITS))
    if not settings.demonstration:
        hang_reception(app, Reception())
        hang_departure(app, Departure())


def tell_each_other() -> None:
    """Connect what features tell with the features above that react to it."""
    events.connect(ProviderClosed, provisioning.hear_closed)
    events.connect(PeopleUnbound, provisioning.hear_unbound)
    events.connect(WorkspaceStarted, documents.furnish_workspace)
    events.connect(WorkspaceStarted, findings.furnish_workspace)
    events.connect(WorkspaceStarted, programme.link_started)
    events.connect(ContentToRead, search.have_text_read)
    events.connect(DocumentBroughtFor, requests.put_ready)
    events.connect(ReportAdopted, followups.take_up)
    events.connect(TaskMoved, contributions.keep_step)
    events.connect(TaskMoved, notifications.hear)
    events.connect(TasksHandedOver, notifications.hear_handover)
    events.connect(TasksMovedAlong, notifications.hear_moved)
    events.connect(TasksGotDay, notifications.hear_day)
    events.connect(WhatStaysChosen, notifications.hear_what_stays)
    events.connect(ClosingMoved, notifications.hear_closing)
    events.connect(SignaturesAsked, notifications.hear_signatures)
    events.connect(ScoresAsked, notifications.hear_scores)
    events.connect(PublicationMoved, notifications.hear_publication)
    events.connect(PlaceSucceeds, notifications.hear_succession)
    events.connect(EmergencyMoved, notifications.hear_emergency)
    events.connect(OverlapMoved, notifications.hear_overlap)
    events.connect(IncidentNoticed, notifications.hear_incident)
    events.connect(CaseAcute, notifications.hear_acute)
    events.connect(LetterAsked, notifications.hear_letter)
    events.connect(MeetingChanged, notifications.hear_meeting)
    events.connect(MembershipChanged, notifications.hear_membership)
    events.connect(AddressRefused, notifications.hear_refused)
    events.connect(RequestMoved, notifications.hear_request)
    events.connect(PeopleNamed, notifications.hear_named)
    events.connect(AccessAsked, notifications.hear_access_asked)
    events.connect(AccessGiven, notifications.hear_access_given)
    events.connect(RulesChanged, notifications.hear_rules)
    events.connect(BasisAsked, notifications.hear_basis_asked)
    events.connect(BasisAnswered, notifications.hear_basis_answered)
    events.connect(VirusFound, notifications.hear_virus)


def gather_phrases() -> Phrasebook:
    """Return the verb phrase of every audit word, from all features."""
    rooms = (
        import_module(f"app.{feature}.actions")
        for feature in FEATURES
        if _has_room(feature, "actions")
    )
    return Phrasebook({str(word): phrase for room in rooms for word, phrase in room.LABELS.items()})


def import_models() -> None:
    """Import every feature's tables, so that the schema can be compared with them."""
    for feature in FEATURES:
        if "models" in rooms_of(feature):
            import_module(f"app.{feature}.models")


def rooms_of(feature: str) -> list[str]:
    """Return the rooms of a feature that are built, in the order they lean on each other."""
    return [room for room in ROOMS if _has_room(feature, room)]


def _has_room(feature: str, room: str) -> bool:
    folder = Path(__file__).parent / feature
    return (folder / f"{room}.py").exists() or (folder / room).is_dir()
