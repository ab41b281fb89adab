"""Legal bases for sharing; they are read where a workspace is founded on them, below us."""

from app.workspaces.queries.legal_bases import LegalBases, LegalBasis, load_legal_bases

__all__ = ["LegalBases", "LegalBasis", "load_legal_bases"]
