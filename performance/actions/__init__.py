"""Every write of more than one row."""
