"""Long lists: rehearsed, written and undone by a worker, while the office goes on with something else.

The rehearsal is kept beside the upload, with a mark of what was said about the list: another word makes it a new one.
Writing is one transaction in one piece: broken off at any point, it is begun anew and nothing of it was there.
"""

import dataclasses
import datetime
import hashlib
import json
from types import SimpleNamespace

from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.directory import uploads
from portal.directory.lists.asking import Question
from portal.directory.lists.journal import AT_ONCE as ROWS_OF_A_PIECE
from portal.directory.lists.kinds import KINDS, taken_by
from portal.directory.lists.previewing import fingerprint, wait_for_other_lists
from portal.directory.lists.rehearsal import run
from portal.directory.lists.undoing import undo
from portal.directory.models import Person, TakenList
from portal.jobs import service
from portal.jobs.work import Work
from portal.lib.lists import Headings, Line, Outcome, Remark
from portal.lib.policy import ALLOWED, Verdict
from portal.lib.refusal import Refused

LONG = 5_000  # rows: some ten seconds of a request
LARGE = 2 * 2**20  # bytes: such a file is not even read in a request
WHOLE_PROVINCE = 840  # seconds for one piece: 250,000 people take 160; shorter than Q_CLUSTER["retry"]
GONE = gettext_lazy("This list is no longer kept. Upload it again.")
CHANGED = gettext_lazy("The portal has changed since this preview. Look at it again, then confirm.")
NOT_YOUR_LIST = gettext_lazy("This list is no longer open to you.")
SOME_WRONG = gettext_lazy("Nothing was written: some rows are wrong. Correct them, then upload the list again.")


def is_long(listed):
    """Tell whether a list that was read is one for a worker."""
    return len(getattr(listed, "people", None) or getattr(listed, "rows", ())) > LONG


def rehearsed(kept):
    """Return what a worker has kept of the rehearsal, ``(listed, outcome)`` as of ``run``; None while there is none."""
    told = kept.told()
    return _restored(told) if told and told["mark"] == mark_of(kept) else None


def ask_to_rehearse(kept, *, by):
    """Have the list rehearsed as it is to be read now, and return the job."""
    return service.ask(RehearsalWork.name, {"token": kept.token, "mark": mark_of(kept)}, by=by)


def ask_to_write(kept, *, seen, leave_out_wrong, convert_legacy, by):
    """Have the list written if its rehearsal still tells what was ``seen``, and return the job."""
    said = {"leave_out_wrong": leave_out_wrong, "convert_legacy": convert_legacy}
    return service.ask(WritingWork.name, {"token": kept.token, "seen": seen, **said}, by=by)


def is_long_to_undo(taken):
    """Tell whether what a list did is undone by a worker; told by its pieces, which are many rows to read."""
    pieces = taken.pieces.order_by().values("model").annotate(count=Count("pk")).values_list("count", flat=True)
    return max(pieces, default=0) * ROWS_OF_A_PIECE > LONG


def ask_to_undo(taken, *, by):
    """Have the list undone, and return the job."""
    return service.ask(UndoingWork.name, {"taken": taken.pk, "by": str(by.public_id)}, by=by)


def mark_of(kept):
    """Return a digest of all that was said about the list."""
    return hashlib.sha256(json.dumps(kept.choices, sort_keys=True).encode()).hexdigest()[:16]


class ListWork(Work):
    """What both have in common: one piece, of the uploader's own list, that leads back to its preview."""

    def may(self, person, params):
        kept = uploads.kept_for(person, params["token"])
        return KINDS[kept.kind].may(person) if kept else Verdict(GONE)

    def plan(self, params):
        return ["all"]

    def next_url(self, params):
        return reverse("directory:import_preview", args=[params["token"]])


class RehearsalWork(ListWork):
    name = "directory.rehearse_list"
    seconds = WHOLE_PROVINCE

    def title(self, params):
        return _("Preview of “%(file)s”") % {"file": _filename(params)}

    def run(self, params, chunk, part):
        kept, person = _kept(params)
        kept.tell(_told(kept, *run(kept, person, write=False)))


class WritingWork(ListWork):
    name = "directory.write_list"
    seconds = WHOLE_PROVINCE

    def title(self, params):
        return _("Taking in “%(file)s”") % {"file": _filename(params)}

    def next_url(self, params):
        """Lead to the preview, or once the list is written to those that were taken in: it is the first of them."""
        is_written = uploads.kept_as(params["token"]) is None
        return reverse("directory:taken_lists") if is_written else super().next_url(params)

    def run(self, params, chunk, part):
        try:
            kept, person = _kept(params)
        except uploads.Gone:  # written before a worker died that could not say so
            return
        said = {name: params[name] for name in ("leave_out_wrong", "convert_legacy")}
        with transaction.atomic():
            wait_for_other_lists()
            _listed, outcome = run(kept, person, write=True, **said)
            is_seen = fingerprint(outcome) == params["seen"]
            if not is_seen:
                transaction.set_rollback(True)
            # Nothing is left to write: a worker that wrote it died before it could drop the list.
            if not is_seen and (outcome.new or outcome.changed):
                kept.choices["round"] = kept.choices.get("round", 0) + 1  # what was rehearsed is no longer true
                kept.write_choices()
                raise Refused(str(CHANGED))
        if is_seen and not outcome.written:
            raise Refused(str(SOME_WRONG))
        kept.drop()


class UndoingWork(Work):
    """Params: key of the list (``taken``), the public id of whoever undoes it (``by``). One piece: all or nothing."""

    name = "directory.undo_list"
    seconds = WHOLE_PROVINCE

    def title(self, params):
        return _("Undoing “%(file)s”") % {"file": TakenList.objects.get(pk=params["taken"]).filename}

    def may(self, person, params):
        is_theirs = str(person.public_id) == params["by"]
        lists = taken_by(person).filter(pk=params["taken"])
        return ALLOWED if is_theirs and lists.exists() else Verdict(NOT_YOUR_LIST)

    def plan(self, params):
        return ["all"]

    def next_url(self, params):
        return reverse("directory:taken_lists")

    def run(self, params, chunk, part):
        taken, person = TakenList.objects.get(pk=params["taken"]), Person.objects.get(public_id=params["by"])
        if taken.undone_at:  # done before a worker died that could not say so
            return
        verdict = self.may(person, params)
        if not verdict:
            raise Refused(str(verdict.reason))
        undo(taken, by=person)


def _kept(params):
    """Return the upload of a job and its owner. Raises ``Gone`` where it was dropped."""
    kept = uploads.kept_as(params["token"])
    if kept is None:
        raise uploads.Gone(str(GONE))
    return kept, Person.objects.get(public_id=kept.owner)


def _filename(params):
    kept = uploads.kept_as(params["token"])
    return kept.filename if kept else ""


def _told(kept, listed, outcome):
    """Return what a rehearsal found as plain data."""
    headings = listed.found.headings
    return {
        "mark": mark_of(kept),
        "as_of": listed.as_of.isoformat() if listed.as_of else None,
        "sheet": listed.found.table.name,
        "legacy": listed.found.legacy,
        "samples": listed.found.samples,
        "headings": [headings.at, headings.texts, headings.chosen, headings.below, headings.top],
        "outcome": dataclasses.asdict(outcome),
    }


def _restored(told):
    at, texts, chosen, below, top = told["headings"]
    by_place = [{int(place): text for place, text in mapping.items()} for mapping in (texts, chosen)]
    found = SimpleNamespace(
        table=SimpleNamespace(name=told["sheet"]),
        legacy=told["legacy"],
        samples=told["samples"],
        headings=Headings(at, *by_place, below, top),
    )
    as_of = datetime.date.fromisoformat(told["as_of"]) if told["as_of"] else None
    return SimpleNamespace(found=found, as_of=as_of), _outcome(told["outcome"])


def _outcome(data):
    def lines(name):
        return [Line(**one | {"changes": tuple(map(tuple, one["changes"]))}) for one in data[name]]

    def remarks(name):
        return [Remark(**one) for one in data[name]]

    read = {name: lines(name) for name in ("new", "changed", "absent", "notes")}
    read |= {name: remarks(name) for name in ("wrong", "warnings")}
    return Outcome(**data | read | {"questions": [Question(**one) for one in data["questions"]]})
