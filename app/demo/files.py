"""The sample's documents as real files: PDF and PNG by Typst, Word and Excel by their libraries.

The same sample gives the same bytes on every machine: fonts are those inside Typst, moments
are the day of uploading, nothing is drawn by chance. Classification and marking stand on every
page, as they would in the partners' own files.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from typst import Compiler

from app.demo.contents import Content, load_contents
from app.demo.office import Heading, write_excel, write_word
from app.demo.sample import SHIPPED_FOLDER
from app.demo.sample_rows import FileFormat, Sample, SampleDocument
from app.kernel.configuration import WrongConfigurationError

TEMPLATES = Path(__file__).parents[2] / "templates" / "demo"
PIXELS_PER_INCH = 110.0
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CLASSIFICATION_WORDS = {
    "ongerubriceerd": "Ongerubriceerd",
    "dep_vertrouwelijk": "Departementaal VERTROUWELIJK",
}
MARKING_WORDS = {
    "openbaar": "Openbaar",
    "intern": "Intern",
    "vertrouwelijk": "Vertrouwelijk",
    "medisch": "Medisch vertrouwelijk",
    "commercieel": "Commercieel vertrouwelijk",
}
FLAG_WORDS = {"special_category": "AVG 9", "criminal_data": "AVG 10", "police_data": "Wpg"}


@dataclass(frozen=True, slots=True)
class SampleFile:
    """One file as a person would upload it."""

    document: str
    name: str
    media_type: str
    content: bytes


class FileMaker:
    """Makes the files of a sample; keeps one Typst compiler warm."""

    def __init__(self, sample: Sample, *, contents_folder: Path | None = None) -> None:
        """Read what stands in the files.

        Raises:
            WrongConfigurationError: a document of the sample has no contents.
        """
        folder = contents_folder or SHIPPED_FOLDER / "contents"
        self._sample = sample
        self._contents = load_contents(folder, sample.monday)
        self._typst = Compiler(root=TEMPLATES, ignore_system_fonts=True)
        empty = [code for code in sample.documents if code not in self._contents]
        if empty:
            raise WrongConfigurationError([f"document {code} has no contents." for code in empty])

    def make(self, code: str) -> SampleFile:
        """Return the file of one document of the sample."""
        document = self._sample.documents[code]
        content = self._contents[code]
        heading = self._heading(document, content)
        made = self._written(document.format, heading=heading, content=content)
        return SampleFile(code, document.file_name, MEDIA_TYPES[document.format], made)

    def make_all(self) -> Iterator[SampleFile]:
        """Yield the files in the order of the sample."""
        for code in self._sample.documents:
            yield self.make(code)

    def _written(self, format_: FileFormat, *, heading: Heading, content: Content) -> bytes:
        match format_:
            case "docx":
                return write_word(heading, content)
            case "xlsx":
                return write_excel(heading, content)
            case "png":
                return self._typeset(f"{content.picture}.typ", heading=heading, content=content)
            case "pdf":
                return self._typeset("document.typ", heading=heading, content=content)

    def _heading(self, document: SampleDocument, content: Content) -> Heading:
        marks = [CLASSIFICATION_WORDS[document.classification]]
        if document.marking is not None:
            marks.append(MARKING_WORDS[document.marking])
        marks.extend(FLAG_WORDS[flag] for flag in document.flags)
        return Heading(
            title=document.title,
            kind=content.kind,
            organisation=self._sample.organisations[document.owner].name,
            marking=" · ".join(marks),
            author=self._sample.people[document.uploaded_by].name,
            made_at=datetime.combine(document.uploaded_on, time(9), tzinfo=UTC),
        )

    def _typeset(self, template: str, *, heading: Heading, content: Content) -> bytes:
        image = content.picture is not None
        words = asdict(heading) | {"made_at": heading.made_at.isoformat()}
        data = words | {"parts": [asdict(part) for part in content.parts]}
        made = self._typst.compile(
            TEMPLATES / template,
            format="png" if image else "pdf",
            ppi=PIXELS_PER_INCH if image else None,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=heading.made_at,
            pdf_standards=[] if image else ["a-2a"],
        )
        if not isinstance(made, bytes):
            message = f"{template} must make one page for {heading.title}."
            raise TypeError(message)
        return made


def make_sample_files(sample: Sample) -> dict[str, SampleFile]:
    """Return every file of the sample by document code."""
    return {file.document: file for file in FileMaker(sample).make_all()}
