"""Disproportionality: rates of groups beside the rate of one of them."""
