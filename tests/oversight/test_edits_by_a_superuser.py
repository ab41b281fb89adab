"""Whatever a superuser of the database does to a log, who kept a checkpoint finds it in the file.

Random edits of every table of the log, each undone after the next export; the file is the one that
the page gives, judged by the program that the page hands out, without network. `make torture` makes
10,000."""

import random
from collections import Counter
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import create_engine

from app.adapters.keys import MasterKey
from app.kernel.access import system_actor
from app.kernel.audit import publishing
from app.kernel.db import driver_url
from app.kernel.errors import HouseFault, NotFound
from app.kernel.web.house import house_of
from app.oversight import proofs, service
from app.oversight.jobs import sign_logs
from app.oversight.verifier import Fault, check_log
from app.running import around_job
from tests.support.acting import acting
from tests.support.database import OneTransaction
from tests.support.documents import Library
from tests.support.exported import Exported, is_touched
from tests.support.log_edits import EDITS, Superuser
from tests.support.preparing import PLANNED_ONCE, keep_prepared

IN_A_SPAN = 250
"""What is undone in one transaction slows the next in it."""
NOTHING_TO_READ = (NotFound, HouseFault, ValueError, KeyError, TypeError)
"""With what an export breaks off over rows that are no lines."""


@pytest.fixture(scope="module")
def root_engine(server, database_name):
    engine = create_engine(
        driver_url(server.url("postgres", database=database_name)),
        connect_args={"options": PLANNED_ONCE},
    )
    keep_prepared(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def transaction(root_engine, application, standing_world):
    """The transaction of the test, as a superuser: nothing refuses what that does."""
    with OneTransaction(root_engine, house_of(application)) as running:
        yield running


class Partner:
    """Bram, who downloads the log of the workspace and keeps checkpoints."""

    def __init__(self, app, world):
        self.app, self.workspace, self.actor = app, world.workspace, world.actor("bram")
        self.held, self.key = [], ""
        self.signed = set()

    def file(self):
        """What he gets; as far as it came, when it breaks off."""
        lines = []
        address = str(house_of(self.app).settings.public_url)
        with acting(self.app, self.actor, is_reading=True), suppress(*NOTHING_TO_READ):
            head, size = proofs.head_of_file(self.workspace, public_url=address)
            lines.append(head)
            found = proofs.lines_of_file(self.actor, self.workspace, first=0, past=size)
            lines += (line.text for line in found)
        return lines

    def keep(self):
        """Keep the checkpoint of now, and the key."""
        seen = Exported.read(self.file())
        assert seen.lines, "An export of a right log breaks off."
        self.held.append(seen.note)
        self.key = seen.key


@pytest.fixture
def scene(app, house, world, transaction):
    """A log that grew while it was signed, dumped and held, and who may change it."""
    sign, library = around_job(app)(sign_logs.run), Library(house, world)
    partner = Partner(app, world)
    who = Superuser(transaction.connection, world.workspace.id, random.Random(), None)
    for turn in range(4):
        for number in range(3):
            library.bring("bram", title=f"Verslag {turn}.{number}")
            library.bring("anna", title=f"Plan {turn}.{number}")
        sign()
        partner.keep()
        with transaction.as_owner():
            who.dumps.append(who.dump())
    who.dumps.pop()
    partner.signed = set(partner.held)
    with acting(app, system_actor("signer")) as session:
        kept = publishing.find_key(session)
        raw = house.tool(MasterKey).unwrap(kept.wrapped_key, purpose=service.PURPOSE)
    who.key = Ed25519PrivateKey.from_private_bytes(raw)
    return who, partner


def edit_and_judge(scene, transaction, count, *, seed):
    """Edit until so many edits reached what was proved; return how many of each kind did."""
    who, partner = scene
    right = Exported.read(partner.file())
    found, passed_by, number = Counter(), Counter(), 0
    while found.total() < count:
        number += 1
        who.dice = random.Random(f"{seed} {number}")
        held = who.dice.choice(([partner.held[1]], [partner.held[-1]], partner.held[1:3]))
        with transaction.undone():
            transaction._act_as("postgres", transaction.connection)
            who.run("set local session_replication_role = replica")
            name = who.edit()
            lines = partner.file()
        seen, fault = Exported.read(lines), fault_in(lines, held, partner.key)
        touched = is_touched(right, seen, held=held, signed=partner.signed)
        told = f"{seed} {number} {name}: {fault or 'nothing'}"
        assert fault or not touched, told
        assert seen != right or not fault, told
        (found if touched else passed_by)[name] += 1
    return found, passed_by


def fault_in(lines, held, key):
    try:
        check_log(lines, held=held, key=key)
    except Fault as fault:
        return str(fault)
    return ""


def test_a_share_of_the_edits(scene, transaction):
    found, passed_by = edit_and_judge(scene, transaction, 150, seed="share")
    assert set(found) | set(passed_by) == {each.__name__ for each in EDITS}
    # A partner's file has no trace of how lines are found; of most edits it has.
    assert passed_by.total() < found.total() / 2


@pytest.mark.torture
@pytest.mark.parametrize("span", range(10_000 // IN_A_SPAN))
def test_in_ten_thousand_edits(scene, transaction, span):
    found, _passed_by = edit_and_judge(scene, transaction, IN_A_SPAN, seed=f"span {span}")
    assert found.total() == IN_A_SPAN
