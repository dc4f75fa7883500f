"""Who may do what: the one table of roles and what each of them can do."""

from enum import StrEnum


class Can(StrEnum):
    """Something a person may be allowed to do; each view declares one of these."""

    SIGN_IN = "reach the pages for signing in and out"
    OWN_ACCOUNT = "keep your own password, second factor and ways to sign in"
    READ = "read what was published"
    SEE_DRAFTS = "choose meetings that are not yet published"
    WRITE = "write updates, notes and reference words, and set up meetings"
    PUBLISH = "publish a meeting that somebody else wrote at least a part of"
    IMPORT_PAPERS = "read board papers in"
    MANAGE_ACCOUNTS = "make accounts, give them roles and close them"
    REDACT = "take a person's name out of the records where the law or a decision asks for it"
    EXPORT = "take out everything at once"


NOBODY = frozenset({Can.SIGN_IN})
# Whoever signed in, even with something left to do first: a password to choose, a second factor to set up.
SIGNED_IN = NOBODY | {Can.OWN_ACCOUNT}
VIEWER = SIGNED_IN | {Can.READ}
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
# Whoever can change what others read shows a second factor, where the setting SECOND_FACTOR asks for it.
WITH_SECOND_FACTOR = frozenset(role for role, can in ROLES.items() if Can.WRITE in can)
