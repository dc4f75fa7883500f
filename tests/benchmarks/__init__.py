"""How fast the pages are: `make bench` fills databases, asks a server for pages and prints one table."""
