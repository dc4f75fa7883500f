"""Forms of the pages on which administrators keep accounts."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator

from recommendations.forms import helper
from recommendations.models import User
from recommendations.roles import ROLES
from recommendations.versions import VersionedForm

WHY = "Reason for the change"
ROLE_WORDS = {
    "viewer": "Viewer: reads what was published",
    "editor": "Editor: writes updates and sets up meetings",
    "publisher": "Publisher: an editor who also publishes meetings",
    "administrator": "Administrator: an editor who also reads papers in and keeps accounts; does not publish",
}


def _role() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Role", choices=[(role, ROLE_WORDS[role]) for role in ROLES], widget=forms.RadioSelect
    )


class NewPersonForm(forms.Form):
    """Who gets an account, and what they may do."""

    username = forms.CharField(
        label="Username",
        help_text="What they sign in with. It cannot be changed. Letters, figures and @ . + - _ only.",
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    name = forms.CharField(label="Name", help_text="What stands beside what they did.", max_length=150)
    role = _role()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("Make the account")

    def clean_username(self) -> str:
        """Any but the one that is an address of its own."""
        username: str = self.cleaned_data["username"]
        if username in {"new", ".", ".."}:
            raise forms.ValidationError("Choose another username.")
        return username


class PersonForm(VersionedForm):
    """The name and the role of an account."""

    name = forms.CharField(label="Name", max_length=150)
    role = _role()
    why = forms.CharField(label=WHY, max_length=300)

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["name", "role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("Save")


class WhyForm(forms.Form):
    """The reason of something done to an account."""

    why = forms.CharField(label="Reason", help_text="It is kept with the account.", max_length=300)

    def __init__(self, *args: Any, button: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(button)
