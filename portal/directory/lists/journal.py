"""What one list makes and changes, noted while it is taken in, so that it can be undone."""

import datetime
from collections import defaultdict

from portal.directory.lists.homes import home_of
from portal.directory.lists.pieces import chunked, pieces
from portal.directory.lists.sheets import check_consent
from portal.directory.lists.wrong import keep_left_out_lines
from portal.directory.models import TakenList, TakenPiece
from portal.directory.roles import Act
from portal.lib.list_resource import ListResource

AT_ONCE = 1000  # rows of a piece


class Journal:
    """Notes rows before they change. Only what a list really changed is kept; in the same transaction.

    A change is [key, values before, values after]: None before for what the list made, None after for what it took
    away.
    """

    def __init__(self):
        self._made, self._changed, self._watched = {}, {}, []

    def making(self, instances, fields=()):
        """Note rows that were written anew; with ``fields`` (names of attributes) also what they hold."""
        for instance in instances:
            self._made.setdefault((type(instance), tuple(fields)), []).append(instance)

    def changing(self, instance, fields):
        """Note the values of ``fields`` (names of attributes) before they are set; the first note of a row counts."""
        rows = self._changed.setdefault(type(instance), {})
        rows.setdefault(instance.pk, (instance, {name: getattr(instance, name) for name in fields}))

    def watching(self, model, lookup, keys):
        """Note the rows of ``model`` whose ``lookup`` is among ``keys`` as they are: what is then new, other or gone,
        the list has done."""
        self._watched.append((model, lookup, keys, _by_key(model, lookup, keys)))

    def keep(self, *, org, kind, filename, told, by):
        """Write what was noted as the last list of this kind of ``org``; what older ones did is forgotten."""
        TakenPiece.objects.filter(taken__org=org, taken__kind=kind).delete()
        taken = TakenList.objects.create(org=org, kind=kind, filename=filename[:255], told=told[:300], by=by)
        made, changed = self._all()
        found = [_piece(taken, model, made=some) for model, keys in made.items() for some in pieces(keys, AT_ONCE)]
        for model, changes in changed.items():
            found += [_piece(taken, model, changed=some) for some in pieces(changes, AT_ONCE)]
        TakenPiece.objects.bulk_create(found, batch_size=50)
        return taken

    def _all(self):
        """Return the keys of what was made, and the changes, both by model."""
        made, changed = defaultdict(list), defaultdict(list)
        for (model, fields), instances in self._made.items():
            made[model] += [instance.pk for instance in instances]
            if fields:
                changed[model] += [_change(one.pk, None, _values(one, fields)) for one in instances]
        for model, rows in self._changed.items():
            for pk, (instance, before) in rows.items():
                changed[model].append(_change(pk, before, _values(instance, before)))
        for model, lookup, keys, before in self._watched:
            after = _by_key(model, lookup, keys)
            made[model] += [pk for pk in after if pk not in before]
            changed[model] += [_change(pk, before.get(pk), after.get(pk)) for pk in before | after]
        return made, {model: list(filter(None, changes)) for model, changes in changed.items()}


class JournaledResource(ListResource):
    """A list in that can be undone: its rows are noted as they are filled, and kept by ``keep``, last in ``finish``.

    A subclass gives ``kind``, its name among the kinds of lists, and ``act``, that of whoever takes it in.
    """

    kind = ""
    act = Act.KEEP_PEOPLE
    as_of = None

    def __init__(self, *, by, filename):
        super().__init__()
        self.by, self.filename = by, filename
        self.made, self.mended = [], []
        self.journal = Journal()

    def take(self, listed, *, write, convert_legacy=False, leave_out_wrong=False):
        """Rehearse a ``PlainList``, or write it, and return the ``Outcome``."""
        check_consent(listed, write=write, convert_legacy=convert_legacy)
        self.listed = listed
        rows = [dict(row) for row in listed.rows]
        return self.run(rows, listed.numbers, write=write, leave_out_wrong=leave_out_wrong)

    def import_instance(self, instance, row, **kwargs):
        is_new = instance.pk is None
        if not is_new:
            self.journal.changing(instance, self._noted())
        super().import_instance(instance, row, **kwargs)
        if not self._is_same:
            (self.made if is_new else self.mended).append(instance)

    def changes(self, instance, row):
        """Return what a cleaned row changes, as (heading, before, after)."""
        return tuple(
            (str(self.columns[name].heading), self._shown(name, getattr(instance, name)), self._shown(name, row[name]))
            for name in self.updated_fields
            if name in self.columns and getattr(instance, name) != row[name]
        )

    def told(self):
        """Return what the event of the import says of the list."""
        return f"{self.filename} ({self.outcome})"

    def keep(self):
        """Keep what the list did, for whoever undoes it."""
        home = home_of(None, self.by, self.act)
        if home is None:  # a command, before there is any organisation
            return
        self.journal.making(self.made, self._noted())
        told = str(self.outcome)
        taken = self.journal.keep(org=home, kind=self.kind, filename=self.filename, told=told, by=self.by)
        if keep_left_out_lines(taken, self.columns, self.listed, self.outcome, as_of=self.as_of):
            self.outcome.taken = taken.pk

    def _shown(self, name, value):
        if isinstance(value, datetime.date):
            return f"{value:%d/%m/%Y}"
        choices = dict(self._meta.model._meta.get_field(name).flatchoices)
        return str(choices.get(value, "" if value is None else value))

    def _noted(self):
        return [self._meta.model._meta.get_field(name).attname for name in self.updated_fields]


def _piece(taken, model, **rows):
    return TakenPiece(taken=taken, model=model._meta.model_name, **rows)


def _by_key(model, lookup, keys):
    return {values["id"]: values for values in chunked(model.objects.values(), lookup, keys)}


def _values(instance, names):
    return {name: getattr(instance, name) for name in names}


def _change(pk, before, after):
    """Return [key, before, after] of what is different now; None where nothing is."""
    if before is None or after is None:
        return [pk, before, after]
    different = [name for name, value in before.items() if after[name] != value]
    return [pk, *({name: values[name] for name in different} for values in (before, after))] if different else None
