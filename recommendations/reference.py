"""The two schemes and their statuses: put there when they are missing, never overwritten.

The papers define none of these words, so no meaning is given here; the office writes its own.
"""

from typing import Any

from django.apps import apps

from recommendations.history import acting

# scheme code, scheme name, then its statuses in the order in which the papers print them:
# code, label, tone, closed
SCHEMES: dict[str, tuple[str, list[tuple[str, str, str, bool]]]] = {
    "rag": (
        "RAG",
        [
            ("red", "Red", "red", False),
            ("amber", "Amber", "amber", False),
            ("green", "Green", "green", False),
        ],
    ),
    "stages": (
        "HMICFRS stages",
        [
            ("with-force", "With Force", "blue", False),
            ("with-fll", "With FLL", "blue", False),
            ("with-hmicfrs-cos", "With HMICFRS CoS", "blue", False),
            ("further-work", "Further work req.", "amber", False),
            ("closed", "Closed", "closed", True),
        ],
    ),
}


def ensure(**kwargs: Any) -> None:
    """After every migration: make the schemes and statuses that are missing, with their history."""
    scheme_model = apps.get_model("recommendations", "Scheme")
    status_model = apps.get_model("recommendations", "Status")
    with acting(by=None, why="Reference data of the product", page="migrate"):
        for code, (name, statuses) in SCHEMES.items():
            scheme, _ = scheme_model.objects.get_or_create(code=code, defaults={"name": name})
            for position, (status, label, tone, closed) in enumerate(statuses, 1):
                status_model.objects.get_or_create(
                    scheme=scheme,
                    code=status,
                    defaults={"label": label, "tone": tone, "closed": closed, "position": position},
                )
