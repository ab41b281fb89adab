"""Placing seals: prepared once, filled one by one, each only by its own party, valid to an outside
judge."""

import io
import re
import subprocess
from datetime import timedelta
from itertools import pairwise

import pypdf
import pytest
from asn1crypto import cms

from app.adapters import certificates, pades
from app.adapters.pades import CannotSeal, FieldSpec
from tests.adapters.conftest import MADE_AT, Authority, Round, place_seal

BOX = (100.0, 100.0, 300.0, 160.0)


def pdfsig(content: bytes, folder) -> str:
    """Return what poppler says. Its exit status is 0 for a tampered file too, so only its text
    counts."""
    path = folder / "judged.pdf"
    path.write_bytes(content)
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, check=False, text=True)
    return said.stdout


def prepared_with(round_: Round, fields: list[FieldSpec]) -> bytes:
    return pades.prepare(
        round_.printed,
        fields,
        platform=round_.platform.platform_seal(),
        signed_at=MADE_AT,
        reason="Vastgesteld",
    )


def test_an_outside_judge_finds_every_signature_valid(sealing_round, tmp_path):
    said = pdfsig(sealing_round.final, tmp_path)

    assert said.count("Signature is Valid.") == 4
    assert "Digest Mismatch" not in said
    assert said.count("ETSI.CAdES.detached") == 4
    assert "Total document signed" in said.split("Signature #4")[1]
    for name in ("Samenzicht", "Inspectie A", "Inspectie B", "Inspectie C"):
        assert f"O={name}" in said


def test_an_outside_judge_sees_a_changed_byte(sealing_round, tmp_path):
    content = bytearray(sealing_round.final)
    content[2000] ^= 1

    assert pdfsig(bytes(content), tmp_path).count("Digest Mismatch.") == 4


def test_a_seal_is_appended_and_what_was_there_stays(sealing_round):
    versions = [sealing_round.printed, sealing_round.prepared, *sealing_round.sealed]

    for before, after in pairwise(versions):
        assert after.startswith(before)
        assert len(after) - len(before) < 60_000


def test_all_fields_are_there_from_the_start(sealing_round):
    fields = pypdf.PdfReader(io.BytesIO(sealing_round.prepared)).get_fields()

    assert list(fields) == ["platform", *sealing_round.fields, "closing"]
    assert fields["platform"]["/V"]["/Reference"][0]["/TransformParams"]["/P"] == 2
    for name in sealing_round.fields:
        assert fields[name].get("/V") is None
    assert fields[sealing_round.fields[0]]["/TU"] == "Zegel van Inspectie A"


def test_a_field_is_locked_by_its_own_seal_alone(sealing_round):
    fields = pypdf.PdfReader(io.BytesIO(sealing_round.final)).get_fields()

    for name in sealing_round.fields:
        [lock] = [
            one["/TransformParams"]
            for one in fields[name]["/V"]["/Reference"]
            if one["/TransformMethod"] == "/FieldMDP"
        ]
        assert (lock["/Action"], lock["/Fields"]) == ("/Include", [name])


def test_the_recorded_moment_and_reason_stand_in_the_seal(sealing_round):
    fields = pypdf.PdfReader(io.BytesIO(sealing_round.final)).get_fields()
    value = fields[sealing_round.fields[1]]["/V"]

    assert value["/Reason"] == "Ondertekend"
    assert value["/M"].startswith("D:20241102093200")
    content = cms.ContentInfo.load(value["/Contents"].original_bytes)
    assert content["content_type"].native == "signed_data"


def test_the_lines_can_be_read_and_their_fonts_are_embedded(sealing_round, tmp_path):
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealing_round.final)

    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True
    ).stdout
    fonts = subprocess.run(
        ["pdffonts", path], capture_output=True, check=True, text=True
    ).stdout.splitlines()[2:]

    assert text.count("Carolien Haverkort") == 3
    assert len(fonts) >= 8
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts)


def test_a_file_stays_tagged_and_keeps_its_attachment(sealing_round):
    catalog = pypdf.PdfReader(io.BytesIO(sealing_round.final)).trailer["/Root"]

    assert catalog["/MarkInfo"]["/Marked"].value is True
    assert len(catalog["/AF"]) == 1
    assert catalog["/AcroForm"]["/SigFlags"] == 3


def test_another_partys_seal_does_not_fit(sealing_round, outsider):
    for credential in (sealing_round.authorities[1].seal, outsider.seal):
        with pytest.raises(CannotSeal, match="approved issuer"):
            place_seal(
                sealing_round.prepared, sealing_round.fields[0], credential, signed_at=MADE_AT
            )


def test_a_field_is_filled_once(sealing_round):
    with pytest.raises(CannotSeal, match="filled already"):
        place_seal(
            sealing_round.final,
            sealing_round.fields[0],
            sealing_round.authorities[0].seal,
            signed_at=MADE_AT,
        )


def test_a_field_that_was_not_prepared_is_not_made(sealing_round):
    with pytest.raises(CannotSeal, match="No empty signature field"):
        place_seal(
            sealing_round.prepared, "other", sealing_round.authorities[0].seal, signed_at=MADE_AT
        )


@pytest.mark.parametrize(
    "moved", [certificates.SEAL_LIFE + timedelta(seconds=1), timedelta(seconds=-1)]
)
def test_a_seal_is_placed_within_the_life_of_its_certificate_alone(sealing_round, moved):
    seal, field = sealing_round.authorities[0].seal, sealing_round.fields[0]

    sealed = place_seal(sealing_round.prepared, field, seal, signed_at=MADE_AT)
    with pytest.raises(CannotSeal, match="not valid at this moment"):
        place_seal(sealing_round.prepared, field, seal, signed_at=MADE_AT + moved)

    assert len(sealed) > len(sealing_round.prepared)


def test_a_prepared_file_is_not_prepared_again(sealing_round):
    with pytest.raises(CannotSeal, match="already"):
        pades.prepare(
            sealing_round.prepared,
            [],
            platform=sealing_round.platform.platform_seal(),
            signed_at=MADE_AT,
            reason="x",
        )


@pytest.mark.parametrize("names", [["a", "a"], ["platform"]])
def test_two_fields_with_one_name_are_refused(sealing_round, names):
    with pytest.raises(CannotSeal, match="one name"):
        prepared_with(sealing_round, [FieldSpec(name, 1, BOX, "x") for name in names])


@pytest.mark.parametrize("content", [b"", b"hallo", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_refused(sealing_round, content):
    with pytest.raises(CannotSeal):
        pades.prepare(
            content,
            [],
            platform=sealing_round.platform.platform_seal(),
            signed_at=MADE_AT,
            reason="x",
        )


def test_an_rsa_seal_is_placed_and_valid(sealing_round, tmp_path):
    party = certificates.Party("Inspectie R", "NTRNL-9")
    root = certificates.create_root(party, now=MADE_AT)
    seal = certificates.issue_seal(root, party, now=MADE_AT)
    prepared = prepared_with(
        sealing_round, [FieldSpec("seat-r-1", 1, BOX, "Zegel", root.certificate)]
    )

    sealed = place_seal(prepared, "seat-r-1", seal, signed_at=MADE_AT)

    assert pdfsig(sealed, tmp_path).count("Signature is Valid.") == 2


def test_twelve_seals_fit_in_one_file(sealing_round, tmp_path):
    authority = Authority("Inspectie Twaalf")
    names = [f"seat-{number}" for number in range(12)]
    content = prepared_with(
        sealing_round,
        [
            FieldSpec(name, 1, (50, 40 + 60 * number, 250, 90 + 60 * number), name)
            for number, name in enumerate(names)
        ],
    )

    for name in names:
        content = place_seal(content, name, authority.seal, signed_at=MADE_AT)

    assert pdfsig(content, tmp_path).count("Signature is Valid.") == 13
    verdict = sealing_round.verdict(
        content,
        expected=[pades.ExpectedSeal(name, (authority.root.certificate,)) for name in names],
    )
    assert (verdict.answer, verdict.faults) == (pades.Answer.VALID, ())


@pytest.mark.parametrize("lines", [[], ["Eén"], ["漢字 🎉"] * 3, ["Een lange regel " * 9] * 6])
def test_any_lines_make_an_appearance(sealing_round, lines, fonts):
    authority = sealing_round.authorities[0]

    sealed = pades.seal(
        sealing_round.prepared,
        sealing_round.fields[0],
        credential=authority.seal,
        appearance=lines,
        reason="Één — 漢",
        signed_at=MADE_AT,
        fonts=fonts,
    )

    assert re.search(rb"/Subtype\s*/Form", sealed)
