"""The performance report of a meeting: read, shown, summed up, and written for the next one."""
