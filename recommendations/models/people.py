"""The people who sign in."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from recommendations.history import acting, records
from recommendations.roles import NOBODY, ROLES, Can

# Stands before the hash of a pass phrase that opens the account once, to choose a password; after it the
# second since 1970 at which the phrase runs out.
ONCE = "once$"
ONCE_DAYS = 7


class UserManager(BaseUserManager["User"]):
    """Makes accounts; passwords are always hashed here."""

    def create_user(
        self, username: str, password: str, *, role: str, name: str = "", once: bool = False
    ) -> "User":
        """One account with a role; raises ValueError for an unknown role or an empty username.

        With `once` the password is one that has to be changed at the first sign-in.
        """
        if role not in ROLES:
            raise ValueError(f"{role!r} is no role: choose one of {', '.join(ROLES)}.")
        if not username:
            raise ValueError("An account needs a name to sign in with.")
        user = self.model(username=username, role=role, name=name)
        if once:
            user.set_password_for_once(password)
        else:
            user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with an account and one role. The time of the last sign-in is not kept."""

    last_login = None
    username = models.CharField(max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=20, choices=[(role, role) for role in ROLES])
    is_active = models.BooleanField(default=True)

    objects = UserManager()
    history = records(excluded_fields=["password"])

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["role"]

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(role__in=list(ROLES)), name="user_has_a_role")
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def can(self, what: Can) -> bool:
        """Whether this person's role allows it."""
        return what in ROLES.get(self.role, NOBODY)

    def set_password_for_once(self, phrase: str) -> None:
        """A password that opens nothing but the page to choose another one, for seven days."""
        self.set_password(phrase)
        ends = timezone.now() + timedelta(days=ONCE_DAYS)
        self.password = f"{ONCE}{int(ends.timestamp())}${self.password}"

    @property
    def must_change_password(self) -> bool:
        """Whether the password is one that somebody else made."""
        return self.password.startswith(ONCE)

    @property
    def pass_phrase_ends(self) -> datetime | None:
        """Until when the pass phrase that somebody was given opens the account; None for a password."""
        if not self.must_change_password:
            return None
        ends = self.password.split("$", 2)[1]
        return datetime.fromtimestamp(int(ends) if ends.isdecimal() else 0, UTC)

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password; one that was hashed in an older way is hashed anew."""

        def hash_anew(raw: str) -> None:
            with acting(by=None, why="Password hashed in today's way", page="/accounts/sign-in/"):
                self.set_password(raw)
                self.save(update_fields=["password"])

        if (ends := self.pass_phrase_ends) is not None:
            right = check_password(raw_password, self.password.split("$", 2)[2])
            return right and timezone.now() < ends
        return check_password(raw_password, self.password, hash_anew)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session was begun with: another password or another role ends it."""
        begun_with = f"{self.role} {self.password}"
        return salted_hmac(
            "recommendations.session", begun_with, secret=secret, algorithm="sha256"
        ).hexdigest()
