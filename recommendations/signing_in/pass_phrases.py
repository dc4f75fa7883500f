"""Pass phrases for once: made here, shown once, changed at the first sign-in."""

import secrets

# Letters and figures that nobody takes for one another when reading them out on the telephone.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def pass_phrase() -> str:
    """Four groups of five: 99 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))
