"""Making and changing frameworks, line by line or from a table."""

from app.findings.service.frameworks.importing import (
    Preview,
    import_lines,
    in_writing,
    preview_import,
    table_again,
    table_in,
)
from app.findings.service.frameworks.lines import LineText
from app.findings.service.frameworks.making import (
    add_framework,
    change_framework,
    furnish_workspace,
    put_line,
    retire_framework,
    retire_line,
)

__all__ = [
    "LineText",
    "Preview",
    "add_framework",
    "change_framework",
    "furnish_workspace",
    "import_lines",
    "in_writing",
    "preview_import",
    "put_line",
    "retire_framework",
    "retire_line",
    "table_again",
    "table_in",
]
