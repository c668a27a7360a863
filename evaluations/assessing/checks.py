"""What blocks handing a self-assessment in, and what is only worth another look.

Checks advise; those who review decide. Source: domain reference, 10.2 (balance and evidence at the end of the year).
"""

from dataclasses import dataclass, field

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.forms.assessment import ANSWER, LEVEL, NOTE, POINTS, STATE, TEXT, name_of
from evaluations.models import SelfAssessment, ShortcomingAnswer
from evaluations.models.shortcoming import named_in
from portal.printing.models import heading_of

LEAST_SHARE_OF_FAULTS = 10  # percent of the length of section I
MERIT, FAULTS = "i", "ii"  # keys of the headings under which each is written
SHOWN_NUMBERS = 5
SHOWN_CHARACTERS = 60
FIELD = "f-"  # what ids of fields begin with


@dataclass(frozen=True)
class Finding:
    """One thing to mend or to look at: what, how to mend it, at which field or part (``anchor``), in which section."""

    text: str
    anchor: str
    section: str
    mend: str = ""


@dataclass
class Found:
    blocks: list = field(default_factory=list)
    warnings: list = field(default_factory=list)


def of_paper(form, content, score):
    """Return what was found in a paper on ``form``; ``content`` as ``prefill`` gives it, ``score`` by ``scoring``."""
    found = Found()
    for section in form.sections:
        for check in CHECKS.get(section["kind"], ()):
            check(found, section, content, score)
    _check_balance(found, form, content)
    return found


def anchor_of(kind, key):
    """Return the id of a field on the page."""
    return f"{FIELD}{name_of(kind, key)}"


# ── texts ──


def _check_text(found, section, content, _score):
    key = section["key"]
    if section.get("required") and not content["texts"].get(key) and not content["tasks"].get(key):
        text = _("“%(part)s” is not written yet") % {"part": section.get("short") or heading_of(section)}
        found.blocks.append(Finding(text, anchor_of(TEXT, key), key))
    if key == SelfAssessment.FAULTS_KEY and content["texts"].get(key) and not named_in(content["texts"][key]):
        mend = _("Say what, when, and with which effect; everybody has something to improve.")
        found.warnings.append(Finding(_("No shortcoming is named"), anchor_of(TEXT, key), key, mend))


def _check_balance(found, form, content):
    """Warn where faults are told much shorter than merits ("đầu voi đuôi chuột")."""
    merit, faults = (_length(form, content, heading) for heading in (MERIT, FAULTS))
    if not merit or not faults or faults * 100 >= merit * LEAST_SHARE_OF_FAULTS:
        return
    share = faults * 100 // merit
    text = _("Section II is %(share)s%% of section I") % {"share": share}
    mend = _("Say of each shortcoming what it was, when, and with which effect.")
    key = SelfAssessment.FAULTS_KEY
    found.warnings.append(Finding(text, anchor_of(TEXT, key), key, mend))


def _length(form, content, heading):
    """Return how many characters stand below one heading of the second depth."""
    inside, length = False, 0
    for section in form.sections:
        if section["depth"] <= 2:
            inside = section["key"] == heading
        elif inside:
            length += len(content["texts"].get(section["key"], ""))
    return length


# ── what the portal filled in ──


def _check_tasks(found, section, content, _score):
    tasks = content["tasks"].get(section["key"], [])
    anchor = f"part-{section['key']}"
    beyond = _numbers(tasks, lambda task: task["is_called_exceeded"] and not task["evidence_count"])
    if beyond:
        text = _("Called done beyond, but nothing shows it: %(tasks)s") % {"tasks": beyond}
        mend = _("Without evidence it counts as done, not as done beyond.")
        found.warnings.append(Finding(text, anchor, section["key"], mend))
    bare = _numbers(
        tasks, lambda task: task["is_done"] and not task["is_called_exceeded"] and not task["evidence_count"]
    )
    if bare:
        text = _("Done, but nothing shows it: %(tasks)s") % {"tasks": bare}
        mend = _("Add evidence with a report of progress; those who review may ask for it.")
        found.warnings.append(Finding(text, anchor, section["key"], mend))


def _numbers(tasks, wanted):
    """Return the numbers of those tasks as they stand in the table: "2, 5"; empty where there is none."""
    numbers = [str(number) for number, task in enumerate(tasks, start=1) if wanted(task)]
    more = "…" if len(numbers) > SHOWN_NUMBERS else ""
    return ", ".join(numbers[:SHOWN_NUMBERS]) + more


def _check_shortcomings(found, section, content, _score):
    key = section["key"]
    for each in content["shortcomings"]:
        words = {"text": Truncator(each["text"]).chars(SHOWN_CHARACTERS)}
        if not each["state"]:
            text = _("Say what became of the shortcoming “%(text)s”") % words
            found.blocks.append(Finding(text, anchor_of(STATE, each["id"]), key))
        elif each["state"] != ShortcomingAnswer.State.OVERCOME and not each["note"]:
            text = _("“%(text)s” is not overcome, and nothing says why") % words
            mend = _("Say how far it is, what is difficult, and who answers for it.")
            found.warnings.append(Finding(text, anchor_of(NOTE, each["id"]), key, mend))


def _check_prompts(found, section, content, _score):
    for each in content["prompts"]:
        if not each["answer"]:
            text = _("A prompt of %(body)s is not answered yet") % {"body": each["asked_by"]}
            found.blocks.append(Finding(text, anchor_of(ANSWER, each["id"]), section["key"]))


# ── points and levels ──


def _check_points(found, section, _content, score):
    """Of a scheme of degrees, each degree is asked for where its criterion stands (``_check_degree``)."""
    if score.is_by_degrees:
        return
    if score.unfit:
        text = ngettext(
            "%(n)s item has points that no longer fit: its most has changed",
            "%(n)s items have points that no longer fit: their most has changed",
            len(score.unfit),
        )
        mend = _("The commitments have changed since it was scored. Score it anew.")
        anchor = anchor_of(POINTS, score.unfit[0])
        found.blocks.append(Finding(text % {"n": len(score.unfit)}, anchor, section["key"], mend))
    missing = [code for code in score.totals.missing if code not in score.unfit]
    if missing:
        text = ngettext("%(n)s item has no points yet", "%(n)s items have no points yet", len(missing))
        anchor = anchor_of(POINTS, missing[0])
        found.blocks.append(Finding(text % {"n": len(missing)}, anchor, section["key"]))
    for fault in score.totals.faults:
        found.blocks.append(Finding(fault, f"part-{section['key']}", section["key"]))


def _check_degree(found, section, _content, score):
    criterion = section.get("criterion")
    if criterion and score.is_by_degrees and criterion in score.totals.missing:
        text = _("“%(part)s” has no degree yet") % {"part": section.get("short") or heading_of(section)}
        found.blocks.append(Finding(text, anchor_of(POINTS, criterion), section["key"]))


def _check_levels(found, section, content, score):
    for track, label in content["tracks"].items():
        own = content["own_levels"].get(track)
        anchor = anchor_of(LEVEL, track)
        if not own:
            text = _("No level is chosen: %(track)s") % {"track": label}
            found.blocks.append(Finding(text, anchor, section["key"]))
        elif text := _too_high(own, content["suggestion"], score):
            mend = _("You decide; be ready to say why.")
            found.warnings.append(Finding(text % {"track": label}, anchor, section["key"], mend))


def _too_high(own, suggestion, score):
    """Return the remark on a level above the suggested one, or, where none is suggested, above that of the points."""
    order = [level.code for level in score.rules.levels]  # best first
    measure = suggestion["level"] or suggestion["band"]
    if not measure or order.index(own) >= order.index(measure):
        return ""
    if suggestion["level"]:
        return _("The level is above the one that the portal suggests: %(track)s")
    return _("The level is above the band of your points: %(track)s")


CHECKS = {
    "text": [_check_text, _check_degree],
    "program": [_check_text, _check_degree, _check_tasks],
    "shortcomings_before": [_check_text, _check_degree, _check_shortcomings],
    "prompts": [_check_prompts],
    "points": [_check_points],
    "level": [_check_levels],
}
