"""An older state was put back: what the owner does then, in the transaction that does so."""

from sqlalchemy import text

from app.commanding import WHEN_PUT_BACK
from tests.support.database import OneTransaction


def put_back(transaction: OneTransaction) -> None:
    """Let the rows be those of an older state, as far as that is told by what is done then."""
    with transaction.as_owner() as owner:
        for each in WHEN_PUT_BACK:
            owner.execute(text(each))
