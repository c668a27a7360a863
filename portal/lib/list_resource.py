"""Writing the rows of a list through django-import-export: cleaned in memory, in bulk, all of them or nothing."""

from contextlib import nullcontext
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from import_export.resources import ModelResource

from portal.lib import progress
from portal.lib.lists import Column, Outcome, Remark
from portal.lib.refusal import Refused


class ListResource(ModelResource):
    """A list in. A subclass gives ``columns``, ``prepare``, ``existing_for``, ``clean_row`` and ``fill``.

    ``run`` is the only entrance. django-import-export's own cleaning asks the database five times a row; here a row
    is cleaned by ``clean_row``, compared in ``fill``, and written in bulk.
    """

    columns: dict[str, Column] = {}
    updated_fields: tuple[str, ...] = ()

    class Meta:
        use_bulk = True
        batch_size = 500
        skip_diff = True
        report_skipped = False
        fields = ()

    def __init__(self):
        super().__init__()
        self.outcome = Outcome()
        self.numbers: list[int] = []

    def run(self, rows: list[dict[str, Any]], numbers: list[int], *, write: bool, leave_out_wrong=False) -> Outcome:
        """Take ``rows`` in (by name of column), which the spreadsheet numbers ``numbers``, and return the outcome.

        Without ``write`` nothing is written, nor with it while a row is wrong or a question is open;
        ``leave_out_wrong`` writes the others.
        """
        self.numbers, self.write = numbers, write
        dataset = tablib.Dataset(headers=list(rows[0]) if rows else [])
        dataset.extend(tuple(row.values()) for row in rows)
        try:
            # A rehearsal writes nothing; of a long list it would keep others from writing for a minute (SQLite).
            with transaction.atomic() if write else nullcontext():
                self.prepare(rows)
                self._take(super().import_data(dataset, dry_run=not write, use_transactions=False))
                if write:
                    self._close(leave_out_wrong)
        except IntegrityError as error:
            raise Refused(
                _("Somebody else has written the same rows at this moment. Upload the list again.")
            ) from error
        return self.outcome

    def _take(self, result):
        """Take wrong rows over from a result of django-import-export; an error that is not the list's fault goes up."""
        for error in [*result.base_errors, *(error for _at, errors in result.row_errors() for error in errors)]:
            raise error.error
        asked = {question.row for question in self.outcome.questions}
        for invalid in result.invalid_rows:
            if self.numbers[invalid.number - 1] in asked:
                continue
            for column, reasons in invalid.error.message_dict.items():
                self.outcome.wrong.append(self.remark(self.numbers[invalid.number - 1], column, " ".join(reasons)))

    def _close(self, leave_out_wrong):
        if (self.outcome.wrong or self.outcome.questions) and not leave_out_wrong:
            transaction.set_rollback(True)
            return
        if self.outcome.new or self.outcome.changed:
            self.finish()
        self.outcome.written = True

    def prepare(self, rows):
        """Load in a fixed number of queries what the rows refer to."""
        raise NotImplementedError

    def existing_for(self, row):
        """Return the instance that a cleaned row is about, or None."""
        raise NotImplementedError

    def question_about(self, row, number):
        """Return what somebody has to answer before the cleaned row can be taken in, or None."""

    def clean_row(self, row, number):
        """Put values in place of cells; return the reasons of what is wrong by name of column."""
        raise NotImplementedError

    def fill(self, instance, row, number, is_new):
        """Set the instance to the row; return its ``Line``, or None where nothing changes."""
        raise NotImplementedError

    def finish(self):
        """Write what hangs on the instances, and the audit trail; inside of the transaction."""

    def remark(self, number, column, reason):
        """Return a remark on a cell of the row that the spreadsheet numbers ``number``."""
        known = self.columns.get(column)
        return Remark(number, str(known.heading) if known else "", str(reason))

    # What django-import-export calls, in this order, for each row.

    def before_import_row(self, row, row_number=None, **kwargs):
        self._number = self.numbers[row_number - 1]
        progress.told(row_number, len(self.numbers))
        reasons = self.clean_row(row, self._number)
        if reasons:
            raise ValidationError({name: str(reason) for name, reason in reasons.items()})
        question = self.question_about(row, self._number)
        if question:
            self.outcome.questions.append(question)
            raise ValidationError(question.name)

    def get_instance(self, instance_loader, row):
        return self.existing_for(row)

    def import_instance(self, instance, row, **kwargs):
        self._is_same = False
        line = self.fill(instance, row, self._number, instance.pk is None)
        self._is_same = line is None
        if line is None:
            self.outcome.unchanged += 1
        else:
            (self.outcome.new if instance.pk is None else self.outcome.changed).append(line)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return self._is_same

    def get_bulk_update_fields(self):
        return list(self.updated_fields)

    def bulk_create(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        super().bulk_create(False, dry_run, raise_errors, batch_size=batch_size, result=result)

    def bulk_update(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        super().bulk_update(False, dry_run, raise_errors, batch_size=batch_size, result=result)
