"""How much of a proof is tried."""

import os

SEED = 20221102  # of every draw, so that a sample is the same each time


def whole_proof() -> bool:
    """Whether proofs run whole, which takes long, rather than as samples."""
    return os.environ.get("PROOF") == "1"


def size(sample: int, whole: int) -> int:
    """How many to try: the sample in `make test`, the whole in `make proof`."""
    return whole if whole_proof() else sample
