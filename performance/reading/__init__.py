"""Reading the performance report of a paper into plain data. Free of Django."""
