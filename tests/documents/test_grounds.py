"""The grounds for blacking out: what is shipped can be printed, and a mistake stops the start."""

from pathlib import Path

import pytest

from app.documents.grounds import LONGEST_CODE, load_grounds
from app.kernel.configuration import WrongConfigurationError

SHIPPED = Path(__file__).parents[2] / "config" / "redaction_grounds.toml"
GROUND = """
[[grounds]]
code = "{code}"
title = "Reden"
title_en = "Reason"
law = "Woo"
article = "5.1"
"""


def test_each_shipped_ground_names_its_law_and_fits_in_a_passage():
    grounds = load_grounds(SHIPPED)

    assert {"5.1.1.c", "5.1.2.e", "5.2", "AVG", "Wpg", "BV"} <= set(grounds)
    assert all(each.law and each.article and each.title_en for each in grounds.values())
    assert max(map(len, grounds)) <= LONGEST_CODE


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (("A", "A"), "2 times"),
        (("",), "plain signs"),
        (("12345678901",), "plain signs"),
        (("é",), "plain signs"),
    ],
)
def test_a_mistake_is_named(tmp_path, codes, told):
    file = tmp_path / "grounds.toml"
    file.write_text("".join(GROUND.format(code=each) for each in codes), encoding="utf-8")

    with pytest.raises(WrongConfigurationError, match=told):
        load_grounds(file)


def test_a_file_without_grounds_is_a_mistake(tmp_path):
    file = tmp_path / "grounds.toml"
    file.write_text("grounds = []\n", encoding="utf-8")

    with pytest.raises(WrongConfigurationError, match="no ground"):
        load_grounds(file)
