"""What the product shows, for all viewers at once: (viewer's number, what, level).

Lists, counts, loads, explanations and search are the product's own statements, asked without row
security; what row security shows is asked without any condition of the product.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from tests.support.worlds import asking
from tests.support.worlds.gathering import ALL_FOR_ONE_IN, Gathering

Answer = list[tuple[Any, int]]
"""What one viewer is shown: keys, each with a level (0 where there is none)."""
Answers = dict[Any, Answer]
VIEWED = (
    "(select r.number, r.person_id, r.organisation_id, d.place_id from viewed d"
    " join viewer r on r.number = d.number where r.person_id is {} null and {}) v"
)
PROBED = (
    "(select r.number, r.person_id, r.organisation_id, r.place_id, d.document_id from probed d"
    " join viewer r on r.number = d.number where r.person_id is {} null) v"
)
SOME_IS_ONE_IN = 16
"""Of so many documents, one is asked about when only some are."""
SOME_VIEWERS = f"number % {ALL_FOR_ONE_IN} = 0"
"""Those who are asked about everything; the only ones when only some are asked."""
EACH_IN_TURN = """
create or replace function pg_temp.{name}() returns table (asked integer, kind text, seen uuid)
language plpgsql as $turn$
#variable_conflict use_column
declare v record;
begin
  for v in select * from viewer where {which} order by viewer.number loop
    perform set_config('samenzicht.person', coalesce(v.person_id::text, ''), true),
      set_config('samenzicht.organisation', v.organisation_id::text, true),
      set_config('samenzicht.place', coalesce(v.place_id::text, ''), true);
    -- For most of them the note of somebody else still stands there.
    if hashint4(v.number) % 4 = 0 then
      perform samenzicht_note_places();
    end if;
    {selects}
  end loop;
end $turn$
"""
AROUND = {
    "version": "select x.document_id from document_version x",
    "text": "select x.document_id from document_text x",
    "folder": "select x.id from folder x",
    "citable": "select x.document_id from probed x where x.number = v.number"
    " and samenzicht_may_cite(x.document_id)",
}
SOMEBODY, JOB = asking.SOMEBODY, asking.A_JOB


def listed(them: Gathering, *, to: str = "true") -> Answers:
    """What lists show, with the level."""
    found: list[tuple[Any, ...]] = []
    for which, actor in (("not", SOMEBODY), ("", JOB)):
        found += them.ask(
            f"select v.number, x.id, x.level from {VIEWED.format(which, to)},"
            f" lateral ({asking.listing(actor)}) x"
        )
    return _by_viewer(found)


def listed_to_some(them: Gathering) -> Answers:
    """The same, to some viewers only."""
    return listed(them, to=f"r.{SOME_VIEWERS}")


def drawn(them: Gathering) -> Answers:
    """What the lines of lists show."""
    found: list[tuple[Any, ...]] = []
    for which, actor in (("not", SOMEBODY), ("", JOB)):
        found += them.ask(
            f"select v.number, x.id, 0 from {VIEWED.format(which, 'true')},"
            f" lateral ({asking.lines(actor)}) x"
        )
    return _by_viewer(found)


def counted(them: Gathering) -> Answers:
    """What counts say, over all places."""
    found: list[tuple[Any, ...]] = []
    for which, actor in (("not", SOMEBODY), ("", JOB)):
        found += them.ask(
            f"select v.number, ({asking.counting(actor)}) from {VIEWED.format(which, 'true')}"
        )
    sums: dict[int, int] = defaultdict(int)
    for number, count in found:
        sums[number] += count
    return {number: [("count", count)] for number, count in sums.items() if count}


def loaded(them: Gathering) -> Answers:
    """What is loaded by its id."""
    found: list[tuple[Any, ...]] = []
    for which, actor in (("not", SOMEBODY), ("", JOB)):
        found += them.ask(
            f"select v.number, x.id, x.level from {PROBED.format(which)},"
            f" lateral ({asking.loading(actor)}) x"
        )
    return _by_viewer(found)


def explained(them: Gathering, *, of: str = "true") -> Answers:
    """What is told of every member beside a document; by document."""
    found = them.ask(
        "select x.id, x.id_1, x.level from (select id as document_id from document"
        f" where title like 'Verslag titel%' and {of}) v, lateral ({asking.everybody()}) x"
    )
    return _by_viewer(found)


def explained_of_some(them: Gathering) -> Answers:
    """The same, of some documents only."""
    return explained(them, of=f"get_byte(uuid_send(id), 15) % {SOME_IS_ONE_IN} = 0")


def is_one_of_some(document: UUID) -> bool:
    """Tell whether a document is asked about when only some are."""
    return document.bytes[15] % SOME_IS_ONE_IN == 0


def walled(them: Gathering, *, to: str = "true") -> Answers:
    """Which documents row security shows when nothing else is asked."""
    selects = "return query select v.number, '', x.id from document x;"
    them.ask_nothing(EACH_IN_TURN.format(name="walled", which=to, selects=selects))
    with them.behind_row_security():
        return _by_viewer(them.ask("select asked, seen, 0 from pg_temp.walled()"))


def walled_to_some(them: Gathering) -> Answers:
    """The same, to some viewers only."""
    return walled(them, to=f"viewer.{SOME_VIEWERS}")


def walled_around(them: Gathering) -> Answers:
    """What else it shows: versions, texts, folders, and what may be cited; to one in eight."""
    selects = " ".join(
        f"return query select v.number, '{kind}', y.* from ({select}) y;"
        for kind, select in AROUND.items()
    )
    which = f"viewer.{SOME_VIEWERS}"
    them.ask_nothing(EACH_IN_TURN.format(name="around", which=which, selects=selects))
    with them.behind_row_security():
        found = them.ask("select asked, kind, seen from pg_temp.around()")
    return _by_viewer((number, (kind, seen), 0) for number, kind, seen in found)


def searched(them: Gathering, *, is_walled: bool = False) -> Answers:
    """What one person of each world finds; 1 with words of a text."""
    told = "v.number, (x.snippet <> '')::text, x.id"
    selects = f"return query select {told} from ({asking.finding(SOMEBODY)}) x;"
    made = EACH_IN_TURN.format(name="searched", which="is_looking", selects=selects)
    statement = "select asked, seen, (kind = 'true')::integer from pg_temp.searched()"
    if not is_walled:
        return _by_viewer(them.ask(statement, after=made))
    them.ask_nothing(made)
    with them.behind_row_security():
        return _by_viewer(them.ask(statement))


def searched_behind_the_wall(them: Gathering) -> Answers:
    """The same with row security."""
    return searched(them, is_walled=True)


def looked_up(them: Gathering) -> Answers:
    """What the database's own function finds for one person of each world."""
    asked = "websearch_to_tsquery('dutch', v.word), array['document'],"
    selects = (
        "return query select v.number, y.kind, y.id from"
        f" samenzicht_found({asked} null, null, null, null, null, 200) y;"
    )
    them.ask_nothing(EACH_IN_TURN.format(name="looked_up", which="is_looking", selects=selects))
    return _by_viewer(them.ask("select asked, seen, 0 from pg_temp.looked_up()"))


def _by_viewer(found: Iterable[tuple[Any, ...]]) -> Answers:
    answers: Answers = defaultdict(list)
    for number, key, level in found:
        answers[number].append((key, level))
    return answers
