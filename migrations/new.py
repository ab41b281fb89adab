"""Make the next migration: `make migration NAME=what_changes` writes NNNN_what_changes.py."""

import re
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

FOLDER = Path(__file__).parent
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def main(name: str) -> int:
    """Write an empty migration under the next number, after the one head."""
    if not NAME.fullmatch(name):
        sys.stderr.write("Name what changes: make migration NAME=share_by_folder\n")
        return 2
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("truncate_slug_length", "80")
    head = ScriptDirectory.from_config(config).get_current_head()
    number = f"{int(head or 0) + 1:04d}"
    command.revision(config, message=name, rev_id=number)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
