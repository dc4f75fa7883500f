"""Who may do what: the one table of roles and what each of them can do."""

from enum import StrEnum


class Can(StrEnum):
    """Something a person may be allowed to do; each view declares one of these."""

    SIGN_IN = "reach the pages for signing in and out"
    READ = "read what was published"
    SEE_DRAFTS = "choose meetings that are not yet published"
    WRITE = "write updates, notes and reference words, and set up meetings"
    PUBLISH = "publish a meeting that somebody else wrote at least a part of"
    IMPORT_PAPERS = "read board papers in"
    MANAGE_ACCOUNTS = "make accounts, give them roles and close them"
    REDACT = "take a person's name out of the records, on whose authority"
    EXPORT = "take out everything at once"


NOBODY = frozenset({Can.SIGN_IN})
VIEWER = NOBODY | {Can.READ}
EDITOR = VIEWER | {Can.SEE_DRAFTS, Can.WRITE}
PUBLISHER = EDITOR | {Can.PUBLISH}
# Who gives out accounts could give themselves a second one: so they do not publish.
ADMINISTRATOR = EDITOR | {Can.IMPORT_PAPERS, Can.MANAGE_ACCOUNTS, Can.REDACT, Can.EXPORT}

ROLES: dict[str, frozenset[Can]] = {
    "viewer": VIEWER,
    "editor": EDITOR,
    "publisher": PUBLISHER,
    "administrator": ADMINISTRATOR,
}
