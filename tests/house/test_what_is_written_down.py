"""What processes say is what SECURITY.md lists, and they say it to their own output alone.

Source: OWASP ASVS 5.0.0, 16.1.1 and 16.2.3.
"""

import ast
import re

from tests.house.sources import ROOT, python_sources, say

LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
LOGS = {"log", "logger", "_log", "logging"}
ELSEWHERE = {
    *("FileHandler", "RotatingFileHandler", "TimedRotatingFileHandler", "WatchedFileHandler"),
    *("SysLogHandler", "HTTPHandler", "SMTPHandler", "SocketHandler", "DatagramHandler"),
    *("NTEventLogHandler", "syslog", "openlog"),
}
"""What would carry a line to another place."""


def listed():
    text = (ROOT / "SECURITY.md").read_text().split("## What is written down")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))


def lines_of(tree):
    """Each line that a module writes: its words, or None when they are not plainly there."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr in LEVELS and getattr(node.func.value, "id", "") in LOGS:
            first = node.args[0] if node.args else None
            yield first.value if isinstance(first, ast.Constant) else None


def test_every_line_that_is_written_is_listed_and_no_other():
    written = {line for source in python_sources("app") for line in lines_of(source.tree)}

    assert None not in written, "Say it in plain words; what differs goes beside it"
    assert written == listed()


def test_no_line_goes_anywhere_but_to_the_output_of_its_process():
    faults = [
        f"{source.at(node)}: {name}"
        for source in python_sources("app", "config")
        for node in ast.walk(source.tree)
        if (name := getattr(node, "attr", getattr(node, "id", ""))) in ELSEWHERE
    ]

    assert not faults, say("Lines go to standard error:", faults)


def test_a_line_that_is_added_would_be_found():
    assert list(lines_of(ast.parse("log.info('a', b=1)\nlog.error(x)"))) == ["a", None]
