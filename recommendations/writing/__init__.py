"""Documents written as the files that a meeting gets. Free of Django."""
