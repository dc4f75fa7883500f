"""Proofs: what is promised of the record, tried many times over.

Each has its negative control, the same test with the guard off. `make test` tries a small sample of each,
always the same; `make proof` tries them whole and prints what was tried, how often, and how often it failed.
"""
