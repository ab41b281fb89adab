"""The transparency log: who, for whom, when, what, on which ground; append-only, exact bytes kept.

One tree per place and one for the platform. An entry is canonical JSON (RFC 8785 subset: sorted
keys, no spaces, integers and strings only) kept as the exact bytes, with a random salt. Its leaf
hash is ``SHA-256(0x00 || salt || bytes)`` (RFC 6962 leaf prefix), so a leaf that one may not read
reveals nothing. Indexes are given under the tree's head lock, as the last step of the transaction:
gap-free, in commit order.
"""
