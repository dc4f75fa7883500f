"""Backups: one file that holds the whole database, and what came of reading it back."""
