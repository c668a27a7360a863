"""What one list makes and changes, noted while it is taken in, so that it can be undone."""

from portal.directory.models import TakenList, TakenPiece

AT_ONCE = 1000  # rows of a piece


class Journal:
    """Notes rows before they change. Only what a list really changed is kept; in the same transaction."""

    def __init__(self):
        self._made, self._changed = {}, {}

    def making(self, instances):
        """Note rows that were written anew."""
        for instance in instances:
            self._made.setdefault(type(instance), []).append(instance)

    def changing(self, instance, fields):
        """Note the values of ``fields`` (names of attributes) before they are set; the first note of a row counts."""
        rows = self._changed.setdefault(type(instance), {})
        rows.setdefault(instance.pk, (instance, {name: getattr(instance, name) for name in fields}))

    def keep(self, *, org, kind, filename, told, by):
        """Write what was noted as the last list of ``org``; what older lists did is forgotten."""
        TakenPiece.objects.filter(taken__org=org).delete()
        taken = TakenList.objects.create(org=org, kind=kind, filename=filename[:255], told=told[:300], by=by)
        pieces = []
        for model, instances in self._made.items():
            keys = [instance.pk for instance in instances]
            pieces += [_piece(taken, model, made=part) for part in _parts(keys)]
        for model, rows in self._changed.items():
            changes = [change for pk, (instance, before) in rows.items() if (change := _change(pk, instance, before))]
            pieces += [_piece(taken, model, changed=part) for part in _parts(changes)]
        TakenPiece.objects.bulk_create(pieces, batch_size=50)
        return taken


def _piece(taken, model, **rows):
    return TakenPiece(taken=taken, model=model._meta.model_name, **rows)


def _change(pk, instance, before):
    """Return [key, before, after] of what is different now; None where nothing is."""
    different = [name for name, value in before.items() if getattr(instance, name) != value]
    if not different:
        return None
    return [pk, {name: before[name] for name in different}, {name: getattr(instance, name) for name in different}]


def _parts(rows):
    return [rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE)]
