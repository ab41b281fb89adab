"""Signing the logs, and the key that signs them."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from app.adapters.keys import MasterKey
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.audit import notes, publishing
from app.kernel.audit.publishing import Unsigned
from app.kernel.errors import HouseFault
from app.kernel.work import keeping_books

log = structlog.get_logger()

PURPOSE = "log:1"
"""What the signing key is wrapped for."""


def origin_of(public_url: str, tree_id: UUID) -> str:
    """Return the name under which a log is known outside: where, and which.

    Source: C2SP tlog-checkpoint, a URL without its scheme.
    """
    return f"{urlsplit(public_url).netloc}/log/{tree_id}"


def sign_logs(actor: Actor, *, master: MasterKey, public_url: str) -> int:
    """Give every log with new entries a checkpoint; return how many were signed.

    Safe to run by several at once: of two that sign the same, the first counts. A log that misses
    entries is signed no further, and keeps no other from being signed.
    """
    with keeping_books(actor) as work:
        waiting = publishing.list_unsigned(work.session)
        key = _key_of(work.session, master)
    return sum(_sign_one(actor, tree, key=key, public_url=public_url) for tree in waiting)


def _sign_one(actor: Actor, tree: Unsigned, *, key: Ed25519PrivateKey, public_url: str) -> bool:
    sign = partial(_note, origin=origin_of(public_url, tree.tree_id), key=key)
    try:
        with keeping_books(actor) as work:
            return publishing.sign_next(work.session, tree, sign=sign, moment=clock.now())
    except HouseFault:
        log.exception("log not signed", tree=str(tree.tree_id))
        return False


def _note(size: int, root: bytes, *, origin: str, key: Ed25519PrivateKey) -> str:
    written = notes.checkpoint_text(origin, size=size, root=root)
    return notes.signed_note(written, name=origin, key=key)


def _key_of(session: Session, master: MasterKey) -> Ed25519PrivateKey:
    """Return the key of this installation; it is made the first time."""
    kept = publishing.find_key(session)
    if kept is None:
        made = Ed25519PrivateKey.generate()
        publishing.keep_key(
            session,
            public_key=made.public_key().public_bytes_raw(),
            wrapped_key=master.wrap(made.private_bytes_raw(), purpose=PURPOSE),
            moment=clock.now(),
        )
        kept = publishing.find_key(session)
        if kept is None:
            raise HouseFault("The key of the log was not kept.")
    return Ed25519PrivateKey.from_private_bytes(master.unwrap(kept.wrapped_key, purpose=PURPOSE))
