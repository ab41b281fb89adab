"""Somebody signs a file in a PDF reader, with a card of their own: rightly, or not at all."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.adapters.trust import OutsideRoot
from app.kernel import clock
from tests.support.outside_keys import POLICY, Elsewhere, usage

NUMBER = "PNONL-123456782"
"""Serial number in the subject of the card."""


@dataclass
class Card:
    """A key of one person with its certificate, and what a PDF reader does with it.

    Args:
        facts: what of the certificate is otherwise than right.
    """

    authority: Elsewhere
    facts: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        short = self.facts.get("short", False)
        self.key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = (
            rsa.generate_private_key(65537, 1024)
            if short
            else ec.generate_private_key(ec.SECP256R1())
        )
        self.certificate = self._certificate()

    @property
    def sha256(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    def _certificate(self) -> x509.Certificate:
        facts, now = self.facts, clock.now()
        names = [
            x509.NameAttribute(NameOID.COMMON_NAME, facts.get("name", "Cora van den Berg")),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, facts.get("number", NUMBER)),
        ]
        if identifier := facts.get("identifier"):
            names.append(x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, identifier))
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name(names))
            .issuer_name(self.authority.below.subject)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + facts.get("begins", timedelta(days=-30)))
            .not_valid_after(now + facts.get("ends", timedelta(days=300)))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(facts.get("usage", usage()), critical=True)
            .add_extension(
                x509.CertificatePolicies(
                    [
                        x509.PolicyInformation(
                            x509.ObjectIdentifier(facts.get("policy", POLICY)), None
                        )
                    ]
                ),
                critical=False,
            )
        )
        return builder.sign(self.authority.key, hashes.SHA256())

    def root(self, **told: Any) -> OutsideRoot:
        """Return the root as the configuration tells of it, for people."""
        return self.authority.trusted(**{"identifier": ""} | told)

    def sign(
        self,
        pdf: bytes,
        name: str,
        *,
        at: datetime | None = None,
        digest: str = "sha256",
        subfilter: SigSeedSubFilter = SigSeedSubFilter.PADES,
        chain: bool = True,
        is_new_field: bool = False,
        beside: Callable[[IncrementalPdfFileWriter], None] | None = None,
        stamper: Any = None,
        said: Mapping[str, generic.PdfObject] | None = None,
    ) -> bytes:
        """Sign as a PDF reader does, without asking anybody whether that is wise.

        Args:
            beside: what else is changed in the same go.
            said: what stands in the signature beside what must.
        """
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        if beside is not None:
            beside(writer)
        metadata = PdfSignatureMetadata(field_name=name, md_algorithm=digest, subfilter=subfilter)
        signer = PdfSigner(metadata, self._signer(chain=chain))
        signing = self._signed(writer, signer, at or clock.now(), is_new_field, stamper, said or {})
        return asyncio.run(signing)

    def _signer(self, *, chain: bool) -> SimpleSigner:
        encoding = serialization.Encoding.PEM
        secret = self.key.private_bytes(
            encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        [own] = load_certs_from_pemder_data(self.certificate.public_bytes(encoding))
        store = SimpleCertificateStore()
        above = (self.authority.below, self.authority.root) if chain else ()
        store.register_multiple(
            each
            for one in above
            for each in load_certs_from_pemder_data(one.public_bytes(encoding))
        )
        key = load_private_key_from_pemder_data(secret, passphrase=None)
        return SimpleSigner(signing_cert=own, signing_key=key, cert_registry=store)

    async def _signed(
        self,
        writer: IncrementalPdfFileWriter,
        signer: PdfSigner,
        at: datetime,
        is_new_field: bool,
        stamper: Any,
        said: Mapping[str, generic.PdfObject],
    ) -> bytes:
        session = signer.init_signing_session(writer, existing_fields_only=not is_new_field)
        session.system_time = at
        # A reader may keep to what the field asks for, or not: here it does not.
        session.sv_spec = None
        prepared = session.prepare_tbs_document(validation_info=None, bytes_reserved=16384)
        prepared.timestamper = stamper
        signature = _field_of(writer, signer.signature_meta.field_name)["/V"]
        signature.update({generic.pdf_name(each): value for each, value in said.items()})
        digest, output = prepared.digest_tbs_document()
        attributes = PdfCMSSignedAttributes(signing_time=at)
        finished = await prepared.perform_signature(digest.document_digest, attributes)
        await finished.post_signature_processing(output)
        output.seek(0)
        return bytes(output.read())


def _field_of(writer: IncrementalPdfFileWriter, name: str | None) -> Any:
    fields = [each.get_object() for each in writer.root["/AcroForm"]["/Fields"]]
    return next(each for each in fields if each["/T"] == name)


def locking(action: str, *fields: str, level: int | None = None) -> dict[str, generic.PdfObject]:
    """Return what a signature says that locks fields, or the whole file."""
    name, told = generic.pdf_name, {}
    told[name("/V")] = name("/1.2")
    if level is None:
        told[name("/Action")] = name(action)
        if fields:
            told[name("/Fields")] = generic.ArrayObject(map(generic.pdf_string, fields))
    else:
        told[name("/P")] = generic.NumberObject(level)
    method = "/FieldMDP" if level is None else "/DocMDP"
    reference = generic.DictionaryObject(
        {
            name("/Type"): name("/SigRef"),
            name("/TransformMethod"): name(method),
            name("/TransformParams"): generic.DictionaryObject(told),
        }
    )
    return {"/Reference": generic.ArrayObject([reference])}


def broken(signed):
    """Change the moment in the signature's own part of the file."""
    at = signed.rindex(b"/ByteRange")
    assert b"/Adobe.PPKLite" in signed[at - 300 :]
    return signed[: at - 300] + signed[at - 300 :].replace(b"PPKLite", b"PPKLitf", 1)
