"""Links from a recommendation to pages of other apps, which this app does not know of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Related(NamedTuple):
    """A page that has to do with a recommendation."""

    url: str
    text: str

    def at(self, query: str) -> Related:
        """The same page with what its address carries to stay at a meeting; before the part after “#”."""
        path, mark, place = self.url.partition("#")
        return self._replace(url=f"{path}?{query}{mark}{place}" if query else self.url)


Finder = Callable[[Any], list[Related]]
_finders: list[Finder] = []


def add_related(finder: Finder) -> None:
    """Let another app add links to each recommendation's page; called once, when that app is ready."""
    _finders.append(finder)


def related_to(recommendation: Any) -> list[Related]:
    """The links that other apps give for this recommendation."""
    return [link for find in _finders for link in find(recommendation)]
