"""The performance report as it is written: its charts for paper. Free of Django."""
