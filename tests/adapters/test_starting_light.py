"""A process that never prints, signs or shows pages starts without the libraries that do."""

import os
import subprocess
import sys

HEAVY = ("typst", "pyhanko", "pyhanko_certvalidator", "pypdfium2", "PIL", "fontTools")


def test_the_adapters_load_without_their_heavy_libraries():
    program = (
        "import sys\n"
        "from app.adapters import blobs, certificates, fonts, inspection, keys, mail, pades, pdf\n"
        "from app.adapters import previews, prose, sealing, trust\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )

    said = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(one for one in sys.path if one)},
        text=True,
    )

    assert said.stdout.strip() == "[]"
