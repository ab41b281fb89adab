"""Nothing that comes in becomes code: no text is evaluated, no object is read from bytes.

ruff's own rules (S102, S301, S307, S506 …) and bandit's say the same in each `make check`; that
they are on for all of the product, each exception with its reason, is held here too.

Source: OWASP ASVS 5.0.0, 1.3.2 and 1.5.2.
"""

import ast
import re
import tomllib

import pytest

from tests.house.sources import ROOT, python_sources, say

RUN = {"eval", "exec", "compile", "__import__"}
READ = {"pickle", "cPickle", "marshal", "shelve", "dill", "jsonpickle", "yaml", "xmlrpc"}
SHELL = {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"}
IN_SCRIPTS = re.compile(
    r"\beval\s*\(|new Function\b|set(?:Timeout|Interval)\(\s*[\"'`]|\.innerHTML\s*=|\.outerHTML\s*="
    r"|insertAdjacentHTML|document\.write|\bsrcdoc\b|javascript:"
)


def fault_of(node):
    """Say what is wrong with one piece of a module."""
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        is_shell = called.startswith("subprocess.") and any(
            each.arg == "shell" and ast.unparse(each.value) != "False" for each in node.keywords
        )
        return called if called in RUN or called in SHELL or is_shell else ""
    names = []
    if isinstance(node, ast.Import):
        names = [each.name for each in node.names]
    elif isinstance(node, ast.ImportFrom):
        names = [node.module or ""]
    return next((each for each in names if each.split(".")[0] in READ), "")


def test_no_text_is_run_and_no_object_is_read_from_bytes():
    faults = [
        f"{source.at(node)}: {told}"
        for source in python_sources("app", "config")
        for node in ast.walk(source.tree)
        if (told := fault_of(node))
    ]

    assert not faults, say("What comes in may become code here:", faults)


def test_no_script_of_ours_makes_code_or_markup_of_a_text():
    faults = [
        f"{path.name}: {found[0]}"
        for path in sorted((ROOT / "static" / "js").glob("*.js"))
        if (found := IN_SCRIPTS.search(path.read_text()))
    ]

    assert not faults, say("Use textContent and elements:", faults)


@pytest.mark.parametrize(
    "line",
    [
        *("eval(a)", "exec(a)", "import pickle", "from marshal import loads", "os.system(a)"),
        "subprocess.run(a, shell=True)",
    ],
)
def test_a_piece_that_runs_would_be_found(line):
    assert any(fault_of(each) for each in ast.walk(ast.parse(line)))


def test_the_rules_of_bandit_are_on_for_all_of_the_product():
    """ruff's S rules are those of bandit; each that is left out is named with its reason."""
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    left_out = {each for each in lint["ignore"] if re.fullmatch(r"S\d*", each)}
    for places, rules in lint["per-file-ignores"].items():
        if not places.startswith("tests"):
            left_out |= {f"{places} {each}" for each in rules if re.fullmatch(r"S\d*", each)}

    assert "ALL" in lint["select"]
    assert left_out == {"S603", "migrations/versions/*.py S608"}


def test_each_place_that_is_let_off_names_its_rule_and_reason():
    marks = [
        (source.name, line)
        for source in python_sources("app", "config")
        for line in source.text.splitlines()
        if re.search(r"#\s*(noqa|nosec)", line)
    ]
    bare = [
        f"{name}: {line.strip()}"
        for name, line in marks
        if not re.search(r"# noqa: [A-Z]+\d+(, [A-Z]+\d+)* +[-#] \w", line)
        and not re.search(r"#[^#]*\w[^#]*# nosec B\d+$", line)
    ]

    assert not bare, say("Name the rule, and why it does not hold here:", bare)
