"""Successions in the middle of random worlds: the product, row security, and the oracle agree.

The oracle is told what the promise says and nothing of how it is done: from the day on the
successor owns what the other brought, each document keeps the rules that governed it but those
about the successor, the named people go on, and the others are gone.
"""

import random
from dataclasses import replace
from uuid import UUID

from sqlalchemy import text

from app.kernel import clock
from tests.support.oracle import MOST_LEFT, NONE, OracleViewer
from tests.support.worlds import make_worlds
from tests.support.worlds.comparing import Comparing
from tests.support.worlds.gathering import Gathering

AT_ONCE = 500
STRENGTH = ("lead", "partner", "observer", "guest")
PLANNED = text(
    "insert into succession (id, organisation_id, successor_id, from_on, legal_basis, source,"
    " asked_by_id, asked_for_id, asked_at)"
    " values (:id, :gone, :heir, :today, 'x', 'x', :one, :gone, :now)"
)
NAMED = text("insert into succession_person values (:id, :person, :goes_on)")
AGREED = text(
    "update succession set answer = 'approved', answered_by_id = :two, answered_for_id = :heir,"
    " answered_at = :now where id = :id"
)
STANDING = text(
    "select set_config('samenzicht.person', '', true), set_config('samenzicht.today', :day, true),"
    " set_config('samenzicht.place', :place, true)"
)
TAKEN = text("select count(*) from samenzicht_take_over(:id, :place, :today, :now)")


def carry_out(owner, world, *, seed):
    """Let one organisation of a world be succeeded by another; return the two."""
    draw = random.Random(f"{seed}.{world.number}")
    gone, heir = draw.sample(list(world.oracle.clearances), 2)
    homes = world.oracle.homes
    old, new = ([who for who, home in homes.items() if home == each] for each in (gone, heir))
    pairs = dict(zip(old, draw.sample(new, len(new)), strict=True)) if draw.random() < 0.8 else {}
    facts = {"id": UUID(int=draw.getrandbits(128)), "gone": gone, "heir": heir}
    facts |= {"one": old[0], "two": new[0], "today": clock.today(), "now": clock.now()}
    owner.execute(PLANNED, facts)
    for person, goes_on in pairs.items():
        owner.execute(NAMED, {"id": facts["id"], "person": person, "goes_on": goes_on})
    owner.execute(AGREED, facts)
    for place in world.workspaces:
        owner.execute(STANDING, {"place": str(place), "day": str(facts["today"])})
        taken = owner.execute(TAKEN, facts | {"place": place}).scalar_one()
        assert bool(taken) is tell(world.oracle, place, gone=gone, heir=heir, pairs=pairs)
        again = owner.execute(TAKEN, facts | {"place": place}).scalar_one()
        assert again == 0
    return gone, heir


def tell(oracle, place, *, gone, heir, pairs):
    """Tell the oracle what the promise says; return whether there is anything to say."""
    if not oracle.participations.get((place, gone)):
        return False
    there = {who: told for (where, who), told in oracle.memberships.items() if where == place}
    leaving = [who for who, (home, _role) in there.items() if home == gone]
    moving = {who: there[who][1] for who in leaving if pairs.get(who, who) not in there}
    takes_part = oracle.participations.get((place, heir))
    coordinates = "coordinator" in moving.values() or (
        takes_part and (heir, "coordinator") in there.values()
    )
    if oracle.parts[place, gone] == "lead" and not coordinates:
        return False
    tell_documents(oracle, place, gone=gone, heir=heir)
    for who in leaving:
        del oracle.memberships[place, who]
    for who, role in moving.items():
        oracle.memberships[place, pairs[who]] = (heir, role)
    both = [oracle.parts[place, gone], *([oracle.parts[place, heir]] if takes_part else [])]
    oracle.parts[place, heir] = min(both, key=STRENGTH.index)
    oracle.participations[place, heir], oracle.participations[place, gone] = True, False
    return True


def tell_documents(oracle, place, *, gone, heir):
    """Tell who owns what now, while the oracle still knows what governed it."""
    here = [(key, it) for key, it in oracle.documents.items() if it.workspace == place]
    if not oracle.participations.get((place, heir)):
        own = [key for key, it in here if it.owner == heir]
        keep_closed(oracle, own, most=MOST_LEFT[oracle.after_leaving.get((place, heir))])
    for key, it in here:
        if it.owner == gone:
            rules = [each for each in oracle._governing(key) if each.organisation != heir]
            oracle.document_rules[key], it.owner = rules, heir


def keep_closed(oracle, documents, *, most):
    """Who had left and comes back as a successor gives nobody more than it left to them."""
    for key in documents:
        rules = oracle._governing(key) if most else []
        oracle.document_rules[key] = [replace(it, level=min(it.level, most)) for it in rules]


def levels_of_others(world, two):
    """What people of neither organisation may, by person and document."""
    oracle = world.oracle
    return {
        (who, key): oracle.level_of(OracleViewer(who, home), key)
        for who, home in world.people
        if home not in two
        for key in oracle.documents
    }


def test_after_a_succession_the_product_row_security_and_the_oracle_agree(worlds_apart):
    with worlds_apart.undone(), worlds_apart.as_owner() as owner:
        worlds = make_worlds(owner, seed=88, count=AT_ONCE)
        for world in worlds:
            everybody = levels_of_others(world, ())
            gone, heir = carry_out(owner, world, seed=88)
            now = levels_of_others(world, (gone, heir))
            assert now == {key: everybody[key] for key in now}, "somebody else sees more or less"
        owner.execute(STANDING, {"place": "", "day": ""})
        differences = list(Comparing(Gathering(owner, worlds)).differences())
    assert not differences, "\n".join(differences[:10])


def test_the_successions_are_worth_asking_about(worlds_apart):
    """Documents go over in places where both had rules and where one had, and places wait."""
    with worlds_apart.undone(), worlds_apart.as_owner() as owner:
        worlds = make_worlds(owner, seed=89, count=150)
        owners = {key: it.owner for each in worlds for key, it in each.oracle.documents.items()}
        over, seen = 0, set()
        for world in worlds:
            gone, heir = carry_out(owner, world, seed=89)
            documents = world.oracle.documents.items()
            over += sum(it.owner != owners[key] for key, it in documents)
            seen |= {it.owner == gone for _key, it in documents if owners[_key] == gone}
            left = [who for who, home in world.people if home == gone]
            assert all(
                world.oracle.level(who, key) == NONE
                for who in left
                for key, it in documents
                if it.owner == heir and owners[key] == gone
            )
    assert over > 100
    assert seen == {True, False}
