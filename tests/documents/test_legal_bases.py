"""Legal bases: which one holds on a day, from whom to whom."""

from datetime import date
from pathlib import Path

import pytest

from app.documents.legal_bases import load_legal_bases
from app.kernel.configuration import WrongConfigurationError

SHIPPED = Path(__file__).parents[2] / "config" / "legal_bases.toml"
IGJ, IVHO = ("igj", "rijksinspectie"), ("ivho", "rijksinspectie")
POLICE, TOWN = ("pol", "politie"), ("gem-elders", "gemeente")


def test_every_basis_of_the_sample_is_there():
    assert set(load_legal_bases(SHIPPED)) >= {
        "JEUGD-TOEZICHT",
        "JW-4.1.8",
        "CBW-51-55",
        "WEGC-8",
        "LTO-TOEZICHT",
        "TSD-AFSPRAAK",
        "WMG-17",
        "WFZ-3.2",
        "PILOT-CONVENANT",
        "RO-122-PROTOCOL",
    }


@pytest.mark.parametrize(
    ("code", "day", "holds"),
    [
        ("CBW-51-55", date(2026, 8, 14), False),
        ("CBW-51-55", date(2026, 8, 15), True),
        ("PILOT-CONVENANT", date(2030, 12, 31), True),
        ("PILOT-CONVENANT", date(2031, 1, 1), False),
        ("JEUGD-TOEZICHT", date(1999, 1, 1), True),
    ],
)
def test_a_basis_holds_from_its_first_to_its_last_day(code, day, holds):
    assert load_legal_bases(SHIPPED)[code].is_valid_on(day) is holds


@pytest.mark.parametrize(
    ("code", "giver", "receiver", "holds"),
    [
        ("JEUGD-TOEZICHT", IGJ, IVHO, True),
        ("JEUGD-TOEZICHT", IGJ, POLICE, False),
        ("WEGC-8", TOWN, ("nvwa", "agentschap"), True),
        ("WEGC-8", IGJ, TOWN, False),
        ("RO-122-PROTOCOL", ("ovv", "zbo"), ("ijenv", "rijksinspectie"), False),
    ],
)
def test_a_basis_holds_between_those_it_names(code, giver, receiver, holds):
    assert load_legal_bases(SHIPPED)[code].holds_between(giver, receiver) is holds


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('code = "JW-4.1.8"', 'code = "WEGC-8"', "the code WEGC-8 is there 2 times."),
        ('givers = ["igj", "ijenv"]', "givers = []", "JW-4.1.8 needs givers and receivers"),
        ("2030-12-31", "2030-12-31\nvalid_from = 2031-01-01", "before it begins"),
        ('article = "17"\n', "", "bases[6].article is missing."),
    ],
)
def test_a_fault_is_told_in_plain_words(tmp_path, old, new, sentence):
    file = tmp_path / "legal_bases.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(WrongConfigurationError) as refusal:
        load_legal_bases(file)

    assert sentence in str(refusal.value)
