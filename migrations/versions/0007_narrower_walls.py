"""Row security asks more of who writes: a row of another party is neither added nor changed.

Why: the first walls held what one sees; on the way in some asked only whether one is inside. So a
rule could be added to another's policy, a finding's parts and a report's seats changed by who only
reads them, a task asked in another's name, and a line written into a log of elsewhere. Lines of the
log about rules of a folder were open to who may not know those rules. What is printed for all was
asked of each organisation, not of each of its people.
Deploy order: contract; the code before this one already writes no such row.
On the way back: the walls are as wide as they were.
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"

MINE = "organisation_id = (select samenzicht_organisation())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
LEADS = "samenzicht_leads(workspace_id)"
OWNER_INSIDE = f"owner_id = (select samenzicht_organisation()) and {INSIDE}"
PLATFORM = "'00000000-0000-7000-8000-000000000000'::uuid"

BEGINS = """
create function samenzicht_begins(place uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select samenzicht_leads(place)
    and not exists (select 1 from membership m where m.workspace_id = place)
$$
"""
ALL_MAY_CITE = """
create function samenzicht_all_may_cite(cited uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from document d
      where d.id = cited and d.workspace_id in (select samenzicht_workspaces())
        and not exists (
          select 1 from participation p
            join organisation o on o.id = p.organisation_id
            left join membership m on m.workspace_id = p.workspace_id
              and m.organisation_id = p.organisation_id and m.ended_at is null
            where p.workspace_id = d.workspace_id and p.ended_at is null
              and p.role in ('lead', 'partner')
              and not (
                d.classification
                  <= case o.highest_classification when 'dep_vertrouwelijk' then 1 else 0 end
                and (d.organisation_id = p.organisation_id
                     or (d.withdrawn_at is null and d.status = 'released' and exists (
                       select 1 from access_policy a
                         join access_rule r on r.policy_id = a.governed_by_id
                         where a.id = d.policy_id and r.organisation_id = p.organisation_id
                           and (r.until is null or r.until >= samenzicht_today())
                           and (cardinality(r.people) = 0 or m.person_id = any(r.people))
                         having min(r.level) > 0))))))
$$
"""
DEFINERS = (
    "samenzicht_log_hashes(uuid, bigint, bigint)",
    "samenzicht_leads(uuid)",
    "samenzicht_may_cite(uuid)",
    "samenzicht_policies(smallint)",
    "samenzicht_rulebooks(smallint)",
    "samenzicht_clearance()",
    "samenzicht_shared_workspaces()",
    "samenzicht_workspaces()",
)


def _part_of(table: str, *, condition: str = "true") -> str:
    """Return the condition that a row hangs on a row of another table that the reader sees."""
    return f"{INSIDE} and exists (select 1 from {table} x where x.id = {table}_id and {condition})"


def _log_sight(*kinds: str) -> str:
    hidden = ", ".join(f"'{kind}'" for kind in kinds)
    seen = "".join(
        f" or (object_kind = '{kind}' and exists (select 1 from {kind} x where x.id = object_id))"
        for kind in kinds
    )
    return (
        f"tree_id = any(array(select samenzicht_workspaces())) and (object_kind not in ({hidden})"
        f"{seen}) or (tree_id = {PLATFORM} and actor_id = (select samenzicht_person()))"
    )


OF_FINDING = _part_of("finding", condition=f"x.{MINE}")
OF_REPORT = _part_of("report", condition=f"x.{MINE}")
SEES_FINDING, SEES_REPORT = _part_of("finding"), _part_of("report")
SEES_DOCUMENT = _part_of("document")
CONTRIBUTES = _part_of(
    "document",
    condition=f"(x.{MINE} or x.policy_id = any(array(select samenzicht_policies(4::smallint))))",
)
OWN_RULE = (
    f"{OWNER_INSIDE} and exists (select 1 from access_policy p"
    " where p.id = policy_id and p.organisation_id = owner_id)"
)
BEGINS_OR_LEADS = f"({LEADS} and {INSIDE}) or samenzicht_begins(workspace_id)"
ADDS_MEMBER = (
    f"(({LEADS} or {MINE}) and {INSIDE} or samenzicht_begins(workspace_id)) and exists (select 1"
    " from person p where p.id = person_id and p.organisation_id = membership.organisation_id)"
)
OWN_TREE = (
    f"tree_id = {PLATFORM} or tree_id = any(array(select samenzicht_workspaces()))"
    " or samenzicht_leads(tree_id)"
)
WITH_SIGHT = ("document", "task", "finding", "report")

CHANGES: tuple[tuple[str, str, str, str], ...] = (
    ("access_rule", "adds", OWNER_INSIDE, OWN_RULE),
    ("access_rule", "changes", OWNER_INSIDE, OWN_RULE),
    ("document_version", "adds", SEES_DOCUMENT, CONTRIBUTES),
    ("task", "adds", INSIDE, f"{SHARED} and asking_{MINE}"),
    ("evidence", "adds", SEES_FINDING, OF_FINDING),
    ("evidence", "changes", SEES_FINDING, OF_FINDING),
    ("evidence", "removes", SEES_FINDING, OF_FINDING),
    ("recommendation", "adds", SEES_FINDING, OF_FINDING),
    ("recommendation", "changes", SEES_FINDING, OF_FINDING),
    ("recommendation", "removes", SEES_FINDING, OF_FINDING),
    ("report_finding", "adds", SEES_REPORT, OF_REPORT),
    ("report_finding", "changes", SEES_REPORT, OF_REPORT),
    ("report_finding", "removes", SEES_REPORT, OF_REPORT),
    ("seat", "adds", SEES_REPORT, OF_REPORT),
    ("seat", "changes", SEES_REPORT, f"({SEES_REPORT} and {MINE}) or ({OF_REPORT})"),
    ("seat", "removes", SEES_REPORT, OF_REPORT),
    ("phase", "adds", LEADS, BEGINS_OR_LEADS),
    ("participation", "adds", LEADS, BEGINS_OR_LEADS),
    ("membership", "adds", f"{LEADS} or ({MINE} and {INSIDE})", ADDS_MEMBER),
    ("log_tree", "adds", "true", "samenzicht_leads(id)"),
    ("log_entry", "adds", "true", OWN_TREE),
    (
        "log_entry",
        "sees",
        _log_sight(*WITH_SIGHT),
        _log_sight(*WITH_SIGHT, "access_policy", "folder"),
    ),
)
"""Table, policy, its condition before, and after."""
COMMANDS = {
    "sees": "using ({0})",
    "adds": "with check ({0})",
    "changes": "using ({0}) with check ({0})",
    "removes": "using ({0})",
}


def upgrade() -> None:
    """Narrow the policies; no table of a session's own can stand before ours in a function."""
    op.execute(BEGINS)
    op.execute(ALL_MAY_CITE)
    for function in DEFINERS:
        op.execute(f"alter function {function} set search_path = public, pg_temp")
    for table, policy, _before, after in CHANGES:
        op.execute(f"alter policy {policy} on {table} {COMMANDS[policy].format(after)}")


def downgrade() -> None:
    """Widen the policies again."""
    for table, policy, before, _after in CHANGES:
        op.execute(f"alter policy {policy} on {table} {COMMANDS[policy].format(before)}")
    for function in DEFINERS:
        op.execute(f"alter function {function} set search_path = public")
    op.execute("drop function samenzicht_all_may_cite(uuid)")
    op.execute("drop function samenzicht_begins(uuid)")
