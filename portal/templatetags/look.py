"""How things look: icons, dates in words, and tags that draw the templates of ``templates/components``.

A template builtin, so no page loads it. What each component takes stands in the first line of its template; ``/style/``
shows every one in every state.
"""

import datetime
import re
from decimal import Decimal
from functools import lru_cache
from zlib import crc32

from django import template
from django.template import defaultfilters
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from portal.lib import numbers
from portal.lib.dates import today, weekday_name
from portal.templatetags import mending

register = template.Library()

SOON_DAYS = 3
BAR_WIDTH = 240
LEVEL_BARS = 4

# State of a program, an entry, a commitment or a job: modifier of the badge, icon, word. Colour comes third.
STATES = {
    "draft": ("draft", "pencil", gettext_lazy("Being written")),
    "submitted": ("submitted", "clock", gettext_lazy("Awaiting decision")),
    "returned": ("returned", "undo-2", gettext_lazy("Returned for changes")),
    "approved": ("approved", "check", gettext_lazy("Approved")),
    "amending": ("amending", "refresh-cw", gettext_lazy("Being amended")),
    "withdrawn": ("closed", "x", gettext_lazy("Withdrawn")),
    "closed": ("closed", "lock", gettext_lazy("Closed")),
    "late": ("late", "triangle-alert", gettext_lazy("Overdue")),
    "missing": ("draft", "circle-dashed", gettext_lazy("Not registered")),
    "exempt": ("closed", "circle-slash", gettext_lazy("Exempt")),
    # Of a job.
    "job_waiting": ("draft", "clock", gettext_lazy("Waiting its turn")),
    "job_running": ("submitted", "refresh-cw", gettext_lazy("Being made")),
    "job_done": ("approved", "check", gettext_lazy("Ready")),
    "job_failed": ("late", "circle-x", gettext_lazy("Not finished")),
    "job_cancelled": ("closed", "circle-slash", gettext_lazy("Cancelled")),
    "job_expired": ("closed", "clock", gettext_lazy("Expired")),
    # Of a commitment.
    "planned": ("draft", "circle-dashed", gettext_lazy("Not begun")),
    "in_progress": ("submitted", "contrast", gettext_lazy("In progress")),
    "done": ("approved", "check", gettext_lazy("Done")),
    "exceeded": ("approved", "chevrons-up", gettext_lazy("Done beyond")),
    "not_done": ("returned", "circle-slash", gettext_lazy("Not done")),
    "overdue": ("late", "triangle-alert", gettext_lazy("Overdue")),
    # Of what an officer said of it.
    "waiting": ("submitted", "clock", gettext_lazy("Awaiting confirmation")),
    "confirmed": ("approved", "badge-check", gettext_lazy("Confirmed")),
    "doubted": ("returned", "message-circle-question-mark", gettext_lazy("Doubted")),
    "asked": ("returned", "message-circle-question-mark", gettext_lazy("Asked back")),
}
MESSAGE_ICONS = {"success": "check", "info": "info", "warning": "triangle-alert", "error": "circle-x"}
# State of a clear point: its icon, and the modifier of the icon where it stands alone.
CLARITY_ICONS = {"ok": ("square-check", ""), "warn": ("triangle-alert", "is-warn"), "miss": ("circle-x", "is-miss")}
# How the six points are counted in words, in this order.
CLARITY_WORDS = {
    "ok": gettext_lazy("%(count)s clear"),
    "warn": gettext_lazy("%(count)s to look at again"),
    "miss": gettext_lazy("%(count)s missing"),
}

# What browsers and systems say of themselves; the more particular first, as all of them say "Safari".
BROWSERS = [("Zalo", "Zalo"), ("coc_coc", "Cốc Cốc"), ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox")]
BROWSERS += [("SamsungBrowser", "Samsung Internet"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari")]
SYSTEMS = [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS")]
SYSTEMS += [("Linux", "Linux")]

COMPOUNDS = (
    "Chi bộ",
    "Đảng bộ",
    "Tỉnh ủy",
    "khu phố",
    "hành động",
    "cá nhân",
    "đăng ký",
    "chương trình",
    "cam kết",
    "tập thể",
    "văn bản",
    "Hồ Chí Minh",
)

# Widgets by the shape of their field; the rest are single lines of text.
KINDS = {
    "Textarea": "text",
    "Select": "text",
    "NullBooleanSelect": "text",
    "SelectMultiple": "text",
    "RadioSelect": "choices",
    "CheckboxSelectMultiple": "choices",
    "CheckboxInput": "checkbox",
    "FileInput": "file",
    "ClearableFileInput": "file",
}
SIZES = {"NumberInput": "input--number", "DateInput": "input--date"}


# ── icons ──


@register.simple_tag
def icon(name, modifier=""):
    """Return one line icon, without a name of its own: the word beside it says what it means."""
    return _icon(str(name), str(modifier))


@lru_cache(maxsize=512)
def _icon(name, modifier):
    # The stylesheet sets strokes and size once; without these attributes a table of badges weighs a third.
    shapes = re.sub(r"^<svg[^>]*>|</svg>$|\n\s*| (?=/>)", "", lucide(name, size=None).strip())
    classes = f"icon {modifier}".strip()
    drawn = mark_safe(shapes)  # noqa: S308 (drawn by the lucide package, nothing of a visitor's in it)
    return format_html('<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', classes, drawn)


# ── dates ──


def _local_date(value):
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def long_day(value):
    """Return "Thứ Hai, ngày 16 tháng 3 năm 2026"."""
    day = _local_date(value)
    return _("%(weekday)s, %(day)s/%(month)s/%(year)s") % {
        "weekday": weekday_name(day),
        "day": day.day,
        "month": day.month,
        "year": day.year,
    }


@register.filter(name="date", expects_localtime=True, is_safe=False)
def date_text(value, pattern=None):
    """Return what Django's own filter returns, remembered: the rows of a list repeat a few days."""
    if type(value) is datetime.date:
        return _date_text(value, pattern, get_language())
    return defaultfilters.date(value, pattern)


@lru_cache(maxsize=2048)
def _date_text(value, pattern, _language):
    return defaultfilters.date(value, pattern)


@register.filter
def short_day(value):
    """Return "Thứ Ba, 24/03"."""
    day = _local_date(value)
    return f"{weekday_name(day)}, {day:%d/%m}"


@register.filter
def day_month(value):
    """Return "24/03"."""
    return f"{_local_date(value):%d/%m}"


@register.filter
def saved_time(value):
    """Return "10:32" for today, "10:32 14/03/2026" for another day."""
    moment = timezone.localtime(value)
    pattern = "TIME_FORMAT" if moment.date() == today() else "SHORT_DATETIME_FORMAT"
    return formats.date_format(moment, pattern)


@register.filter
def days_left(value):
    """Return "còn 15 ngày", "hôm nay là hạn cuối" or "quá hạn 3 ngày"; the last day counts."""
    if value is None:
        return ""
    days = (_local_date(value) - today()).days
    if days == 0:
        return _("today is the last day")
    if days > 0:
        return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}
    return ngettext("%(count)s day overdue", "%(count)s days overdue", -days) % {"count": -days}


@register.filter
def urgency(value):
    """Return "late", "soon" (within three days) or an empty text, for the class of a date."""
    if value is None:
        return ""
    days = (_local_date(value) - today()).days
    if days < 0:
        return "late"
    return "soon" if days <= SOON_DAYS else ""


@register.filter
def device_name(user_agent):
    """Return "Chrome, Android" for what a browser says of itself; the beginning of it where nothing is known."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return ", ".join(filter(None, [browser, system])) or user_agent[:60]


# ── words ──


@register.filter
def unbroken(text):
    """Keep compounds of large titles on one line: "Chi bộ", "khu phố 1"; a break inside them reads badly."""
    for compound in COMPOUNDS:
        text = str(text).replace(compound, compound.replace(" ", "\N{NO-BREAK SPACE}"))
    return text


@register.filter
def amount(value):
    """Return a number in the reader's language, without zeros at the end of its decimals: "93,5", "1.200"."""
    return formats.number_format(Decimal(f"{value.normalize():f}"))


@register.filter
def with_unit(written, unit):
    """Return a written number with its unit: "120 hộ", "93,5%"."""
    return numbers.with_unit(written, unit)


# ── small components ──


@register.simple_tag
def status_badge(state, label=""):
    """Draw the badge of a state of ``STATES``; ``label`` replaces its usual word."""
    return _status_badge(str(state), str(label or STATES[str(state)][2]))


@lru_cache(maxsize=512)  # a list repeats a few badges in every row
def _status_badge(state, label):
    modifier, icon_name, _word = STATES[state]
    return render_to_string(
        "components/status_badge.html", {"modifier": modifier, "icon_name": icon_name, "label": label}
    )


@register.inclusion_tag("components/button.html")
def button(label, **options):
    """Draw a button, a link that looks like one, or a blocked button with the reason of its ``verdict``."""
    return {**options, "label": label, **_blocked(label, options.get("verdict"))}


@register.inclusion_tag("components/post_button.html", takes_context=True)
def post_button(context, action, label, **options):
    """Draw a form of one button that posts to ``action``, for acts that need no field."""
    token = context.get("csrf_token")
    return {**options, "action": action, "label": label, "csrf_token": token, **_blocked(label, options.get("verdict"))}


def _blocked(label, verdict):
    if verdict is None or verdict:
        return {"reason": ""}
    return {"reason": verdict.reason, "reason_id": f"why-{crc32(f'{label}{verdict.reason}'.encode()):x}"}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*parts):
    """Draw the way here: url and label in turn, and the label of this page last."""
    return {"steps": list(zip(parts[:-1:2], parts[1::2], strict=False)), "here": parts[-1]}


@register.inclusion_tag("components/clarity.html")
def clarity(points, narrow=False):
    """Draw the six clear points in full; each has ``name``, ``state`` ("ok", "warn", "miss") and ``reason``."""
    rows = [{"point": point, "icon_name": CLARITY_ICONS[str(point.state)][0]} for point in points]
    return {"points": rows, "summary": _clarity_summary(points), "narrow": narrow}


@register.inclusion_tag("components/clarity_mini.html")
def clarity_mini(points):
    """Draw the six clear points as a row of marks with their count in words."""
    return {"icons": [CLARITY_ICONS[str(point.state)] for point in points], "summary": _clarity_summary(points)}


def _clarity_summary(points):
    states = [str(point.state) for point in points]
    if set(states) <= {"ok"}:
        return _("All six clear")
    return ", ".join(
        word % {"count": states.count(state)} for state, word in CLARITY_WORDS.items() if states.count(state)
    )


@register.simple_tag
def bar(total, **parts):
    """Draw a stacked bar of ``total``; parts in their order: ``approved``, ``waiting``, ``returned``, ``draft``.

    What the parts leave over stays empty. The numbers stand beside the bar, so it is hidden from screen readers. Needs
    bar_legend.html once on the page (it holds the pattern). Drawn here: a page has one a row.
    """
    pieces, x = [], 0.0
    for kind, count in parts.items():
        width = BAR_WIDTH * (count or 0) / total if total else 0.0
        if width:
            # Attributes of SVG take points, not the commas of the page's language.
            pieces.append((kind, f"{x:.1f}", f"{width:.1f}"))
        x += width
    drawn = format_html_join("", '<rect class="bar__{}" x="{}" width="{}" height="14"/>', pieces)
    return format_html(
        '<svg class="bar" viewBox="0 0 240 14" preserveAspectRatio="none" aria-hidden="true">{}</svg>', drawn
    )


@register.simple_tag
def number_cells(numbers, **columns):
    """Draw the cells of one row of a table: each names a number of ``numbers`` and the label of its column.

    Whole numbers only. Drawn here: a page of units has hundreds.
    """
    cells = [(label, _whole(getattr(numbers, name), get_language())) for name, label in columns.items()]
    return format_html_join("\n", '<td role="cell" data-label="{}" class="num">{}</td>', cells)


@lru_cache(maxsize=4096)
def _whole(number, _language):
    return formats.localize(number)


@register.simple_tag
def cover(level):
    """Draw the circle of a share: 0 for none, 1 below 25%, 2 below 50%, 3 below 75%, 4 from there; None draws nothing.

    Needs cover_legend.html once on the page (it holds the shapes). The numbers stand beside it.
    """
    return "" if level is None else _covers[level]


_covers = [
    format_html('<svg class="icon" aria-hidden="true"><use href="#ball-{}"/></svg>', level) for level in range(5)
]


@register.simple_tag
def level_mark(label, filled, is_lowest=False, sprite=False):
    """Draw a level of rating: ``filled`` of four bars that grow, and its word. Colour comes last.

    ``sprite``: the bars are those of ``level_sprite``, drawn once on the page; a long table weighs half.
    """
    return _level_mark(str(label), filled, is_lowest, sprite)


@lru_cache(maxsize=128)  # a table repeats four of them in every row
def _level_mark(label, filled, is_lowest, sprite):
    context = {"label": label, "bars": _bars(filled), "is_lowest": is_lowest, "filled": filled if sprite else None}
    return render_to_string("components/level.html", context)


def _bars(filled):
    return [{"x": 1 + 6 * n, "y": 10 - 3 * n, "height": 5 + 3 * n, "is_on": n < filled} for n in range(LEVEL_BARS)]


@register.inclusion_tag("components/level_sprite.html")
def level_sprite():
    """Draw nothing, and hold the bars of ``level_mark`` for the whole page."""
    return {"marks": [(filled, _bars(filled)) for filled in range(1, LEVEL_BARS + 1)]}


# ── components around content ──


@register.simple_block_tag
def message(content, level="info", title="", role=""):
    """Draw a message with rich content; ``level`` is success, info, warning or error."""
    return _message(level, title, content, role)


@register.simple_tag
def notice(level, title, text="", role=""):
    """Draw a message of plain text; ``level`` is success, info, warning, error (or a Django message's tag)."""
    return _message(level, title, format_html("<p>{}</p>", text) if text else "", role)


def _message(level, title, content, role):
    level = level if level in MESSAGE_ICONS else "info"
    data = {"level": level, "icon_name": MESSAGE_ICONS[level], "title": title, "content": content, "role": role}
    return render_to_string("components/message.html", data)


@register.simple_block_tag
def empty_state(content, title, icon_name="file-text"):
    """Draw what to do where there is nothing yet; the content says it, with its one button."""
    return render_to_string("components/empty.html", {"content": content, "title": title, "icon_name": icon_name})


@register.simple_block_tag
def dialog(content, dialog_id, title, act, shown=False):
    """Draw a dialog; a button with ``data-confirm="#dialog_id"`` opens it before it acts, ``act`` says yes."""
    data = {"content": content, "dialog_id": dialog_id, "title": title, "act": act, "shown": shown}
    return render_to_string("components/dialog.html", data)


@register.simple_block_tag
def action_bar(content, title, text="", blocks=(), warns=(), still=False):
    """Draw the bar that says what blocks, then what warns, then holds the act (its content).

    ``blocks`` and ``warns`` are lists of things with ``text`` and ``url``.
    """
    data = {"content": content, "title": title, "text": text, "blocks": blocks, "warns": warns, "still": still}
    return render_to_string("components/action_bar.html", data)


# ── fields ──


@register.inclusion_tag("components/field.html", takes_context=True)
def field(context, bound, **options):
    """Draw one field of a form: label, hint, control, warning, error.

    Options: ``label``, ``hint``, ``optional`` (a text; "" to say nothing), ``warning``, ``unit`` (after the control),
    ``size`` (short, date, number, large), ``readonly``, ``disabled``, ``column`` (choices under each other),
    ``small`` (choices), ``placeholder``, ``full`` (both columns of ``fields--two``), ``attrs`` (more for the control),
    ``notes`` (a template in place of error and warning, with one root of id ``<field>_notes``).
    """
    mending.note(context, bound.form, label=(bound.name, options.get("label")))
    widget = bound.field.widget
    kind = KINDS.get(type(widget).__name__, "text")
    if "hint" in options:
        bound.help_text = options["hint"]
    warning_id = f"{bound.auto_id}_warning" if options.get("warning") else ""
    notes_id = f"{bound.auto_id}_notes" if options.get("notes") else ""
    described = " ".join(filter(None, [bound.aria_describedby, warning_id, notes_id]))
    return {
        **options,
        "field": bound,
        "kind": kind,
        "label": options.get("label") or bound.label,
        "optional": _optional(bound, options),
        "described": described,
        "warning_id": warning_id,
        "control": "" if kind == "choices" else bound.as_widget(attrs=_control_attrs(bound, kind, described, options)),
    }


def _optional(bound, options):
    if "optional" in options:
        return options["optional"]
    return "" if bound.field.required or options.get("readonly") or options.get("disabled") else _("if any")


def _control_attrs(bound, kind, described, options):
    size = f"input--{options['size']}" if options.get("size") else SIZES.get(type(bound.field.widget).__name__, "")
    attrs = {**(options.get("attrs") or {})}
    if kind == "text":
        attrs["class"] = " ".join(filter(None, ["input", size, bound.field.widget.attrs.get("class")]))
    if type(bound.field.widget).__name__ == "PasswordInput":
        attrs["data-reveal"] = True
    if described:
        attrs["aria-describedby"] = described
    if "placeholder" in options:
        attrs["placeholder"] = options["placeholder"] or False
    for flag in ("readonly", "disabled"):
        if options.get(flag):
            attrs[flag] = True
    return attrs
