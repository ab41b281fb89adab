"""Who the register says sees what, over random worlds, is what the oracle says.

For each organisation of a world its privacy officer is told who receives what and who sees special
data. The oracle never sees a row or the SQL."""

from collections import Counter, defaultdict

import pytest
from sqlalchemy import text

from tests.support.oracle import NONE, VIEW
from tests.support.worlds import make_worlds

WORLDS = 400
TELL = text(
    "select set_config('samenzicht.person', :person, true),"
    " set_config('samenzicht.organisation', :organisation, true),"
    " set_config('samenzicht.today', :today, true)"
)
RECIPIENTS = text(
    "select place, organisation, level, documents, people from samenzicht_register_recipients()"
)
GIVEN = text(
    "select place, organisation, level, until, people, documents"
    " from samenzicht_register_disclosures(null, null, null, null, 1000, 0)"
)
SEEN = text(
    "select document, seen from samenzicht_register_special(null, null, null, null, 1000, 0)"
)


FAULTS = [
    ("case when min(r.level) = 0 then 0 else max(r.level) end", "max(r.level)"),
    ("else max(r.level)", "else min(r.level)"),
    ("r.until >= samenzicht_today()", "true"),
    ("r.until >= samenzicht_today()", "r.until > samenzicht_today()"),
    ("cardinality(r.people) = 0 or m.person_id = any(r.people)", "true"),
    ("and m.ended_at is null", ""),
    ("and theirs.ended_at is null", ""),
    ("when mine.after_leaving = 'evidence' then 1", "when mine.after_leaving = 'evidence' then 5"),
    ("or mine.after_leaving = 'rules'", ""),
    ("when 'contributor' then 4", "when 'contributor' then 5"),
    ("when 'dep_vertrouwelijk' then 1", "when 'dep_vertrouwelijk' then 0"),
]
"""What stands in the rule of the register, and what would be wrong there."""


def levels_of_others(oracle, owner):
    """Yield (document, organisation, level) for everybody of another organisation."""
    for key, it in oracle.documents.items():
        if it.owner != owner:
            continue
        for (place, person), (organisation, _role) in oracle.memberships.items():
            if place == it.workspace and organisation != owner:
                level = oracle.level(person, key)
                if level > NONE:
                    yield key, organisation, person, level


def expected_recipients(oracle, owner):
    levels, documents, people = defaultdict(int), defaultdict(set), defaultdict(set)
    for key, organisation, person, level in levels_of_others(oracle, owner):
        where = (oracle.documents[key].workspace, organisation)
        levels[where] = max(levels[where], level)
        if level >= VIEW:
            documents[where].add(key)
            people[where].add(person)
    return {
        (*where, level, len(documents[where]), len(people[where]))
        for where, level in levels.items()
    }


def expected_sight(oracle, owner):
    seen = defaultdict(lambda: defaultdict(list))
    for key, organisation, _person, level in levels_of_others(oracle, owner):
        if level >= VIEW:
            seen[key][str(organisation)].append(level)
    return {
        key: sorted(
            [organisation, len(each), max(each)] for organisation, each in seen[key].items()
        )
        for key, it in oracle.documents.items()
        if it.owner == owner
    }


def expected_disclosures(oracle, owner):
    """Every rule that gives something, with how many documents it reaches: by walking up."""
    laid_down = [
        *((place, rules) for (place, who), rules in oracle.workspace_rules.items() if who == owner),
        *(
            (oracle.folders[folder].workspace, rules)
            for (folder, who), rules in oracle.folder_rules.items()
            if who == owner
        ),
        *(
            (oracle.documents[key].workspace, rules)
            for key, rules in oracle.document_rules.items()
            if oracle.documents[key].owner == owner
        ),
    ]
    open_ones = [
        oracle._governing(key)
        for key, it in oracle.documents.items()
        if it.owner == owner and it.is_released and not it.is_withdrawn and not it.is_private
    ]
    found = Counter()
    for place, rules in laid_down:
        reached = sum(each is rules for each in open_ones)
        for rule in rules:
            if rule.level > NONE:
                people = len(rule.people)
                found[place, rule.organisation, rule.level, rule.until, people, reached] += 1
    return found


def asked_of_all(owner, worlds):
    """Mark everything, make everybody an officer, and ask one officer of each organisation."""
    owner.execute(text("update person set duties = '{privacy_officer}'"))
    owner.execute(text("update document set is_special_category = true"))
    found = []
    for world in worlds:
        officers = {organisation: person for person, organisation in world.people}
        for organisation, person in officers.items():
            who = {
                "person": str(person),
                "organisation": str(organisation),
                "today": world.oracle.today.isoformat(),
            }
            owner.execute(TELL, who)
            recipients = {tuple(row) for row in owner.execute(RECIPIENTS)}
            seen = {row[0]: sorted(row[1]) for row in owner.execute(SEEN)}
            given = Counter(tuple(row) for row in owner.execute(GIVEN))
            found.append((world.oracle, organisation, recipients, seen, given))
    return found


@pytest.fixture(scope="module")
def told(worlds_apart):
    """Worlds in which everything is marked, with what each officer is told."""
    with worlds_apart.undone(), worlds_apart.as_owner() as owner:
        return asked_of_all(owner, make_worlds(owner, seed=56, count=WORLDS))


@pytest.mark.parametrize(("right", "wrong"), FAULTS)
def test_a_planted_fault_is_found(worlds_apart, right, wrong):
    """The proof that the tests below can fail: each fault in the rule changes an answer."""
    with worlds_apart.undone(), worlds_apart.as_owner() as owner:
        worlds = make_worlds(owner, seed=58, count=150)
        written = owner.execute(
            text("select pg_get_functiondef('samenzicht_sight_of_mine()'::regprocedure)")
        ).scalar_one()
        assert right in written
        owner.execute(text(written.replace(right, wrong).replace(":", "\\:")))
        told = asked_of_all(owner, worlds)
    assert any(
        recipients != expected_recipients(oracle, organisation)
        or seen != expected_sight(oracle, organisation)
        for oracle, organisation, recipients, seen, _given in told
    )


def test_the_recipients_are_who_sees_something(told):
    for oracle, organisation, recipients, *_rest in told:
        assert recipients == expected_recipients(oracle, organisation)
    assert {level for _o, _w, rows, *_rest in told for _p, _r, level, *_n in rows} == {
        1,
        2,
        3,
        4,
        5,
    }


def test_special_data_is_seen_by_who_the_oracle_says(told):
    for oracle, organisation, _recipients, seen, _given in told:
        assert seen == expected_sight(oracle, organisation)
    assert sum(bool(each) for _o, _w, _r, seen, _given in told for each in seen.values()) > WORLDS


def test_the_disclosures_are_the_rules(told):
    for oracle, organisation, _recipients, _seen, given in told:
        assert given == expected_disclosures(oracle, organisation)
    assert sum(each.total() for *_rest, each in told) > 5 * WORLDS


def test_who_sees_something_was_given_it(told):
    """No sight without a disclosure that has not run out, to that organisation in that place."""
    for oracle, _organisation, recipients, _seen, given in told:
        standing = {
            (place, receiver)
            for place, receiver, _level, until, *_rest in given
            if until is None or until >= oracle.today
        }
        assert {(place, receiver) for place, receiver, *_rest in recipients} <= standing


def test_without_the_duty_nothing_is_told(worlds_apart):
    with worlds_apart.undone(), worlds_apart.as_owner() as owner:
        (world,) = make_worlds(owner, seed=57, count=1)
        person, organisation = world.people[0]
        today = world.oracle.today.isoformat()
        owner.execute(
            TELL, {"person": str(person), "organisation": str(organisation), "today": today}
        )
        assert owner.execute(RECIPIENTS).all() == []
        assert owner.execute(SEEN).all() == []
