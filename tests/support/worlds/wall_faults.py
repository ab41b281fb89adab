"""Faults of the second wall: words of the database's functions and policies, replaced."""

from __future__ import annotations

from tests.support.worlds.faults import WallFault

_IN_WORKSPACES = (
    ("m.person_id = samenzicht_person() and", ""),
    ("m.organisation_id = samenzicht_organisation() and", ""),
    ("m.ended_at is null and", ""),
    ("and m.ended_at is null", "and m.ended_at is not null"),
    ("m.ended_at is null and p.ended_at is null", "m.ended_at is null"),
    ("and (m.until_on is null or m.until_on >= samenzicht_today())", ""),
    ("m.until_on >= samenzicht_today()", "m.until_on > samenzicht_today()"),
    ("m.until_on >= samenzicht_today()", "m.until_on >= samenzicht_today() - 1"),
    ("m.until_on is null or", ""),
    ("p.workspace_id = m.workspace_id and", ""),
    ("and p.organisation_id = m.organisation_id", ""),
    ("samenzicht_person() is null and", ""),
    ("p.workspace_id = samenzicht_place() and", ""),
    ("and p.organisation_id = samenzicht_organisation() and p.ended_at is null", ""),
    ("samenzicht_organisation() and p.ended_at is null", "samenzicht_organisation()"),
    ("union all", "except all"),
)
_IN_SHARED_WORKSPACES = (
    ("p.organisation_id = samenzicht_organisation() and", ""),
    ("and p.role in ('lead', 'partner')", ""),
    ("('lead', 'partner')", "('lead')"),
    ("('lead', 'partner')", "('lead', 'partner', 'observer')"),
    ("('lead', 'partner')", "('lead', 'partner', 'guest')"),
    ("and p.ended_at is null", "and p.ended_at is not null"),
    ("p.workspace_id in (select", "p.workspace_id not in (select"),
    ("and p.workspace_id in (select unnest(samenzicht_places()))", ""),
)
_IN_PLACES = (
    ("= samenzicht_asker()", "<> ''"),
    ("samenzicht_places_found()", "'{}'::uuid[]"),
)
_IN_SHARED_PLACES = (
    ("'/', 3)", "'/', 2)"),
    ("= samenzicht_asker()", "<> ''"),
    ("samenzicht_shared_places_found()", "samenzicht_places_found()"),
)
_IN_ASKER = (
    ("current_setting('samenzicht.person', true),", ""),
    ("current_setting('samenzicht.organisation', true),", ""),
    (", current_setting('samenzicht.place', true)", ""),
)
_IN_NOTE = (
    ("array(select samenzicht_workspaces())", "array(select samenzicht_shared_workspaces())"),
    ("array(select samenzicht_shared_workspaces())", "array(select samenzicht_workspaces())"),
)
_IN_CLEARANCE = (
    ("then 1 else 0", "then 0 else 1"),
    ("then 1 else 0", "then 1 else 1"),
    ("then 1 else 0", "then 0 else 0"),
    ("'dep_vertrouwelijk'", "'ongerubriceerd'"),
)
_IN_RULEBOOKS = (
    ("r.organisation_id = samenzicht_organisation() and", ""),
    ("and (r.until is null or r.until >= samenzicht_today())", ""),
    ("r.until >= samenzicht_today()", "r.until > samenzicht_today()"),
    ("r.until >= samenzicht_today()", "r.until <= samenzicht_today()"),
    ("r.until >= samenzicht_today()", "r.until >= samenzicht_today() - 1"),
    ("r.until is null or", ""),
    ("cardinality(r.people) = 0 or", ""),
    ("cardinality(r.people) = 0", "cardinality(r.people) > 0"),
    ("or samenzicht_person() = any(r.people)", ""),
    ("samenzicht_person() = any(r.people)", "samenzicht_person() <> all(r.people)"),
    ("or samenzicht_person() is null", ""),
    ("samenzicht_person() is null", "samenzicht_person() is not null"),
    ("o.ended_at is null or", ""),
    ("o.ended_at is null or", "o.ended_at is not null or"),
    ("o.after_leaving = 'rules' or", ""),
    ("o.after_leaving = 'rules'", "o.after_leaving <> 'closed'"),
    ("o.after_leaving = 'rules'", "o.after_leaving = 'closed'"),
    ("o.after_leaving = 'rules'", "o.after_leaving is null"),
    ("or (o.after_leaving = 'evidence' and at_least <= 1)", ""),
    ("and at_least <= 1", ""),
    ("at_least <= 1", "at_least < 1"),
    ("at_least <= 1", "at_least <= 2"),
    ("o.organisation_id = r.owner_id and", ""),
    ("o.organisation_id = r.owner_id", "o.organisation_id = r.organisation_id"),
    ("o.workspace_id = r.workspace_id and", ""),
    ("min(r.level) > 0 and", ""),
    ("min(r.level) > 0", "min(r.level) > 1"),
    ("min(r.level) > 0", "max(r.level) > 0"),
    ("max(r.level) >= at_least", "max(r.level) > at_least"),
    ("max(r.level) >= at_least", "min(r.level) >= at_least"),
    ("max(r.level) >= at_least", "max(r.level) >= at_least - 1"),
    ("max(r.level) >= at_least", "max(r.level) <= at_least"),
)
_IN_POLICIES = (
    ("p.governed_by_id = any", "p.id = any"),
    ("samenzicht_rulebooks(at_least)", "samenzicht_rulebooks(1::smallint)"),
    ("samenzicht_rulebooks(at_least)", "samenzicht_rulebooks(5::smallint)"),
)
_IN_MAY_CITE = (
    ("not d.is_private", "true"),
    ("not d.is_private", "d.is_private"),
    ("and d.classification <= samenzicht_clearance()", ""),
    ("d.classification <= samenzicht_clearance()", "d.classification < samenzicht_clearance()"),
    ("d.withdrawn_at is null and", ""),
    ("d.withdrawn_at is null", "d.withdrawn_at is not null"),
    ("and d.status = 'released'", ""),
    ("'released'", "'received'"),
    ("samenzicht_policies(1::smallint)", "samenzicht_policies(2::smallint)"),
    ("samenzicht_policies(1::smallint)", "samenzicht_policies(3::smallint)"),
    ("d.organisation_id = samenzicht_organisation() or", ""),
    ("d.id = cited and", ""),
    ("d.workspace_id in (select samenzicht_workspaces()) and", ""),
)
_ON_DOCUMENT = (
    (
        "workspace_id = ANY (( SELECT samenzicht_places() AS samenzicht_places)::uuid[])",
        "true",
    ),
    ("(classification <= ( SELECT samenzicht_clearance() AS samenzicht_clearance)) AND", ""),
    ("classification <= (", "classification < ("),
    ("classification <= (", "classification >= ("),
    ("(organisation_id = ( SELECT samenzicht_organisation() AS samenzicht_organisation)) OR", ""),
    ("organisation_id = (", "organisation_id <> ("),
    ("(withdrawn_at IS NULL) AND", ""),
    ("withdrawn_at IS NULL", "withdrawn_at IS NOT NULL"),
    ("((status)::text = 'released'::text) AND", ""),
    ("'released'", "'scanned'"),
    ("(status)::text = 'released'", "(status)::text <> 'received'"),
    ("(status)::text = 'released'", "(status)::text <> 'refused'"),
    ("samenzicht_policies((2)", "samenzicht_policies((1)"),
    ("samenzicht_policies((2)", "samenzicht_policies((3)"),
    ("samenzicht_policies((2)", "samenzicht_policies((4)"),
    ("samenzicht_policies((2)", "samenzicht_policies((0)"),
    ("policy_id = ANY", "policy_id <> ALL"),
    ("(NOT is_private)", "true"),
    ("(NOT is_private)", "is_private"),
)
_ON_DOCUMENT_TEXT = (
    ("(x.current_number = document_text.number) AND", ""),
    ("NOT (x.is_special_category", "(x.is_special_category"),
    ("x.is_special_category OR", ""),
    ("OR x.is_criminal_data", ""),
    ("OR x.is_police_data", ""),
    ("samenzicht_policies((3)", "samenzicht_policies((2)"),
    ("samenzicht_policies((3)", "samenzicht_policies((4)"),
    ("(x.organisation_id = ( SELECT samenzicht_organisation() AS samenzicht_organisation)) OR", ""),
    ("x.id = document_text.document_id", "x.id <> document_text.document_id"),
)
_ON_DOCUMENT_VERSION = (("d.id = document_version.document_id", "true"),)
_ON_FOLDER = (
    ("samenzicht_shared_places() AS samenzicht_shared_places", "samenzicht_places()"),
    ("d.folder_id = folder.id", "true"),
    ("(EXISTS ( SELECT 1 FROM document d WHERE (d.folder_id = folder.id)))", "false"),
)
_IN_FOUND = (
    ("not x.is_private", "true"),
    ("x.workspace_id = any($2)", "true"),
    ("x.classification <= $10", "true"),
    ("x.classification <= $10", "x.classification < $10"),
    ("(x.organisation_id = $9 or (x.withdrawn_at", "(false or (x.withdrawn_at"),
    ("x.withdrawn_at is null and", ""),
    ("and x.status = ''released''", ""),
    ("''released''", "''received''"),
    ("x.policy_id = any($11)", "true"),
    ("x.policy_id = any($11)", "x.policy_id = any($12)"),
    ("x.policy_id = any($12)", "x.policy_id = any($11)"),
    ("x.policy_id = any($12)", "true"),
    ("and not (x.is_special_category or x.is_criminal_data or x.is_police_data)", ""),
    ("and t.number = x.current_number", ""),
    ("samenzicht_policies(2::smallint)", "samenzicht_policies(1::smallint)"),
    ("samenzicht_policies(3::smallint)", "samenzicht_policies(4::smallint)"),
)
_WALLS = {
    "samenzicht_workspaces": _IN_WORKSPACES,
    "samenzicht_shared_workspaces": _IN_SHARED_WORKSPACES,
    "samenzicht_places": _IN_PLACES,
    "samenzicht_shared_places": _IN_SHARED_PLACES,
    "samenzicht_asker": _IN_ASKER,
    "samenzicht_note_places": _IN_NOTE,
    "samenzicht_clearance": _IN_CLEARANCE,
    "samenzicht_rulebooks": _IN_RULEBOOKS,
    "samenzicht_policies": _IN_POLICIES,
    "samenzicht_may_cite": _IN_MAY_CITE,
    "samenzicht_found": _IN_FOUND,
    "sees on document": _ON_DOCUMENT,
    "sees on document_text": _ON_DOCUMENT_TEXT,
    "sees on document_version": _ON_DOCUMENT_VERSION,
    "sees on folder": _ON_FOLDER,
}
WALL_FAULTS = [
    WallFault(thing, before, after) for thing, each in _WALLS.items() for before, after in each
]
