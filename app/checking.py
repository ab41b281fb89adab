"""`samenzicht check`: settings and surroundings, all that is wrong at once, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from app import wiring
from app.adapters import pades
from app.adapters.blobs import StorageDown
from app.adapters.keys import KeyFileFault, MasterKey
from app.adapters.scanner import Scanner, ScannerDown
from app.adapters.timestamps import NoTimestamp
from app.adapters.timestamps.at_address import NoRoots
from app.kernel import clock, schema
from app.kernel.db import driver_url
from app.running import Databases
from config.settings import Settings

LARGEST_CLOCK_DIFFERENCE = timedelta(seconds=5)
SHORTEST_SECRET = 32


def faults(settings: Settings, databases: Databases) -> list[str]:
    """Return everything that must be put right before serving; empty when all is well."""
    return [
        *_database_faults(databases),
        *_storage_faults(settings),
        *_secret_faults(settings),
        *_scanner_faults(settings),
        *_root_faults(settings),
    ]


def warnings(settings: Settings) -> list[str]:
    """Return what works, but not as it should in production."""
    if settings.tsa_url is None:
        if settings.is_on_this_machine:
            return []
        return ["The built-in authority puts the time on seals. It is not qualified: set TSA_URL."]
    return list(_stamp_warnings(settings))


def _database_faults(databases: Databases) -> Iterator[str]:
    engine = create_engine(driver_url(databases.application))
    try:
        with engine.connect() as connection:
            yield from schema.faults(connection, application_role=str(engine.url.username))
            moment: datetime = connection.execute(text("select clock_timestamp()")).scalar_one()
            if abs(moment.astimezone(UTC) - clock.now()) > LARGEST_CLOCK_DIFFERENCE:
                yield "The clocks of this machine and the database differ more than 5 seconds."
    except SQLAlchemyError as error:
        yield f"The database does not answer: {str(error).splitlines()[0]}"
    finally:
        engine.dispose()


def _storage_faults(settings: Settings) -> Iterator[str]:
    try:
        MasterKey.from_file(settings.key_file, create=settings.master_key_file is None)
    except (KeyFileFault, OSError) as error:
        yield f"The master key cannot be used: {error}"
    for store in wiring.stores_of(settings):
        try:
            store.check()
        except StorageDown as error:
            where = settings.blob_url or settings.blob_folder
            yield f"Files cannot be stored at {where}: {error}"
            return


def _scanner_faults(settings: Settings) -> Iterator[str]:
    if settings.clamd_address is None:
        return
    try:
        Scanner(settings.clamd_address).check()
    except ScannerDown as fault:
        yield f"The virus scanner at {settings.clamd_address} does not answer: {fault}"


def _root_faults(settings: Settings) -> Iterator[str]:
    try:
        wiring.stamper_of(settings)
    except NoRoots as fault:
        yield f"The roots in SAMENZICHT_TSA_ROOTS cannot be used: {fault}"


def _stamp_warnings(settings: Settings) -> Iterator[str]:
    """Ask for a time stamp; without one no seal is placed, but all else goes on."""
    stamper = wiring.stamper_of(settings)
    if stamper is None:
        return
    try:
        pades.ask_time(stamper)
    except NoTimestamp as doubt:
        yield f"No time stamp that can be relied on comes from {settings.tsa_url}: {doubt}"


def _secret_faults(settings: Settings) -> Iterator[str]:
    secret = settings.secret_key
    if secret is not None and len(secret.get_secret_value()) < SHORTEST_SECRET:
        yield f"SAMENZICHT_SECRET_KEY is shorter than {SHORTEST_SECRET} characters."
    if not settings.is_https and not settings.is_on_this_machine:
        yield "SAMENZICHT_PUBLIC_URL must start with https://."
