"""Undoing the last list of a unit: everything as it was, or nothing, and only while nothing rests on it."""

from collections import defaultdict

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit import trail
from portal.directory.errors import NotPossible
from portal.directory.lists.kinds import KINDS
from portal.directory.lists.pieces import chunked, pieces
from portal.directory.lists.previewing import wait_for_other_lists
from portal.directory.models import TakenList
from portal.lib import progress
from portal.lib.relations import referring

NAMES_TOLD = 5


class Undoing:
    """What undoing one list would do; ``what_rests_on_it`` are sentences, and none may be there.

    A subclass gives the ``tables`` that its lists write, those that refer to others first, which of them is
    ``counted`` (the last), and by which foreign key it is told ``whose`` the rows of another are; it records what is
    removed and restored where single rows have a trail.
    """

    tables: tuple[type[models.Model], ...] = ()
    whose: dict[type[models.Model], str] = {}

    def __init__(self, taken):
        self.taken = taken
        self.made, self.changed = defaultdict(list), defaultdict(dict)
        self.put_back_rows = 0
        by_name = {model._meta.model_name: model for model in self.tables}
        for piece in taken.pieces.all():
            model = by_name[piece.model]
            self.made[model] += piece.made
            for pk, before, after in piece.changed:
                self.changed[model][pk] = _read(model, before), _read(model, after)

    @property
    def counted(self):
        return self.tables[-1]

    @property
    def counts(self):
        """Return how many rows would go, and how many get back what they were."""
        made = set(self.made[self.counted])
        return {"made": len(made), "changed": len(self._touched() - made - {None})}

    def summary(self):
        """Return in words what undoing the list does."""
        told = {
            "made": _("%(count)s entries that the list brought are removed."),
            "changed": _("%(count)s entries get back what they held."),
        }
        return " ".join(text % {"count": self.counts[name]} for name, text in told.items() if self.counts[name])

    def prepare(self):
        """Take away what hangs on the list by itself, before it is asked what rests on it."""

    def what_would_rest(self):
        """Return what would rest on the list if it were undone now."""
        with transaction.atomic():
            self.prepare()
            found = self.what_rests_on_it()
            transaction.set_rollback(True)
        return found

    def what_rests_on_it(self):
        """Return one sentence for each kind of thing that would be lost or contradicted."""
        return [*self._referring(), *self._changed_since()]

    def put_back(self, *, by):
        """Write everything as it was. What may be only once is removed before it comes back elsewhere."""
        self._count(0)
        self.record_removed(by=by)
        for model in self.tables:
            own = [field.name for field in model._meta.concrete_fields if field.related_model is model]
            if own:  # what stays may still refer to what goes
                self._restore(model)
            self._remove(model, own)
            if not own:
                self._restore(model)
        self.record_restored(by=by)

    def record_removed(self, *, by):
        """Record, before it is done, which rows are removed."""

    def record_restored(self, *, by):
        """Record which rows are as they were."""

    def gone(self):
        """Return the counted rows that are removed."""
        return list(chunked(self.rows(), "pk__in", self.made[self.counted]))

    def back(self):
        """Return the counted rows that are restored."""
        return list(chunked(self.rows(), "pk__in", self._replaced()))

    def rows(self):
        """Return the counted rows with what their names need."""
        return self.counted.objects.all()

    def name_of(self, row):
        """Return what a counted row is called in the sentences."""
        return str(row)

    def _referring(self):
        """What other tables keep of rows that would go."""
        found = defaultdict(set)
        for model in self.tables:
            for field, pk, key in referring(model, self.made[model]):
                if not self._goes(field, pk):
                    found[field.model._meta.verbose_name].add((model, key))
        for name, rows in sorted(found.items(), key=lambda pair: str(pair[0])):
            yield _("%(what)s: %(who)s") % {"what": str(name).capitalize(), "who": self._names(rows)}

    def _goes(self, field, pk):
        """Tell whether a reference goes with the list: its row was made by it, or refers to something else again."""
        if pk in self._made_keys(field.model):
            return True
        before, _after = self.changed.get(field.model, {}).get(pk, (None, None))
        return bool(before) and field.attname in before

    def _made_keys(self, model):
        if not hasattr(self, "_sets"):
            self._sets = {table: set(keys) for table, keys in self.made.items()}
        return self._sets.get(model, ())

    def _changed_since(self):
        """Rows that are no longer what the list made of them."""
        found = set()
        for model in self.tables:
            there = {row["id"]: row for row in chunked(model.objects.values(), "pk__in", list(self.changed[model]))}
            for pk, (_before, after) in self.changed[model].items():
                row = there.get(pk, {})
                if after is not None and any(name not in row or row[name] != after[name] for name in after):
                    found.add((model, pk))
        found |= self._ended_since()
        if found:
            yield _("Changed since then: %(who)s") % {"who": self._names(found)}

    def _ended_since(self):
        """Return (table, key) of further rows that were changed."""
        return set()

    def _touched(self):
        """Return the keys of the counted rows of which anything was written."""
        rows = {(model, pk) for model in self.tables for pk in (*self.made[model], *self.changed[model])}
        return self._subjects(rows).get(self.counted, set())

    def _replaced(self, name=None):
        """Return the keys of the counted rows of which the list changed something, or just the attribute ``name``."""
        changes = self.changed[self.counted].items()
        return [pk for pk, (before, _after) in changes if before and (name is None or name in before)]

    def _subjects(self, rows):
        """Return the keys of what ``rows`` (table, key) are about, by table."""
        by_model, found = defaultdict(list), defaultdict(set)
        for model, key in rows:
            by_model[model].append(key)
        for model, keys in by_model.items():
            if name := self.whose.get(model):
                subject = model._meta.get_field(name)
                there = list(chunked(model.objects.values_list(subject.attname, flat=True), "pk__in", keys))
                found[subject.related_model] |= set(there) if len(there) == len(keys) else {*there, None}
            else:
                found[model] |= set(keys)
        return found

    def _names(self, rows):
        """Return a few names and how many more there are."""
        count, names = 0, []
        for model, keys in self._subjects(rows).items():
            some = self.rows() if model is self.counted else model.objects.all()
            some = some.filter(pk__in=sorted(keys - {None})[:NAMES_TOLD])
            names += [self.name_of(row) for row in some][: NAMES_TOLD - len(names)]
            count += len(keys)
        told = ", ".join(names) or _("entries that are no longer there")
        more = count - len(names)
        return told if not more or not names else _("%(names)s and %(count)s more") % {"names": told, "count": more}

    def _remove(self, model, own):
        for some in pieces(self.made[model]):
            rows = model.objects.filter(pk__in=some)
            if own:
                rows.update(**dict.fromkeys(own))
            rows.delete()
            self._count(len(some))

    def _restore(self, model):
        changes = self.changed[model]
        gone = [before for before, after in changes.values() if after is None]
        model.objects.bulk_create([model(**values) for values in gone], 500)
        by_fields = defaultdict(list)
        different = [pk for pk, (before, after) in changes.items() if before and after]
        for row in chunked(model.objects, "pk__in", different):
            before, _after = changes[row.pk]
            for name, value in before.items():
                setattr(row, name, value)
            by_fields[tuple(before)].append(row)
        for fields, same in by_fields.items():
            names = [_field_name(model, name) for name in fields]
            for some in pieces(same):
                model.objects.bulk_update(some, names, 500)
                self._count(len(some))

    def _count(self, rows):
        self.put_back_rows += rows
        progress.told(self.put_back_rows, sum(map(len, [*self.made.values(), *self.changed.values()])))


def undoing_of(taken):
    """Return what undoing a list would do."""
    return KINDS[taken.kind].undoing(taken)


@transaction.atomic
def undo(taken, *, by):
    """Undo a list. Raises ``NotPossible`` naming what rests on it, or where it is not known any more what it did."""
    wait_for_other_lists()
    taken = TakenList.objects.select_for_update(of=("self",)).select_related("org").get(pk=taken.pk)
    if not taken.can_be_undone:
        raise NotPossible(_("Only the last list of a unit can be undone, and only once."))
    undoing = undoing_of(taken)
    undoing.prepare()
    resting = undoing.what_rests_on_it()
    if resting:
        raise NotPossible(_("Something rests on this list: %(what)s.") % {"what": "; ".join(resting)})
    undoing.put_back(by=by)
    taken.pieces.all().delete()
    taken.undone_at, taken.undone_by = timezone.now(), by
    taken.save(update_fields=["undone_at", "undone_by"])
    trail.record("directory.list_undone", taken.org, by=by, reason=taken.filename, unit_path=taken.org.path)


def _read(model, values):
    """Return values as the model holds them; JSON keeps dates as text. A foreign key stays the key that it is."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return values and {
        name: value if fields[name].is_relation else fields[name].to_python(value) for name, value in values.items()
    }


def _field_name(model, name):
    """Return the field of an attribute: "cell" of "cell_id", "personal_id" of itself."""
    return next(field.name for field in model._meta.concrete_fields if field.attname == name)
