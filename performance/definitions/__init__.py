"""Definitions of measures: what reviewed files say, read and checked."""
