"""Reports built from findings, their frozen and sealed files, the seats of those who sign, keys."""

from app.reports.models.answers import KeptAnswer
from app.reports.models.keys import KeyPurpose, SigningKey
from app.reports.models.reports import (
    SEALER_DOUBT,
    Chapter,
    Report,
    ReportFile,
    ReportFinding,
    ReportProof,
    ReportStatus,
    Seat,
    SeatStatus,
    SeatVoice,
    Signer,
)

__all__ = [
    "SEALER_DOUBT",
    "Chapter",
    "KeptAnswer",
    "KeyPurpose",
    "Report",
    "ReportFile",
    "ReportFinding",
    "ReportProof",
    "ReportStatus",
    "Seat",
    "SeatStatus",
    "SeatVoice",
    "Signer",
    "SigningKey",
]
