"""Everything on record at once, as a ZIP of CSV files: for an office that moves on, or an auditor.

Left out are password hashes, second factors, and the bytes of files, which have addresses of their own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from recommendations.checking.record import at_one_moment
from recommendations.guards.tables import Kept, kept_tables
from recommendations.models import ChainLink
from recommendations.writing.formulas import disarmed

LEFT_OUT = {"content", "reading", "read_by", "password"}
ABOUT = """Everything on record, as comma-separated values.

records/    one file for each kind of record, as it stands
history/    the same for every change that was made: who (history_user_id), when, why, from where
chain.csv   the chain over all history, one link for each of its rows

A cell that a spreadsheet would run as a formula has an apostrophe before it. Users are in
records/recommendations_user.csv. Files that were read in or issued are named by their SHA-256.
"""


def write_everything(file: IO[bytes]) -> None:
    """Write the ZIP into a file, all of it as at one moment."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive, at_one_moment():
        archive.writestr("README.txt", ABOUT)
        for kept in kept_tables():
            _write(archive, f"records/{kept.table}.csv", kept.model._base_manager, _columns(kept, kept.own))
            history = kept.history_model
            _write(archive, f"history/{kept.table}.csv", history._base_manager, _columns(kept, kept.form))
        _write(archive, "chain.csv", ChainLink.objects, ["number", "form__table", "row", "payload", "hash"])


def _columns(kept: Kept, columns: Iterable[str]) -> list[str]:
    return [column for column in columns if column not in LEFT_OUT]


def _write(archive: ZipFile, name: str, manager: Any, columns: list[str]) -> None:
    with archive.open(name, "w", force_zip64=True) as raw:
        text = io.TextIOWrapper(raw, "utf-8", newline="")
        writer = csv.writer(text)
        writer.writerow(columns)
        rows = manager.order_by("pk").values_list(*columns).iterator(chunk_size=2000)
        writer.writerows([_cell(value) for value in row] for row in rows)
        text.flush()
        text.detach()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return value if isinstance(value, int | float) else disarmed(str(value))
