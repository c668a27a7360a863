"""What the papers of the year's end say, as plain data: texts, whole numbers, ISO dates, points as texts of decimals.

All of it can be stored as JSON (``frozen``) and read back (``thawed``), so that a report says years later what it said
when it was compiled.
"""

import dataclasses
import typing
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Subject:
    """Whose paper it is: ``kind`` is person, collective or organisation. ``heads`` of a collective or organisation."""

    kind: str
    name: str
    born: str = ""
    posts: str = ""
    work_post: str = ""
    workplace: str = ""
    tier: str = ""
    heads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unit:
    """Where the dossier stands, as the letterhead needs it."""

    name: str
    superior: str
    place: str
    is_cell: bool


@dataclass(frozen=True)
class Task:
    """One commitment: what was promised, shown and confirmed. ``section`` is the key of its section, if any.

    ``registered`` says which version and when it was approved. ``state`` is a state of ``ProgressEntry``, empty where
    nothing was confirmed; ``days_late`` of one that is late; ``evidence`` what shows it, one a line.
    """

    section: str
    title: str
    references: tuple[str, ...] = ()
    registered: str = ""
    deliverable: str = ""
    target: str = ""
    due_on: str | None = None
    state: str = ""
    percent: int | None = None
    reached: str = ""
    result: str = ""
    done_on: str | None = None
    days_late: int = 0
    evidence: tuple[str, ...] = ()
    confirmed: str = ""


@dataclass(frozen=True)
class Score:
    """One criterion with its points: ``given`` maps self, proposed, appraised to texts of decimals.

    ``items`` are the commitments that it is scored by, where it is.
    """

    group: str
    label: str
    maximum: str
    given: dict[str, str] = field(default_factory=dict)
    items: tuple["Score", ...] = ()


@dataclass(frozen=True)
class Group:
    """A group of criteria with its sum: A 30, B 70."""

    code: str
    label: str
    maximum: str
    given: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Level:
    code: str
    label: str


@dataclass(frozen=True)
class Fault:
    """An earlier shortcoming and what is said of it now: ``state`` of ``ShortcomingAnswer``."""

    year: int
    text: str
    state: str = ""
    note: str = ""


@dataclass(frozen=True)
class Prompt:
    question: str
    asked_by: str
    answer: str = ""


@dataclass(frozen=True)
class SelfReview:
    """A self-assessment: ``sections`` of its form, ``texts`` by key, ``own_levels`` by track, ``degrees`` by key."""

    title: str
    purpose: str
    sections: list
    signs_as: str
    period: str
    subject: Subject
    unit: Unit
    day: str
    texts: dict[str, str] = field(default_factory=dict)
    tasks: tuple[Task, ...] = ()
    faults: tuple[Fault, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    groups: tuple[Group, ...] = ()
    scores: tuple[Score, ...] = ()
    total: str = ""
    maximum: str = ""
    degrees: tuple[Level, ...] = ()
    given_degrees: dict[str, str] = field(default_factory=dict)
    levels: tuple[Level, ...] = ()
    own_levels: dict[str, str] = field(default_factory=dict)
    handed_in: str = ""
    is_draft: bool = True


@dataclass(frozen=True)
class Count:
    """The counts of one ballot; ``votes`` by level code. Who voted how is nowhere."""

    issued: int
    valid: int
    invalid: int
    votes: dict[str, int]


@dataclass(frozen=True)
class Reviewed:
    """One whom a meeting reviews: with the levels they gave themselves and were proposed for, by track."""

    name: str
    posts: str
    track: str
    own: str = ""
    proposed: str = ""
    ballot: Count | None = None
    remark: str = ""


@dataclass(frozen=True)
class Meeting:
    """One session of a cell or a collective."""

    name: str
    unit: Unit
    period: str
    levels: tuple[Level, ...]
    day: str
    held_on: str | None = None
    held_at: str = ""
    place: str = ""
    chair: str = ""
    secretary: str = ""
    is_secret: bool = True
    summoned: int | None = None
    present: int | None = None
    absences: str = ""
    counters: str = ""
    proceedings: str = ""
    conclusion: str = ""
    people: tuple[Reviewed, ...] = ()
    is_draft: bool = True


@dataclass(frozen=True)
class ConditionLine:
    """A condition of a level with its numbers: ``held`` is None where there is not enough to tell."""

    level: str
    label: str
    needed: str
    shown: str
    held: bool | None


@dataclass(frozen=True)
class ForcedLine:
    """A case that forces a level: its document and, where an exception was made, by whom and why."""

    label: str
    symbol: str
    note: str = ""
    waived_by: str = ""
    waiver: str = ""


@dataclass(frozen=True)
class Place:
    """One place of review: its remark, its proposal and its ballot."""

    name: str
    capacity: str
    is_deciding: bool
    remark: str = ""
    level: str = ""
    suggested: str = ""
    reason: str = ""
    summoned: int | None = None
    present: int | None = None
    ballot: Count | None = None


@dataclass(frozen=True)
class Report:
    """All that one decided rating rests on (domain reference, 8.10 [P])."""

    subject: Subject
    unit: Unit
    period: str
    year: int
    scheme: str
    track: str
    decider: str
    levels: tuple[Level, ...]
    tasks: tuple[Task, ...]
    figures: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    conditions: tuple[ConditionLine, ...]
    forced: tuple[ForcedLine, ...]
    places: tuple[Place, ...]
    own_level: str
    proposed_level: str
    appraised_level: str
    level: str
    appraisal_note: str
    level_reason: str
    decided_by: str
    symbol: str
    decided_on: str
    faults: tuple[Fault, ...] = ()
    issuer: Unit | None = None  # the deciding organisation, as the letterhead needs it; None: the dossier's own unit
    signs_as: str = ""


def frozen(value):
    """Return a data class as JSON: objects, lists, texts, whole numbers.

    As ``dataclasses.asdict`` does, but without a deep copy of every text, which takes most of its time.
    """
    if dataclasses.is_dataclass(value):
        return {name: frozen(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, dict):
        return {key: frozen(member) for key, member in value.items()}
    return [frozen(member) for member in value] if isinstance(value, (tuple, list)) else value


def thawed(kind, value):
    """Return the data class ``kind`` that ``frozen`` made ``value`` of."""
    if dataclasses.is_dataclass(kind):
        types = typing.get_type_hints(kind)
        return kind(**{name: thawed(types[name], member) for name, member in value.items()})
    arguments = [each for each in typing.get_args(kind) if each is not type(None)]
    if typing.get_origin(kind) is tuple:
        inner = arguments if arguments[-1] is not Ellipsis else arguments[:1] * len(value)
        return tuple(thawed(of, member) for of, member in zip(inner, value, strict=True))
    if value is not None and len(arguments) == 1 and dataclasses.is_dataclass(arguments[0]):
        return thawed(arguments[0], value)
    return value
