"""Files inside a PDF, read by pdfium: what a file claims to be; nothing in them is believed."""

from __future__ import annotations

from app.adapters.previews import PDFIUM

LARGEST = 4 * 1024 * 1024
MOST = 20


def attached_file(pdf: bytes, name: str) -> bytes | None:
    """Return the attachment of this name, or None when there is none that can be read."""
    import pypdfium2

    with PDFIUM:
        try:
            opened = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError:
            return None
        try:
            for index in range(min(opened.count_attachments(), MOST)):
                attachment = opened.get_attachment(index)
                if attachment.get_name() == name:
                    content = bytes(attachment.get_data())
                    return content if len(content) <= LARGEST else None
        except pypdfium2.PdfiumError:
            return None
        finally:
            opened.close()
    return None
