"""The table of settings in README.md and the class say the same."""

import re

from config.settings import Settings
from tests.house.sources import ROOT

PREFIX = "SAMENZICHT_"
ROW = re.compile(r"^\|\s*`([A-Z_]+)`", re.MULTILINE)


def test_the_readme_lists_every_setting_and_no_other():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.partition("<!-- settings -->")[2].partition("<!-- /settings -->")[0]
    listed = {f"{PREFIX}{name.removeprefix(PREFIX)}" for name in ROW.findall(table)}
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}

    missing = [f"| `{name}` | … | … |" for name in sorted(known - listed)]
    assert not missing, "\n".join(["Add these rows to the settings table of README.md:", *missing])
    assert listed <= known, f"Remove from the settings table of README.md: {sorted(listed - known)}"
