"""The one script of the installed plotly package that pages load, found without importing the package."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage

SCRIPT = "plotly.min.js"


def package_data() -> Path:
    """The folder of the installed package that holds the script; raises ImproperlyConfigured without it."""
    spec = find_spec("plotly")
    folder = Path(spec.origin).parent / "package_data" if spec and spec.origin else Path()
    if not (folder / SCRIPT).is_file():
        raise ImproperlyConfigured(f"The installed plotly package has no {SCRIPT}: install the pinned one.")
    return folder


class PlotlyFinder(BaseFinder):
    """Finds plotly.min.js and nothing else of the package."""

    def __init__(self) -> None:
        self.storage = FileSystemStorage(location=package_data())

    def find(self, path: str, find_all: bool = False) -> Any:
        found = self.storage.path(SCRIPT) if path == SCRIPT else None
        return [found] if found and find_all else found or []

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to check beyond what making it does."""
        return []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        yield SCRIPT, self.storage
