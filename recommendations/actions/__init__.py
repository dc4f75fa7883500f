"""Every write of more than one row: keyword-only, one transaction per act, `by=` names who."""
