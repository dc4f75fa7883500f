"""The words that files of figures may use for what is on record."""

from __future__ import annotations

from performance.models import Force, Group, Measure
from performance.observations.words import Vocabulary, plain


def vocabulary() -> Vocabulary:
    """Measures, forces and groups by the words for them; a name on record beats another's further words."""
    measures: dict[str, str] = {}
    spans: dict[str, str] = {}
    held = list(Measure.objects.order_by("slug").values_list("slug", "name", "column_words", "span"))
    for slug, _, further, span in held:
        measures |= {plain(word): slug for word in further}
        spans[slug] = span
    for slug, name, *_ in held:
        measures |= {plain(slug): slug, plain(name): slug}
    forces: dict[str, str] = {}
    for slug, name in Force.objects.values_list("slug", "name"):
        forces |= {plain(slug): slug, plain(name): slug}
    groups: dict[str, dict[str, str]] = {}
    pairs = Group.objects.filter(breakdown__measures__isnull=False)
    for measure, slug, name in pairs.values_list("breakdown__measures__slug", "slug", "name"):
        groups.setdefault(measure, {}).update({plain(slug): slug, plain(name): slug})
    return Vocabulary(measures=measures, forces=forces, groups=groups, spans=spans)
