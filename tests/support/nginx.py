"""The proxy of the operator's page, with its own file, on ports of this machine."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.installed import write_identity

ROOT = Path(__file__).parents[2]
SITE = ROOT / "config" / "operate" / "nginx.conf"
NEEDS_NGINX = pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")


def site_in(folder: Path, **replacing: int | str) -> Path:
    """Write a whole configuration around the site's file, with a certificate of our own.

    Args:
        replacing: what goes into the place of a word of the file; ``port_443`` of a port.
    """
    write_identity(folder / "both.pem")
    site = SITE.read_text()
    site = re.sub(r"/etc/ssl/samenzicht/\S+(?=;)", str(folder / "both.pem"), site)
    site = site.replace("/var/log/nginx", str(folder)).replace("listen [::]", "#listen [::]")
    for old, new in replacing.items():
        site = re.sub(rf"(?<=[: ]){old.removeprefix('port_')}(?=[ ;])", str(new), site)
    whole = f"pid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\n{site}\n}}\n"
    (folder / "nginx.conf").write_text(whole)
    return folder / "nginx.conf"


def nginx(site: Path) -> list[str]:
    """Return the command that serves a site."""
    return ["nginx", "-c", str(site), "-g", "daemon off;"]


@contextmanager
def running(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program while the block lasts."""
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.terminate()
