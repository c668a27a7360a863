"""The page of a dossier's figures: each with the commitments behind it, and its correction."""

from dataclasses import dataclass

from evaluations.assessing.scoring import figures_needed, frame_of, rules_of
from evaluations.figures import CORRECTABLE, Figures, figures_of_one
from evaluations.figures.words import LABELS, shown
from evaluations.forms.assessing import FigureForm
from evaluations.rules.figures import ENTERED_BY_OTHERS

OWN_TASKS = ("tasks_total", "tasks_done", "tasks_on_time", "tasks_exceeded", "tasks_late", "tasks_not_done")
SHORTCOMINGS = ("shortcomings_total", "shortcomings_fixed")


@dataclass(frozen=True)
class FigureLine:
    """One figure: ``value`` is what holds, ``counted`` what the portal counted, both in words; ``tasks`` behind it.

    ``form`` is None in one's own dossier where others enter the figure.
    """

    key: str
    label: str
    value: str
    counted: str
    correction: object
    tasks: list
    form: FigureForm | None


def figures_for_page(dossier) -> Figures:
    """Return the figures of a dossier as its page shows them."""
    return figures_of_one(dossier, needed=_keys(dossier))


def lines_of(figures, *, is_own, refused=None):
    """Return the ``FigureLine`` of each figure that the rules of this dossier ask for; ``refused`` is a bound form."""
    return [_line(figures, key, is_own, refused) for key in CORRECTABLE if key in _keys(figures.dossier)]


def _keys(dossier):
    """Return what is shown: tasks and shortcomings always, the rest where a condition of the frame asks for it."""
    needed = figures_needed(rules_of(dossier), frame_of(dossier))
    return {*OWN_TASKS, *SHORTCOMINGS, *needed}


def _line(figures, key, is_own, refused):
    correction = figures.corrections.get(key)
    form = refused if refused is not None and refused.figure == key else FigureForm(figure=key, values=figures.values)
    return FigureLine(
        key=key,
        label=LABELS[key],
        value=shown(figures.values[key]),
        counted=shown(figures.counted[key]),
        correction=correction,
        tasks=figures.behind(key),
        form=None if is_own and key in ENTERED_BY_OTHERS else form,
    )
