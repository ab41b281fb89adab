"""The guide's decision against an oracle that reads the file of bases itself.

The oracle may not use the policy: it knows the file as it stands on disk, and the sentence that
names every condition. Both must agree on the answer and on the bases that carry."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.legal_bases import load_legal_bases
from app.documents.models import SpecialData
from app.sharing.policy import Case, Obstacle, weigh

FILE = Path(__file__).parents[2] / "config" / "legal_bases.toml"
RAW = tomllib.loads(FILE.read_text(encoding="utf-8"))["bases"]
BASES = load_legal_bases(FILE)
CODES = [each["code"] for each in RAW]
KINDS = [*sorted({kind for each in RAW for kind in each["data_categories"]}), "andere gegevens"]
PARTIES = [(code, "inspectorate") for code in ("ijenv", "igj", "ivho", "nla", "nvwa", "pol", "dnb")]
PARTIES += [("gem-utrecht", "gemeente"), ("pghr", "other"), ("ovv", "zbo")]
NAMED = {
    "special_category": "gezondheid",
    "criminal_data": "strafrechtelijke gegevens",
    "police_data": "politiegegevens",
}
EDGES = [day for each in RAW for key in ("valid_from", "valid_until") if (day := each.get(key))]
DAYS = sorted({day + timedelta(days=n) for day in EDGES for n in (-1, 0, 1)} | {date(2026, 11, 23)})

CASES = st.fixed_dictionaries(
    {
        "giver": st.sampled_from(PARTIES),
        "receiver": st.sampled_from(PARTIES),
        "day": st.sampled_from(DAYS),
        "data": st.frozensets(st.sampled_from(KINDS), max_size=4),
        "special_data": st.frozensets(st.sampled_from(list(SpecialData)), max_size=3),
        "founded_on": st.frozensets(st.sampled_from(CODES), max_size=6),
        "classification": st.integers(0, 1),
        "clearance": st.integers(0, 1),
        "takes_part": st.sampled_from([True, True, True, False]),
        "is_withdrawn": st.sampled_from([False, False, False, True]),
        "is_released": st.sampled_from([True, True, True, False]),
    }
)


def is_party(names, organisation):
    code, kind = organisation
    return "*" in names or code in names or f"kind:{kind}" in names


def carries(raw, case):
    """Tell whether a basis of the file carries, each condition in its own line."""
    asked = set(case["data"]) | {NAMED[each.value] for each in case["special_data"]}
    return (
        is_party(raw["givers"], case["giver"])
        and is_party(raw["receivers"], case["receiver"])
        and raw.get("valid_from", date.min) <= case["day"] <= raw.get("valid_until", date.max)
        and raw["code"] in case["founded_on"]
        and len(case["data"]) > 0
        and asked.issubset(raw["data_categories"])
    )


def oracle(case, chosen):
    carrying = [raw["code"] for raw in RAW if carries(raw, case)]
    is_shut = (
        not case["takes_part"]
        or case["classification"] > case["clearance"]
        or case["is_withdrawn"]
        or not case["is_released"]
    )
    if is_shut:
        return "no", carrying
    return ("yes" if chosen in carrying else "finding"), carrying


@given(case=CASES, chosen=st.sampled_from(["", "ONBEKEND", *CODES]))
def test_the_guide_and_the_oracle_agree(case, chosen):
    advice = weigh(Case(**case), BASES.values(), chosen=chosen)

    assert (advice.answer.value, [each.code for each in advice.carrying]) == oracle(case, chosen)


@given(case=CASES, pick=st.integers(0, 9))
def test_they_agree_where_everything_was_made_to_fit(case, pick):
    """Drawn freely, few cases are a yes; here each begins as one, with at most its flags wrong."""
    raw = RAW[pick]
    fitting = case | {
        "giver": (raw["givers"][0].removeprefix("kind:"), "gemeente"),
        "receiver": (raw["receivers"][-1].removeprefix("kind:"), "gemeente"),
        "day": max(date(2026, 11, 23), raw.get("valid_from", date.min)),
        "data": frozenset(raw["data_categories"][:2]),
        "founded_on": case["founded_on"] | {raw["code"]},
    }
    advice = weigh(Case(**fitting), BASES.values(), chosen=raw["code"])

    assert (advice.answer.value, [each.code for each in advice.carrying]) == oracle(
        fitting, raw["code"]
    )


FITS = {
    "giver": ("igj", "inspectorate"),
    "receiver": ("ivho", "inspectorate"),
    "day": date(2026, 11, 23),
    "data": frozenset({"bevindingen"}),
    "special_data": frozenset(),
    "founded_on": frozenset({"JEUGD-TOEZICHT"}),
    "classification": 0,
    "clearance": 0,
    "takes_part": True,
    "is_withdrawn": False,
    "is_released": True,
}


@pytest.mark.parametrize(
    ("change", "answer", "obstacles"),
    [
        ({}, "yes", ()),
        ({"special_data": frozenset({SpecialData.SPECIAL_CATEGORY})}, "yes", ()),
        (
            {"special_data": frozenset({SpecialData.POLICE})},
            "finding",
            (Obstacle.SPECIAL_DATA,),
        ),
        ({"data": frozenset()}, "finding", (Obstacle.DATA,)),
        ({"data": frozenset({"andere gegevens"})}, "finding", (Obstacle.DATA,)),
        ({"founded_on": frozenset({"WMG-17"})}, "finding", (Obstacle.PURPOSE,)),
        ({"receiver": ("nvwa", "inspectorate")}, "finding", (Obstacle.RECEIVER,)),
        ({"giver": ("nvwa", "inspectorate")}, "finding", (Obstacle.GIVER,)),
        ({"takes_part": False}, "no", ()),
        ({"classification": 1}, "no", ()),
        ({"is_withdrawn": True}, "no", ()),
        ({"is_released": False}, "no", ()),
    ],
)
def test_each_reason_by_itself(change, answer, obstacles):
    advice = weigh(Case(**(FITS | change)), BASES.values(), chosen="JEUGD-TOEZICHT")
    about = next(each for each in advice.weighed if each.basis.code == "JEUGD-TOEZICHT")

    assert (advice.answer.value, about.obstacles) == (answer, obstacles)


@pytest.mark.parametrize(
    ("code", "day", "obstacle"),
    [
        ("CBW-51-55", date(2026, 8, 14), Obstacle.NOT_YET),
        ("CBW-51-55", date(2026, 8, 15), None),
        ("PILOT-CONVENANT", date(2030, 12, 31), None),
        ("PILOT-CONVENANT", date(2031, 1, 1), Obstacle.ENDED),
    ],
)
def test_the_first_and_the_last_day_count(code, day, obstacle):
    advice = weigh(Case(**(FITS | {"day": day})), BASES.values())
    found = next(each for each in advice.weighed if each.basis.code == code).obstacles

    assert ({Obstacle.NOT_YET, Obstacle.ENDED} & set(found)) == ({obstacle} if obstacle else set())


def test_without_a_basis_chosen_it_is_a_finding_however_much_carries():
    advice = weigh(Case(**FITS), BASES.values())

    assert [each.code for each in advice.carrying] == ["JEUGD-TOEZICHT"]
    assert (advice.answer.value, advice.chosen) == ("finding", None)
    assert advice.on("JEUGD-TOEZICHT").answer.value == "yes"
