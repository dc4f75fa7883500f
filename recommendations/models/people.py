"""The people who sign in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models

from recommendations.history import records
from recommendations.roles import NOBODY, ROLES, Can


class UserManager(BaseUserManager["User"]):
    """Makes accounts; passwords are always hashed here."""

    def create_user(self, username: str, password: str, *, role: str, name: str = "") -> "User":
        """One account with a role; raises ValueError for an unknown role or an empty username."""
        if role not in ROLES:
            raise ValueError(f"{role!r} is no role: choose one of {', '.join(ROLES)}.")
        if not username:
            raise ValueError("An account needs a name to sign in with.")
        user = self.model(username=username, role=role, name=name)
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
