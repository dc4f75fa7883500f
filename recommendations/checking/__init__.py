"""Whether the record is what it says: guards, chain, history, records and files."""

from recommendations.checking.record import Checked, check_records

__all__ = ["Checked", "check_records"]
