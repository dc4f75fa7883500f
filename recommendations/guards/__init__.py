"""What the database itself keeps watch over, with triggers.

History and its chain are written by them, what never changes stays, and what must agree does. They are put
back after every migration, because SQLite drops them when it rebuilds a table, and looked for when the
site starts.
"""

from recommendations.guards.installing import ensure, install, missing, remove

__all__ = ["ensure", "install", "missing", "remove"]
