"""What is asked for when the slips of a unit are made: the span, and the format of the files."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.progress.slips import spans_of
from commitments.progress.unit_slips import programs_in


class SlipsForm(forms.Form):
    """The newest span and PDF unless told else."""

    span = forms.ChoiceField(
        label=_("Which report"), widget=forms.RadioSelect, error_messages={"required": _("Choose which report.")}
    )
    extension = forms.ChoiceField(
        label=_("Files as"),
        choices=[("pdf", _("PDF, to print and to keep")), ("docx", _("Word, to go on writing"))],
        initial="pdf",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose PDF or Word.")},
    )

    use_required_attribute = False

    def __init__(self, data=None, *, campaign, unit):
        super().__init__(data)
        self.spans = spans_of(campaign)
        programs = programs_in(unit, campaign)
        self.fields["span"].choices = [(span.key, _counted(span, programs)) for span in self.spans]
        self.fields["span"].initial = self.spans[-1].key if self.spans else None


def _counted(span, programs):
    reported, missing = programs.with_report(span.quarter).count(), programs.without_report(span.quarter).count()
    words = {"span": span.label, "reported": reported, "missing": missing}
    return _("%(span)s: %(reported)s reported, %(missing)s not") % words
