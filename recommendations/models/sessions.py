"""Sessions that know whose they are, so that a person sees their own and can end them."""

from typing import TYPE_CHECKING

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from recommendations.models.people import User

if TYPE_CHECKING:
    from recommendations.signing_in.sessions import SessionStore


class Session(AbstractBaseSession):
    """One browser that is signed in, or that something is remembered for; no record, so without history."""

    person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="sessions")

    @classmethod
    def get_session_store_class(cls) -> "type[SessionStore]":
        from recommendations.signing_in.sessions import SessionStore

        return SessionStore
