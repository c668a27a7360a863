"""Where an upper part contributes to a page or an act of a lower one.

The upper part adds a function in its ``AppConfig.ready``; the caller iterates. Nobody imports upwards.

==================  ==========================================================================================
list                each function
==================  ==========================================================================================
tasks_for           ``f(person, today) -> list[Task]``: what waits for this person
waiting_for         ``f(person, today) -> list[Waiting]``: what waits for this person in numbers, all counted together
navigation_for      ``f(person) -> list[Link]``: entries of the main navigation
calendar_for        ``f(person, today) -> list[CalendarDay]``: dates to come
year_steps_for      ``f(person, year) -> list[YearStep]``: the person's year at a glance
due_between         ``f(first, last) -> iterable[Due]``: what somebody still owes with a deadline from first to last
touched_by          ``f(resolution) -> str``: url of a part that shows who answers a resolution
resolution_replaced ``f(newer, older, by)``: a document replaces another; may be said twice
replacement_gone    ``f(newer, older, by)``: it was taken back that a document replaces another
replacing_asks      ``f(newer, older) -> int``: how many papers would be asked about if a document replaced another
follow_person       ``f(person, by) -> list[Touch]``: bring what is kept of a person in line after an act on them
people_added        ``f(people, by)``: put new people (a queryset) on the lists of their cell; may be said twice
people_removed      ``f(people)``: take back what that gave them, where nothing was written on it
hanging_on_person   ``f(person) -> list[Touch]``: what hangs on a person today, for the preview of an act
hanging_on_orgs     ``f(orgs) -> list[Touch]``: what hangs on organisations and all below them, before they are merged
uniting_refused     ``f(kept, other) -> list[str]``: why two records of one person cannot be united
settle_twins        ``f(kept, other, by)``: drop what two records of one person have twice and that says nothing
apply_org_change    ``f(change) -> list[Touch]``: re-route what a merge, a move or a new name touches
organization_split  ``f(split) -> list[Touch]``: share the calls of an organisation before some of it goes to a new one
written_for         ``f(helper, people) -> dict[pk, list[Link]]``: what a helper may write for each of ``people``
delegated           ``f(delegation, by)``: tell who stands in for an absent officer, and the officer, that they do
delegation_ended    ``f(delegation, by)``: tell them that it has ended before its last day
job_finished        ``f(job)``: tell the owner that a job is ready or has failed, in the transaction that says so
job_seen            ``f(job)``: its owner has seen how a job ended
about_me            ``f(person) -> list[AboutMe]``: what a part holds about a person, for the person alone
purges              not functions: what goes once it was kept long enough (``portal.lib.purge``)
person_pages_for    ``f(viewer, person) -> list[Link]``: pages of upper parts about a person, for who may open them
action_names        not a list: the words of the audit trail by action, "opened a program"
paper_names         not a list: what an issued paper is called by its kind, "Evaluation report", to anybody who asks
==================  ==========================================================================================
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import ngettext

from portal.lib.counting import Counted, ToCount, count_together
from portal.lib.purge import Purge

tasks_for: list[Callable] = []
waiting_for: list[Callable] = []
navigation_for: list[Callable] = []
calendar_for: list[Callable] = []
year_steps_for: list[Callable] = []
due_between: list[Callable] = []
touched_by: list[Callable] = []
resolution_replaced: list[Callable] = []
replacement_gone: list[Callable] = []
replacing_asks: list[Callable] = []
follow_person: list[Callable] = []
people_added: list[Callable] = []
people_removed: list[Callable] = []
hanging_on_person: list[Callable] = []
hanging_on_orgs: list[Callable] = []
uniting_refused: list[Callable] = []
settle_twins: list[Callable] = []
apply_org_change: list[Callable] = []
organization_split: list[Callable] = []
written_for: list[Callable] = []
delegated: list[Callable] = []
delegation_ended: list[Callable] = []
job_finished: list[Callable] = []
job_seen: list[Callable] = []
about_me: list[Callable] = []
purges: list[Purge] = []
person_pages_for: list[Callable] = []
action_names: dict[str, object] = {}
paper_names: dict[str, object] = {}


@dataclass(frozen=True)
class Task:
    """One thing that waits for a person: what, why, by when, and the one button that does it.

    ``due_on`` is a local date whose last day counts, or None where there is no deadline.
    """

    title: str
    why: str
    act: str
    url: str
    due_on: datetime.date | None = None
    icon: str = "clock"


@dataclass(frozen=True)
class Waiting:
    """Rows that wait for a person, and their words: ``tell`` returns the tasks of what was counted, if anything was."""

    rows: ToCount
    tell: Callable[[list[Counted]], list[Task]]


def tasks_of(person, day: datetime.date, *beside: ToCount) -> tuple[list[Task], list[list[Counted]]]:
    """Return all that waits for a person on a day, most urgent first, and what is counted ``beside``, in its order.

    What waits in numbers and what is counted beside it cost one query together.
    """
    waiting = [each for part in waiting_for for each in part(person, day)]
    counted = count_together([*(each.rows for each in waiting), *beside])
    tasks = [task for part in tasks_for for task in part(person, day)] + told(waiting, counted)
    return sorted(tasks, key=lambda task: task.due_on or datetime.date.max), counted[len(waiting) :]


def told(waiting: list[Waiting], counted: list[list[Counted]] | None = None) -> list[Task]:
    """Return the tasks of what waits in numbers, as ``counted``, or else as it is counted now."""
    counted = count_together([each.rows for each in waiting]) if counted is None else counted
    return [task for each, groups in zip(waiting, counted, strict=False) if groups for task in each.tell(groups)]


@dataclass(frozen=True)
class Link:
    """One entry of the main navigation. ``group`` is "own", "duty" or "records"; ``order`` sorts inside the group.

    Records are what one looks up or keeps: where the row has no room for all entries, they stand under "More".

    ``current_on`` are view names (``app:name`` or prefixes of them) on which the entry counts as current.
    """

    label: str
    url: str
    icon: str
    group: str = "own"
    order: int = 50
    current_on: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Touch:
    """One thing that an act touches, or that follows from it: what, something more in small, where to look."""

    what: str
    detail: str = ""
    url: str = ""


def counted(touches: Iterable[Touch]) -> list[Touch]:
    """Return each touch once in the order of their coming, with how often it came where that is more than once."""
    times = Counter(touches)
    found = []
    for touch, count in times.items():
        many = ngettext("%(n)s time", "%(n)s times", count) % {"n": count}
        found.append(touch if count == 1 else replace(touch, detail=" · ".join(filter(None, [touch.detail, many]))))
    return found


@dataclass(frozen=True)
class CalendarDay:
    """A date to come, and what happens on it."""

    on: datetime.date
    what: str


@dataclass(frozen=True)
class Due:
    """Something that ``person`` still owes: ``what`` to do, as an order without the day ("Hand in the program 2027").

    ``url`` is the page where it is done; with the person and the day it is what tells one thing from another.
    """

    person: object
    what: str
    due_on: datetime.date
    url: str


@dataclass(frozen=True)
class YearStep:
    """One step of a person's year: ``state`` is "done", "now" or "next"; ``when`` and ``what`` are short texts."""

    order: int
    name: str
    when: str
    what: str
    state: str


@dataclass(frozen=True)
class AboutMe:
    """One kind of data about a person: ``rows`` are mappings of plain values, ``files`` pairs of name and stored file.

    ``name`` becomes the name of a file, plain and Vietnamese, as everything in the download. Only what the person may
    see on the portal is in it.
    """

    name: str
    rows: Iterable[dict]
    files: Iterable[tuple[str, object]] = ()
