"""Accounts: made, changed, closed and opened again; never deleted."""

from __future__ import annotations

from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator

from recommendations.actions.versions import save_changes
from recommendations.history import acting
from recommendations.models import User
from recommendations.signing_in.pass_phrases import pass_phrase


class AccountRefused(Exception):
    """Why an account cannot be changed in this way, in a sentence."""


class Roles(NamedTuple):
    """The role that somebody had until now, and the one they have from now on."""

    before: str
    now: str


def make_account(*, username: str, role: str, password: str) -> bool:
    """Make an account, or give the one there its role and password anew; whether it is new."""
    with acting(by=None, why="Account set up on the server", page="make_account"):
        found = User.objects.select_for_update().filter(username=username).first()
        if found is None:
            User.objects.create_user(username, password, role=role)
            return True
        found.role = role
        found.is_active = True
        found.set_password(password)
        found.save()
        return False


def open_account(*, by: User, username: str, name: str, role: str) -> str:
    """Make an account; the pass phrase for its first sign-in, which is kept nowhere."""
    phrase = pass_phrase()
    with acting(by=by, why="Account made", page="/accounts/people/new/"):
        _managing(by)
        if User.objects.filter(username__iexact=username).exists():
            raise AccountRefused("There is an account with this username already.")
        User.objects.create_user(username, phrase, role=role, name=name, once=True)
    return phrase


def change_account(*, by: User, why: str, **changes: Any) -> Roles:
    """Another name or role, as `save_changes` writes it. Whoever has another role signs in again."""
    user: User = changes["record"]
    with acting(by=by, why=why, page=_page(user)):
        _managing(by)
        before = _locked(user)
        if changes["values"]["role"] != before.role:
            _other_than_oneself(by, before, "change your own role")
        saved = save_changes(by=by, why=why, page=_page(user), **changes)
    return Roles(before.role, saved.role)


def close_account(*, by: User, user: User, why: str) -> None:
    """Sign the person out everywhere, at once; no password, passkey or work account opens it."""
    with acting(by=by, why=why, page=_page(user)):
        _managing(by)
        found = _locked(user)
        _other_than_oneself(by, found, "close your own account")
        found.is_active = False
        # So that no session comes back to life with the account.
        found.set_unusable_password()
        found.save()


def reopen_account(*, by: User, user: User, why: str) -> str:
    """Open a closed account again, with a pass phrase for its first sign-in."""
    with acting(by=by, why=why, page=_page(user)):
        _managing(by)
        found = _locked(user)
        found.is_active = True
        return _for_once(found)


def renew_pass_phrase(*, by: User, user: User, why: str) -> str:
    """A pass phrase for the next sign-in, in the place of a forgotten password; ends every session."""
    with acting(by=by, why=why, page=_page(user)):
        _managing(by)
        found = _locked(user)
        _other_than_oneself(by, found, "give yourself a pass phrase: change your password instead")
        _still_open(found)
        return _for_once(found)


def take_second_factor(*, by: User, user: User, why: str) -> str:
    """Take a lost second factor away. The password goes with it: it would be all that is left to show."""
    with acting(by=by, why=why, page=_page(user)):
        _managing(by)
        found = _locked(user)
        _other_than_oneself(by, found, "take away your own second factor here: do it on its own page")
        _still_open(found)
        Authenticator.objects.filter(user=found).delete()
        return _for_once(found)


def change_own_password(*, user: User, password: str) -> None:
    """Another password, chosen by the person; every other session of theirs ends."""
    with acting(by=user, why="Password changed", page="/accounts/password/"):
        user.set_password(password)
        user.save()


def _managing(by: User) -> None:
    """Of two administrators who close each other's account the second one is none by then."""
    found = User.objects.get(pk=by.pk)
    if not (found.is_active and found.role == "administrator"):
        raise AccountRefused("You are no administrator any more.")


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def _other_than_oneself(by: User, user: User, what: str) -> None:
    """Nobody does this to themselves; with that, the last administrator stays one too."""
    if by.pk == user.pk:
        raise AccountRefused(f"You cannot {what}.")


def _still_open(user: User) -> None:
    if not user.is_active:
        raise AccountRefused("This account is closed. Open it again first.")


def _for_once(user: Any) -> str:
    phrase = pass_phrase()
    user.set_password_for_once(phrase)
    user.save()
    return phrase


def _page(user: User) -> str:
    return f"/accounts/people/{user.username}/"
