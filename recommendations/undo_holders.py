"""What other records need: a record that a paper made stays as long as one points at it that does not go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import DO_NOTHING, BinaryField, ForeignKey

from recommendations import models

Key: TypeAlias = tuple[Any, int]  # a model and an id

# What belongs to another record, and by which field: it goes or stays with it.
OWNERS: dict[Any, str] = {models.Addressee: "recommendation", models.ColumnMapping: "report"}


@dataclass(eq=False, slots=True)
class Track:
    """A record that a paper wrote. Of `rows`, the history rows that count, the last `own` are the paper's.

    `live` is the record as it is, None where it is deleted; `newest` its newest row of all.
    """

    kind: str
    model: Any
    pk: int
    live: Any
    newest: Any
    rows: list[Any]
    own: int
    columns: list[str]

    @property
    def key(self) -> Key:
        return self.model, self.pk

    @property
    def before(self) -> Any:
        """The row before the paper's; None where the paper's are all."""
        return self.rows[-self.own - 1] if 0 < self.own < len(self.rows) else None

    @property
    def goes(self) -> bool:
        """Whether the paper made it."""
        return self.live is not None and self.own == len(self.rows)

    @property
    def goes_back(self) -> bool:
        """Whether anything differs from the row before; a record that the paper deleted is made again."""
        if self.before is None:
            return False
        if self.live is None:
            return bool(self.rows[-1].history_type == "-")
        return any(getattr(self.live, column) != getattr(self.before, column) for column in self.columns)

    @property
    def owner(self) -> Key | None:
        """The record that this one is a part of."""
        name = OWNERS.get(self.model)
        if name is None:
            return None
        field = self.model._meta.get_field(name)
        return field.related_model, getattr(self.live or self.before, field.attname)


def hold_back(
    gone: dict[Key, Track], back: dict[Key, Track], staying: set[Key], ours: set[int]
) -> dict[Key, tuple[Track, list[Key]]]:
    """Take out of `gone` and `back` what has to stay; which records those are, and what points at each.

    Nothing points at a part that stays with the record it belongs to. `ours` are the papers whose own
    meeting may go.
    """
    pointing = _pointing(gone, back, ours)
    held: dict[Key, tuple[Track, list[Key]]] = {}
    while True:
        found = {
            key: (track, [holder for holder in pointing.get(key, ()) if holder not in gone])
            for key, track in gone.items()
        }
        found = {key: (t, holders) for key, (t, holders) in found.items() if holders or t.owner in staying}
        if not found:
            break
        held |= found
        staying |= found.keys()
        for key in found:
            del gone[key]
    for key in [key for key, track in back.items() if track.owner in staying]:
        held[key] = back.pop(key), []
    return held


def _pointing(
    gone: Mapping[Key, Track], back: Mapping[Key, Track], ours: set[int]
) -> dict[Key, dict[Key, None]]:
    """For each record that would go, the records that will point at it: one query a foreign key."""
    found: dict[Key, dict[Key, None]] = defaultdict(dict)
    for model in dict.fromkeys(model for model, _ in gone):
        written = model.history.filter(history_paper__in=ours).values("id")
        for holder, field in _relations(model):
            rows = holder._base_manager.filter(**{f"{field.name}__in": written})
            for pk, target in rows.values_list("pk", field.attname):
                mine = holder is models.Paper and pk in ours
                leaves = (holder, pk) in back and getattr(back[holder, pk].before, field.attname) != target
                if (model, target) in gone and not mine and not leaves:
                    found[model, target][holder, pk] = None
    for key, track in back.items():
        for field in _foreign_keys(track.model):
            target = field.related_model, getattr(track.before, field.attname)
            if target in gone:
                found[target][key] = None
    return found


def _relations(model: Any) -> Iterator[tuple[Any, Any]]:
    """The models and foreign keys that point at a model; those of histories hold nothing."""
    for relation in model._meta.get_fields(include_hidden=True):
        points = relation.auto_created and not relation.concrete
        if points and not relation.many_to_many and relation.on_delete is not DO_NOTHING:
            yield relation.related_model, relation.field


def _foreign_keys(model: Any) -> list[Any]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]


def not_on_record(back: Mapping[Key, Track]) -> dict[Key, Track]:
    """Of what would go back, what would point at a record that is gone, or is there again already."""
    wanted: dict[Any, dict[int, list[Key]]] = defaultdict(lambda: defaultdict(list))
    for key, track in back.items():
        for field in _foreign_keys(track.model):
            then = getattr(track.before, field.attname)
            if then is not None and (track.live is None or getattr(track.live, field.attname) != then):
                wanted[field.related_model][then].append(key)
    found: dict[Key, Track] = {}
    for model, by_id in wanted.items():
        present = set(model._base_manager.filter(pk__in=list(by_id)).values_list("pk", flat=True))
        found |= {key: back[key] for pk, keys in by_id.items() if pk not in present for key in keys}
    again = {key: track for key, track in back.items() if track.live is None and key not in found}
    recommendations = {track.before.recommendation_id for track in again.values()}
    there = set(
        models.Addressee.objects.filter(recommendation__in=recommendations).values_list(
            "recommendation", "body"
        )
    )
    return found | {
        key: t for key, t in again.items() if (t.before.recommendation_id, t.before.body_id) in there
    }


def related(model: Any) -> list[str]:
    """The foreign keys that the names of records need, those of what they point at included; no files."""
    found = []
    for field in _light(model):
        found += [field.name, *(f"{field.name}__{further.name}" for further in _light(field.related_model))]
    return found


def _light(model: Any) -> list[Any]:
    """The foreign keys of a model that point at records without a file in them, and at no person."""
    return [
        field
        for field in _foreign_keys(model)
        if field.related_model is not models.User and not _files(field.related_model)
    ]


def _files(model: Any) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, BinaryField)]


def name_of(record: Any) -> str:
    """A record's name with the report that it is of."""
    part_of = getattr(record, "recommendation", None) or getattr(record, "theme", None) or record
    report = getattr(part_of, "report", None)
    return f"{record} ({report})" if report else str(record)


def named(keys: set[Key]) -> dict[Key, str]:
    """The kinds and names of these records, one query a model."""
    by_model: dict[Any, list[int]] = defaultdict(list)
    for model, pk in keys:
        by_model[model].append(pk)
    return {
        (model, pk): f"{model._meta.verbose_name} “{name_of(record)}”"
        for model, pks in by_model.items()
        for pk, record in model._base_manager.select_related(*related(model))
        .defer(*_files(model))
        .in_bulk(pks)
        .items()
    }
