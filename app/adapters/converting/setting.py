"""In the cage: blocks of text become pages.

The text goes in as data; nothing of it is read as Typst code, and the code reads no other file.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO

TEMPLATE = Path(__file__).with_name("pages.typ")


def main(source: IO[bytes], target: IO[bytes], *args: str) -> None:
    """Write the PDF."""
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[args[0]]
    )
    compiler = typst.Compiler(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": source.read().decode()},
    )
    made = compiler.compile(format="pdf", timestamp=0, pdf_tags=False)
    if isinstance(made, bytes):
        target.write(made)
