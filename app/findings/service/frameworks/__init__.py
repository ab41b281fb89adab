"""Making and changing frameworks, line by line or from a table."""

from app.findings.service.frameworks.importing import (
    Preview,
    import_lines,
    preview_import,
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
    "preview_import",
    "put_line",
    "retire_framework",
    "retire_line",
]
