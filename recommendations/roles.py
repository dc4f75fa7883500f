"""Who may do what: the one table of roles and what each of them can do."""

from enum import StrEnum


class Can(StrEnum):
    """Something a person may be allowed to do; each view declares one of these."""

    SIGN_IN = "reach the pages for signing in and out"
    READ = "read what was published"
    SEE_DRAFTS = "choose meetings that are not yet published"
    WRITE = "write updates, notes and reference words, and set up meetings"
    PUBLISH = "publish a meeting"
    IMPORT_PAPERS = "read board papers in"


NOBODY = frozenset({Can.SIGN_IN})
VIEWER = NOBODY | {Can.READ}
EDITOR = VIEWER | {Can.SEE_DRAFTS, Can.WRITE, Can.PUBLISH}
ADMINISTRATOR = EDITOR | {Can.IMPORT_PAPERS}

ROLES: dict[str, frozenset[Can]] = {
    "viewer": VIEWER,
    "editor": EDITOR,
    "administrator": ADMINISTRATOR,
}
