"""Taking out everything at once."""

from __future__ import annotations

import tempfile
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from recommendations.access import needs
from recommendations.exporting import write_everything
from recommendations.roles import Can


@needs(Can.EXPORT)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """What the file holds, and the way to it."""
    return render(request, "export.html", {"section": "account"})


@needs(Can.EXPORT, fresh=True)
@require_safe
def export_file(request: HttpRequest) -> FileResponse:
    """All records and all of their history, as a ZIP of CSV files."""
    file = _temporary()
    write_everything(file)
    file.seek(0)
    name = f"records-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def _temporary() -> IO[bytes]:
    """A file without a name; the answer closes it once it is sent."""
    return tempfile.TemporaryFile()
