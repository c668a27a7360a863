"""The set-up checklist: the points that no text settles for everybody, each with what is set in the portal now.

What is set is read from the data at the moment of looking. Source: domain reference, section 15; the last point is what
section 6.2 leaves open [U].
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.models import Period
from evaluations.models import ChecklistAnswer, Evaluation, QuotaRuling, Scheme
from evaluations.scheme_page import BASES, FALLS, QUARTERS, UNITS_LED
from portal.directory.models import OrgType, TierRule
from portal.lib.dates import today
from portal.lib.numbers import format_vi
from portal.printing.models import PaperForm
from portal.printing.paper import layout_on

NOT_SET = gettext_lazy("No scheme is in use yet.")


@dataclass(frozen=True)
class Point:
    """One point: ``now`` gives what is set, as lines; ``change`` where it is changed, as (label, url)."""

    number: int
    title: object
    question: object
    now: Callable
    change: Callable


@dataclass(frozen=True)
class Row:
    """A point as the page shows it. ``answer`` is None while it is open; ``earlier`` were taken up again."""

    point: Point
    now: list[str]
    change: list[tuple[str, str]]
    answer: ChecklistAnswer | None
    earlier: list[ChecklistAnswer] = field(default_factory=list)


class Standing:
    """What the data says now; each fact is asked for once."""

    @cached_property
    def scheme(self):
        day = today()
        valid = Q(valid_to=None) | Q(valid_to__gte=day)
        return Scheme.objects.in_force().filter(valid, valid_from__lte=day).order_by("-valid_from", "-version").first()

    @property
    def rules(self):
        return self.scheme.rules if self.scheme else None

    @cached_property
    def evaluation(self):
        return Evaluation.objects.order_by("-period__starts_on", "-pk").select_related("period", "root").first()

    @cached_property
    def forms(self):
        return list(PaperForm.objects.exclude(confidence="C").order_by("pk").values_list("name", flat=True))


def rows(standing=None):
    """Return the points in their order."""
    standing = standing or Standing()
    answers = list(ChecklistAnswer.objects.select_related("recorded_by"))
    return [
        Row(
            point,
            [str(line) for line in point.now(standing)],
            point.change(standing),
            next((a for a in answers if a.point == point.number and a.reopened_at is None), None),
            [a for a in answers if a.point == point.number and a.reopened_at is not None],
        )
        for point in POINTS
    ]


def open_count():
    """Return how many points are still to be settled."""
    return len(POINTS) - ChecklistAnswer.objects.standing().count()


# ── what is set ──


def _of_scheme(tell):
    """Return a function that tells about the scheme in use, or says that there is none."""

    def now(standing):
        return [str(standing.scheme), *tell(standing.rules)] if standing.scheme else [NOT_SET]

    return now


def _quota(standing):
    policy = standing.rules.quota if standing.scheme else None
    if policy is None:
        return [NOT_SET]
    words = {"percent": format_vi(policy.percent), "most": format_vi(policy.exceptional_percent)}
    decision = policy.exceptional_decision or _("no decision is named in the scheme")
    rulings = QuotaRuling.objects.standing().aggregate(
        more=Count("pk", filter=Q(percent__isnull=False)), all=Count("pk")
    )
    return [
        standing.scheme,
        _("At most %(percent)s%%, by exception %(most)s%%.") % words,
        f"{BASES[policy.base]}.",
        _("On the exception: %(decision)s.") % {"decision": decision},
        _("Recorded rulings of deciding bodies: %(all)s, of them %(more)s on the percent.") % rulings,
    ]


def _points(rules):
    criteria = [part for frame in rules.frames for part in frame.rated_parts() if part.part == "criteria"]
    counts = {
        "all": len(criteria),
        "local": sum(part.confidence == "P" for part in criteria),
        "check": sum(part.confidence == "U" for part in criteria),
    }
    return [_("Criteria and axes: %(all)s; by local guidance %(local)s, to be checked %(check)s.") % counts]


def _gap(rules):
    return [f"{FALLS[rules.fall_through.in_gap]}.", rules.fall_through.label]


def _units_led(rules):
    if not rules.asks_of_units_led:
        return [_("The scheme has no condition on units led.")]
    return [f"{UNITS_LED[rules.units_led.without]}.", rules.units_led.label]


def _quarters(rules):
    tracks = _("The cadre and the member rating may differ: both are shown, and a difference needs a reason.")
    return [f"{QUARTERS[rules.quarters.setting]}.", tracks]


def _forms(standing):
    count = len(standing.forms)
    found = ngettext("%(count)s paper form is not confirmed:", "%(count)s paper forms are not confirmed:", count)
    return [found % {"count": count}, "; ".join(standing.forms)] if count else [_("All paper forms are confirmed.")]


def _days(standing):
    year = today().year
    quarters = Period.objects.filter(year=year, report_due_on__isnull=False).order_by("quarter")
    lines = [
        _("Progress of quarter %(quarter)s by %(date)s.")
        % {"quarter": each.roman, "date": f"{each.report_due_on:%d/%m/%Y}"}
        for each in quarters
    ]
    found = standing.evaluation
    if found is None:
        return [*lines, _("No evaluation has been called yet.")]
    days = [("self", found.self_due_on), ("propose", found.propose_due_on), ("decide", found.decide_due_on)]
    words = {"evaluation": found.title} | {name: f"{day:%d/%m/%Y}" for name, day in days}
    told = _("%(evaluation)s: self-assessments by %(self)s, proposals by %(propose)s, decisions by %(decide)s.")
    return [*lines, told % words]


def _chain(standing):
    rules = TierRule.objects.count()
    return [
        _("Member, direct supervisor where there is one, cell, and for a leader the managing committee."),
        ngettext("%(count)s rule of management tiers.", "%(count)s rules of management tiers.", rules)
        % {"count": rules},
    ]


def _tree(standing):
    types = OrgType.objects.annotate(count=Count("partyorg", filter=Q(partyorg__merged_into=None)))
    return [f"{each.label}: {format_vi(each.count)}" for each in types.filter(count__gt=0)]


def _writing(standing):
    return [
        _("The tone mark stands on the first vowel of the pair."),
        _("Layout of papers printed today: %(guideline)s.") % {"guideline": layout_on(today()).code},
    ]


def _keeping(standing):
    return [_("The portal deletes no paper and no trail by itself.")]


# ── where it is changed ──


def _at_scheme(fragment):
    def change(standing):
        if standing.scheme is None:
            return [(_("Schemes"), reverse("evaluations:schemes"))]
        return [(_("The scheme in use"), f"{standing.scheme.get_absolute_url()}#{fragment}")]

    return change


def _at(*places):
    return lambda standing: [(str(label), reverse(name)) for label, name in places]


POINTS = [
    Point(
        1,
        gettext_lazy("The exception of 25%, and small groups"),
        gettext_lazy("Does the exception apply, to which organisations, and how are groups of under five treated?"),
        _quota,
        _at_scheme("quota-title"),
    ),
    Point(
        2,
        gettext_lazy("Points inside the frames"),
        gettext_lazy("The local guidance: points of each criterion, products and how group B is counted."),
        _of_scheme(_points),
        _at_scheme("frames-title"),
    ),
    Point(
        3,
        gettext_lazy("The gap between the two lowest levels"),
        gettext_lazy("Not all is done, yet no case forces the lowest level: which level then?"),
        _of_scheme(_gap),
        _at_scheme("settings-title"),
    ),
    Point(
        4,
        gettext_lazy("Quarters in the year, and two tracks"),
        gettext_lazy("How do quarters enter the year, and may the cadre and the member rating differ?"),
        _of_scheme(_quarters),
        _at_scheme("settings-title"),
    ),
    Point(
        5,
        gettext_lazy("Forms of the papers"),
        gettext_lazy("Signature parts of forms 01 and 2A to 2C, the full body of 2A, forms 03 to 05."),
        _forms,
        _at(),
    ),
    Point(
        6,
        gettext_lazy("Deadlines of the year"),
        gettext_lazy("Which days hold here, below the national ones?"),
        _days,
        _at(
            (gettext_lazy("Evaluations"), "evaluations:evaluations"),
            (gettext_lazy("Campaigns"), "commitments:campaigns"),
        ),
    ),
    Point(
        7,
        gettext_lazy("Who approves a commitment, and who keeps it"),
        gettext_lazy("The chain of approval, and where the copies are kept."),
        _chain,
        _at((gettext_lazy("Party organisations"), "directory:organizations")),
    ),
    Point(
        8,
        gettext_lazy("The tree of organisations"),
        gettext_lazy(
            "Since the Charter rules of 2026: which organisations there are, and who decides on whose levels."
        ),
        _tree,
        _at((gettext_lazy("Party organisations"), "directory:organizations")),
    ),
    Point(
        9,
        gettext_lazy("Spelling and layout"),
        gettext_lazy("Where the tone mark stands, line spacing, the mark at the end of a text."),
        _writing,
        _at(),
    ),
    Point(
        10,
        gettext_lazy("How long data is kept, and on which legal basis"),
        gettext_lazy("Retention times, and the basis for processing personal data."),
        _keeping,
        _at(),
    ),
    Point(
        11,
        gettext_lazy("Leaders who head no unit with a program"),
        gettext_lazy("The text weighs them by the units directly led: by what, where the portal has no such figure?"),
        _of_scheme(_units_led),
        _at_scheme("settings-title"),
    ),
]
NUMBERS = [point.number for point in POINTS]
