"""Checks: what papers stated beside what the records give."""
