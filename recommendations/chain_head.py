"""The newest link of the chain over all history: what a printed paper names, so that a rewrite shows."""

from __future__ import annotations

from recommendations.models import ChainLink


def chain_head() -> tuple[int, str] | None:
    """The last link's number and hash; None where nothing is chained yet."""
    return ChainLink.objects.order_by("-number").values_list("number", "hash").first()


def head_in_words() -> str:
    """The same as papers print it; nothing where nothing is chained yet."""
    head = chain_head()
    return f"link {head[0]}, {head[1]}" if head else ""
