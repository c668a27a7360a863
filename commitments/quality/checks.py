"""What a whole program looks like before it is handed in: what blocks, what only warns, and where to mend it."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from commitments.quality import examples
from commitments.quality.six_clear import MISS, Check, Setting, six_checks
from portal.resolutions.models import Clause


@dataclass(frozen=True)
class Finding:
    """One thing that blocks or warns: its words, where it is mended and how, with an example (``sample``).

    ``section`` is the key of the form's section; ``commitment`` the one concerned, or None; ``field`` its field.
    """

    text: str
    section: str
    commitment: object = None
    field: str = ""
    mend: str = ""
    sample: str = ""


@dataclass(frozen=True)
class ProgramChecks:
    """``blocks`` and ``warnings`` are lists of ``Finding``; ``per_commitment`` maps an anchor to its six ``Check``."""

    blocks: list[Finding]
    warnings: list[Finding]
    per_commitment: dict[str, list[Check]]

    @property
    def warning_count(self):
        return len(self.warnings)

    def of(self, commitment):
        return self.per_commitment[commitment.anchor]


def commitments_of(program):
    """Return the commitments that stand, in order, with their clauses, documents and types, and what was sent last of
    each: two queries."""
    clauses = Clause.objects.select_related("resolution__doc_type")
    found = program.commitments.in_force().in_order().select_related("latest")
    return list(found.prefetch_related(Prefetch("clauses", queryset=clauses)))


def for_program(program, *, commitments=None, texts=None, mandatory=None, wording=None):
    """Return the ``ProgramChecks`` of a program (with its entry, campaign, form and period loaded).

    Costs five queries: commitments, clauses, texts, mandatory clauses, phrases; what the caller has loaded already
    (``commitments`` of ``commitments_of``, ``texts`` by section, ``mandatory`` clauses) is taken as it is.
    Source: domain reference, 10.1 and 10.2 [P].
    """
    commitments = commitments_of(program) if commitments is None else commitments
    texts = texts_of(program) if texts is None else texts
    if mandatory is None:
        mandatory = list(program.campaign.mandatory_clauses.select_related("resolution__doc_type"))
    setting, table = Setting.of(program, wording), program.campaign.form.table_key
    per_commitment = {commitment.anchor: six_checks(commitment, setting) for commitment in commitments}
    blocks, warnings = [], []
    for number, commitment in enumerate(commitments, start=1):
        for finding, level in _of_commitment(number, commitment, per_commitment[commitment.anchor], table):
            (blocks if level == MISS else warnings).append(finding)
    return ProgramChecks(
        blocks=_unwritten(program, texts) + _unanswered(program, commitments, mandatory) + blocks,
        warnings=warnings + _load(program, commitments) + _year_end(program, commitments, setting),
        per_commitment=per_commitment,
    )


def texts_of(program):
    """Return what stands in the text sections, by key: one query."""
    return {text.key: text.body for text in program.texts.all()}


def _of_commitment(number, commitment, checks, section):
    for check in checks:
        for fault in check.faults:
            text = _("commitment %(number)s: %(reason)s") % {"number": number, "reason": fault.reason}
            sample = fault.example.text if fault.example else fault.sample
            yield Finding(text, section, commitment, fault.field, fault.mend, sample), fault.level


def _unwritten(program, texts):
    text, mend = _("section “%(heading)s” is not written"), _("Two or three sentences on your own work are enough.")
    return [
        Finding(text % {"heading": section["heading"]}, section["key"], mend=mend, sample=examples.SECTION)
        for section in program.campaign.form.text_sections
        if section.get("required") and not texts.get(section["key"])
    ]


def _unanswered(program, commitments, mandatory):
    """Clauses that the caller asks everybody to answer; and a form that lives from its table needs a row."""
    section = program.campaign.form.table_key
    if not section:
        return []
    if program.campaign.form.requires_commitments and not commitments:
        mend = _("Add one: what you will do, with which product, by when.")
        return [Finding(_("there is no commitment yet"), section, mend=mend, sample=examples.TASK)]
    answered = {clause.pk for commitment in commitments for clause in commitment.clauses.all()}
    text, mend = (
        _("no commitment answers %(clause)s"),
        _("Choose this item at one of your tasks, or add a task for it."),
    )
    return [
        Finding(text % {"clause": clause.reference}, section, mend=mend, sample=examples.ANSWER)
        for clause in mandatory
        if clause.pk not in answered
    ]


def _load(program, commitments):
    """Too few to carry a year, or too many to keep: outside what the campaign advises (usually 3 to 7 [P])."""
    count, campaign = len(commitments), program.campaign
    if not campaign.form.table_key or (not count and campaign.form.requires_commitments):  # that one blocks
        return []
    values = {"count": count, "least": campaign.min_commitments, "most": campaign.max_commitments}
    if not count and campaign.min_commitments:
        text = _("there is no commitment yet; %(least)s to %(most)s are advised")
        mend, sample = _("Add one: what you will do, with which product, by when."), examples.TASK
    elif count < campaign.min_commitments:
        text = _("only %(count)s commitments; %(least)s to %(most)s are advised")
        mend, sample = _("Add what you will do in other parts of your work."), examples.TOO_FEW
    elif count > campaign.max_commitments:
        text = _("already %(count)s commitments; %(least)s to %(most)s are advised")
        mend, sample = _("Join small tasks that serve one product; keep what counts most."), examples.TOO_MANY
    else:
        return []
    return [Finding(text % values, program.campaign.form.table_key, mend=mend, sample=sample)]


def _year_end(program, commitments, setting):
    days = Counter(commitment.due_on for commitment in commitments)
    if len(commitments) < 2 or days[setting.ends_on] < len(commitments):
        return []
    text = _("all commitments end on %(date)s; spread them over the year") % {"date": f"{setting.ends_on:%d/%m/%Y}"}
    mend = _("Give what can be done earlier a day of its own.")
    return [Finding(text, program.campaign.form.table_key, commitments[0], "due_on", mend, examples.SPREAD)]
