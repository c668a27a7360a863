"""What was refused stands on top of the page, by construction: every form that is drawn with an error is summed up.

``base.html`` draws the content inside ``{% mendable %}``. Each ``{% field %}`` and ``{% error_summary %}`` in it puts
down its form, and the summary of what they found is drawn above, however far down, or folded away, the fields stand.
A part that htmx swaps in has no page around it: there ``{% error_summary %}`` draws where it stands.
"""

from dataclasses import dataclass, field

from django import template
from django.forms import BaseForm
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

register = template.Library()

PLACE = "forms_drawn"


@dataclass
class Drawn:
    """A form that the page draws: the title of its summary, and the labels that its fields were given."""

    form: BaseForm
    title: str = ""
    labels: dict = field(default_factory=dict)

    def lines(self):
        """Return a line for each error: ``text``, and where it belongs to a field ``label`` and ``target``."""
        for error in self.form.non_field_errors():
            yield {"text": error}
        for bound in self.form:
            target = bound.id_for_label or bound.auto_id
            for text in [*bound.errors, *_disagreement(bound)]:
                yield {"target": target, "label": self.labels.get(bound.name) or bound.label, "text": text}


@dataclass
class Refusal:
    """One thing that was refused beside the fields of a form."""

    line: dict
    title = ""

    def lines(self):
        return [self.line]


def _disagreement(bound):
    """Return what is to be said where another window wrote in the field of a ``DraftForm`` meanwhile."""
    if getattr(bound, "conflict", None):
        yield _("Changed in another window; choose which text stays.")


def note(context, form, *, title="", label=None):
    """Put down that ``form`` is drawn, and tell whether a page is there to sum it up; ``label`` is (field, label)."""
    place = context.get(PLACE)
    if place is None:
        return False
    drawn = place.setdefault(id(form), Drawn(form))
    drawn.title = drawn.title or title
    if label:
        drawn.labels.update([label])
    return True


@register.simple_tag(takes_context=True)
def mend(context, text, target, label=""):
    """Draw nothing here: ``text``, refused beside the fields of a form, is summed up with the rest of the page."""
    if (place := context.get(PLACE)) is not None:
        place[len(place), text] = Refusal({"target": target, "label": label, "text": text})
    return ""


@register.simple_tag(takes_context=True)
def error_summary(context, form, title=""):
    """Say what has to be mended in ``form``, each line a link to its field: on top of the page, or in a part here."""
    return "" if note(context, form, title=title) else _summary([Drawn(form, title)])


class MendableNode(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        with context.push(**{PLACE: {}}):
            content = self.nodelist.render(context)
            summary = _summary(context[PLACE].values())
        return mark_safe(summary + content)  # noqa: S308 (both are rendered templates)


@register.tag
def mendable(parser, token):
    """``{% mendable %}…{% endmendable %}``: what is drawn, below the summary of what has to be mended in it."""
    nodelist = parser.parse(["endmendable"])
    parser.delete_first_token()
    return MendableNode(nodelist)


def _summary(forms):
    found = [(drawn, list(drawn.lines())) for drawn in forms]
    lines = [line for _drawn, lines in found for line in lines]
    if not lines:
        return ""
    title = next((drawn.title for drawn, lines in found if lines and drawn.title), "")
    return render_to_string("components/error_summary.html", {"title": title, "lines": lines})
