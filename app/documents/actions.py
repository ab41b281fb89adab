"""Audit words of documents, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class DocumentAction(Action):
    """What happens to documents, and to who sees them."""

    ADDED = "document:document:add"
    VERSION_ADDED = "document:version:add"
    CHANGED = "document:metadata:change"
    WITHDRAWN = "document:document:withdraw"
    RESTORED = "document:document:restore"
    KEPT_PRIVATE = "document:private:keep"
    OPENED = "document:private:open"
    RELEASED = "document:scan:release"
    QUARANTINED = "document:scan:refuse"
    TOO_LARGE = "document:scan:fail"
    DOWNLOADED = "document:content:download"
    READ = "document:content:read"
    READ_IN_EMERGENCY = "document:emergency:read"
    GRANTED = "document:access:grant"
    REVOKED = "document:access:revoke"
    OWN_RULES = "document:access:own"
    FOLDER_RULES = "document:access:follow"
    FOLDER_ADDED = "document:folder:add"
    FOLDER_RENAMED = "document:folder:rename"
    FOLDER_MOVED = "document:folder:move"
    FOLDER_REMOVED = "document:folder:remove"
    ASKED = "document:access:ask"
    ASKED_GRANTED = "document:access:agree"
    ASKED_REFUSED = "document:access:refuse"
    BASIS_ASKED = "document:basis:ask"
    BASIS_APPROVED = "document:basis:approve"
    BASIS_REFUSED = "document:basis:refuse"
    LOOKED_AS = "document:list:mirror"
    LOOKED_AT_AS = "document:content:mirror"
    VERSION_RESTORED = "document:version:restore"
    VERSION_CLOSED = "document:version:close"
    VERSION_OPENED = "document:version:open"
    COMPARED = "document:content:compare"
    TAKEN = "document:lock:take"
    GIVEN_BACK = "document:lock:release"
    LOCK_BROKEN = "document:lock:break"
    MARKED = "document:redaction:mark"
    UNMARKED = "document:redaction:unmark"
    PAGES_CHOSEN = "document:redaction:choose"
    STARTED_OVER = "document:redaction:restart"
    EXCERPT_MADE = "document:excerpt:make"
    ARCHIVED = "document:content:archive"
    PURPOSE_STATED = "document:purpose:state"
    CHOSE_WHAT_STAYS = "document:leaving:choose"


LABELS = {
    DocumentAction.ADDED: lazy("uploaded"),
    DocumentAction.VERSION_ADDED: lazy("added a version of"),
    DocumentAction.CHANGED: lazy("changed the description of"),
    DocumentAction.WITHDRAWN: lazy("withdrew"),
    DocumentAction.RESTORED: lazy("undid the withdrawal of"),
    DocumentAction.KEPT_PRIVATE: lazy("kept for the own organisation"),
    DocumentAction.OPENED: lazy("released in the workspace"),
    DocumentAction.RELEASED: lazy("released after the virus scan"),
    DocumentAction.QUARANTINED: lazy("refused because of a virus"),
    DocumentAction.TOO_LARGE: lazy("kept closed, too large for the virus scanner:"),
    DocumentAction.DOWNLOADED: lazy("downloaded"),
    DocumentAction.READ: lazy("read on screen"),
    DocumentAction.READ_IN_EMERGENCY: lazy("read on screen, under emergency sight,"),
    DocumentAction.GRANTED: lazy("gave sight of"),
    DocumentAction.REVOKED: lazy("took away sight of"),
    DocumentAction.OWN_RULES: lazy("gave own rules to"),
    DocumentAction.FOLDER_RULES: lazy("put back under the rules of the folder"),
    DocumentAction.FOLDER_ADDED: lazy("made a folder"),
    DocumentAction.FOLDER_RENAMED: lazy("renamed a folder"),
    DocumentAction.FOLDER_MOVED: lazy("moved a folder"),
    DocumentAction.FOLDER_REMOVED: lazy("removed an empty folder"),
    DocumentAction.ASKED: lazy("asked for access to a document"),
    DocumentAction.ASKED_GRANTED: lazy("granted what was asked"),
    DocumentAction.ASKED_REFUSED: lazy("refused what was asked"),
    DocumentAction.BASIS_ASKED: lazy("asked the privacy officer about a basis"),
    DocumentAction.BASIS_APPROVED: lazy("approved a basis"),
    DocumentAction.BASIS_REFUSED: lazy("refused a basis"),
    DocumentAction.LOOKED_AS: lazy("looked at the documents as"),
    DocumentAction.LOOKED_AT_AS: lazy("looked, as a partner, at"),
    DocumentAction.VERSION_RESTORED: lazy("put an older version back of"),
    DocumentAction.VERSION_CLOSED: lazy("closed an older version of"),
    DocumentAction.VERSION_OPENED: lazy("opened an older version again of"),
    DocumentAction.COMPARED: lazy("compared two versions of"),
    DocumentAction.TAKEN: lazy("took in hand for a while"),
    DocumentAction.GIVEN_BACK: lazy("gave free"),
    DocumentAction.LOCK_BROKEN: lazy("released, from somebody else's hands,"),
    DocumentAction.MARKED: lazy("marked passages to be blacked out"),
    DocumentAction.UNMARKED: lazy("took away marks on passages"),
    DocumentAction.PAGES_CHOSEN: lazy("chose the pages of an excerpt"),
    DocumentAction.STARTED_OVER: lazy("started an excerpt over"),
    DocumentAction.EXCERPT_MADE: lazy("made an excerpt"),
    DocumentAction.CHOSE_WHAT_STAYS: lazy("chose what others keep after leaving:"),
    DocumentAction.ARCHIVED: lazy("put into an archive package"),
    DocumentAction.PURPOSE_STATED: lazy("said for which purpose to open"),
}
