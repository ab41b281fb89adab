"""Lists with people or cases in them that leave stand in the log: which, how long, how narrowed."""

import json

from sqlalchemy import text

from tests.incidents.conftest import CASES

PLACE = CASES.removesuffix("/cases")
TAKEN = text(
    "select entry from log_entry where action = 'workspace:list:take' and object_id = :by"
    ' order by at, "index"'
)


def test_who_takes_a_list_along_stands_in_the_log(browser_of, register, transaction, world):
    register(institution="Het Baken")
    anna = browser_of("anna")
    for path in (
        f"{CASES}/export?format=csv&q=baken&show=open&more=typed",
        f"{PLACE}/tasks/export?words=baken",
        f"{PLACE}/tasks/terms/export",
        f"{PLACE}/observations/export?subject=baken",
        f"{PLACE}/follow-ups/export",
        f"{PLACE}/log/export?kind=people",
        "/follow-ups/export?q=baken",
    ):
        assert anna.visit(path).status == 200, path

    with transaction.as_owner() as owner:
        by = world.organisations["ijenv"].id
        lines = [bytes(each) for each in owner.execute(TAKEN, {"by": by}).scalars()]
    facts = [json.loads(each)["facts"] for each in lines]

    assert [(each["list"], each["narrowed"]) for each in facts] == [
        ("cases", ["q", "show"]),
        ("tasks", ["words"]),
        ("terms", []),
        ("observations", ["subject"]),
        ("follow_ups", []),
        ("log", ["kind"]),
        ("follow_ups", ["q"]),
    ]
    assert (facts[0]["rows"], facts[0]["workspaces"]) == (1, [str(world.workspace.id)])
    assert not [each for each in lines if b"baken" in each.lower() or b"typed" in each]
