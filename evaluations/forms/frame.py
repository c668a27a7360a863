"""The form of one frame of a draft: criteria with their items and points, and how group B is counted."""

from dataclasses import dataclass, field
from decimal import Decimal

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.forms.scheme import PartForm, confidence_field, mark_of, plain
from evaluations.rules.frames import ASPECTS, B_AXES, B_WEIGHTED, BANDED, BINARY, B
from evaluations.rules.sharing import EQUAL
from evaluations.scheme_page import CALCULATORS, MODES, SHARES
from portal.lib.fields import LineField, NumberField
from portal.printing.models import PaperForm

SUB_BANDS = (90, 70, 50)
SCORING = ("items", "bands", "step", "points_on", "share")  # keys of a criterion that are written anew
NEW_ITEMS, NEW_ROWS = 2, 1
KINDS = [("results", gettext_lazy("Results")), ("others", gettext_lazy("Other"))]
ASPECT_FIELDS = {
    "volume": gettext_lazy("Volume"),
    "quality": gettext_lazy("Quality"),
    "progress": gettext_lazy("Progress"),
    "effect": gettext_lazy("Effect"),
}


@dataclass
class Row:
    """A criterion or an axis in the form: names of its fields, and of those of its items; ``old`` as it stands."""

    prefix: str
    key: str  # "criteria" or "axes"
    group: str
    old: dict
    items: list[tuple[str, dict]] = field(default_factory=list)

    def name(self, part):
        return f"{self.prefix}_{part}"


class FrameForm(PartForm):
    """One frame. A row whose name is emptied goes; the empty rows at the end are for new ones."""

    label = LineField(label=gettext_lazy("Name of the frame"), max_length=200)
    peer_group = LineField(label=gettext_lazy("Group of similar posts"), max_length=120)

    def __init__(self, data=None, *, document, code):
        self.code = code
        self.frame = self.part_of(document)
        self.groups = document.get("groups", [])
        initial = {"label": self.frame["label"], "peer_group": self.frame["peer_group"]}
        super().__init__(data, initial=initial | {"seen": mark_of(self.frame)})
        self.rows = list(self._rows("criteria", "c")) + (list(self._rows("axes", "x")) if self.has_points else [])
        for row in self.rows:
            self._add_fields(row)
        if self.has_points:
            self._add_calculator()
            self._add_quarter_form()

    @property
    def has_points(self):
        return bool(self.groups)

    # ── the fields ──

    def _add_quarter_form(self):
        """Let the form of a quarter be chosen, among those that a self-assessment is written on."""
        written_on = PaperForm.objects.filter(purpose=PaperForm.Purpose.QUARTER_REVIEW).order_by("code")
        choices = [("", _("As in the year")), *written_on.values_list("code", "name")]
        made = forms.ChoiceField(label=_("Form in quarters"), choices=choices, required=False)
        self._add("quarter_form", made, self.frame.get("quarter_form", ""))

    def _rows(self, key, letter):
        listed = self.frame.get(key, [])
        for i, old in enumerate(listed):
            yield self._row(key, f"{letter}{i}", old.get("group", ""), old)
        groups = [group["code"] for group in self.groups] if key == "criteria" and self.groups else [""]
        for i, group in enumerate(groups * NEW_ROWS, len(listed)):
            yield self._row(key, f"{letter}{i}", group, {})

    def _row(self, key, prefix, group, old):
        row = Row(prefix, key, group, old)
        if self.has_points and key == "criteria" and old:
            items = [*old.get("items", []), *({} for _new in range(NEW_ITEMS))]
            row.items = [(f"{prefix}_i{j}", item) for j, item in enumerate(items)]
        return row

    def _add_fields(self, row):
        parts = {"label": (_text(_("Criterion")), row.old.get("label", ""))}
        if self.has_points:
            maximum = NumberField(label=_("Points"), digits=5, places=2, least=0)
            parts["maximum"] = (maximum, _decimal(row.old.get("maximum")))
            if row.key == "criteria":
                mode = forms.ChoiceField(label=_("How it is scored"), choices=list(MODES.items()), required=False)
                parts["mode"] = (mode, row.old.get("mode", "graded"))
                step = NumberField(label=_("Step"), digits=5, places=2, least=0)
                parts["step"] = (step, _decimal(row.old.get("step", "0.25")))
                if row.group == B:
                    choices = [("", _("The criterion itself")), *SHARES.items()]
                    points_on = forms.ChoiceField(label=_("What takes the points"), choices=choices, required=False)
                    parts["share"] = (points_on, _share_of(row.old))
        else:
            kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, required=False)
            parts["kind"] = (kind, row.old.get("kind", "others"))
        parts["confidence"] = (confidence_field(), row.old.get("confidence", "P"))
        for prefix, item in row.items:
            self._add(f"{prefix}_label", _text(_("Item")), item.get("label", ""))
            points = NumberField(label=_("Points"), digits=5, places=2, least=0)
            self._add(f"{prefix}_maximum", points, _decimal(item.get("maximum")))
        for part, (made, initial) in parts.items():
            made.required = False
            self._add(row.name(part), made, initial)

    def _add(self, name, made, initial):
        self.fields[name] = made
        self.initial[name] = initial

    def _add_calculator(self):
        of = self.frame["calculator"]
        choices = list(CALCULATORS.items())
        self._add("calculator", forms.ChoiceField(label=_("How group B is counted"), choices=choices), of["code"])
        quarterly = [("", _("As in the year")), *choices]
        self._add(
            "quarter_calculator",
            forms.ChoiceField(label=_("How group B is counted in quarters"), choices=quarterly, required=False),
            self.frame.get("quarter_calculator", {}).get("code", ""),
        )
        shares = of.get("shares", {})
        for aspect, word in ASPECT_FIELDS.items():
            share = NumberField(label=word, digits=5, places=2, least=0, most=100, above=Decimal(-1))
            self._add(f"share_{aspect}", share, _decimal(shares.get(aspect)))
        for name, word, usual in (("tasks_least", _("Fewest tasks"), 3), ("tasks_most", _("Most tasks"), 7)):
            count = NumberField(label=word, digits=2, places=0, least=1)
            self._add(name, count, _decimal(of.get(name, usual)))

    # ── the document ──

    def part_of(self, document):
        return next(frame for frame in document["frames"] if frame["code"] == self.code)

    def edit(self, document):
        index = next(i for i, frame in enumerate(document["frames"]) if frame["code"] == self.code)
        frame, place = document["frames"][index], f"frames[{index}]"
        self.own_place, self.places = place, {f"{place}.{part}": part for part in ("label", "peer_group")}
        frame["label"], frame["peer_group"] = self.cleaned_data["label"], self.cleaned_data["peer_group"]
        for key in ("criteria", "axes"):
            rows = [row for row in self.rows if row.key == key and self.cleaned_data[row.name("label")]]
            written = self._written(rows, f"{place}.{key}")
            if written or key in frame:
                frame[key] = written
        if self.has_points:
            self._write_calculators(frame, place)
            frame.pop("quarter_form", None)
            if self.cleaned_data["quarter_form"]:
                frame["quarter_form"] = self.cleaned_data["quarter_form"]
        return document

    def _written(self, rows, place):
        codes = [row.old.get("code") for row in rows]
        for i, row in enumerate(rows):
            codes[i] = codes[i] or _free_code(row.group or ("X" if row.key == "axes" else "A"), codes)
        return [
            self._criterion(row, code, f"{place}[{i}]") for i, (row, code) in enumerate(zip(rows, codes, strict=True))
        ]

    def _criterion(self, row, code, place):
        data = self.cleaned_data
        kept = {key: value for key, value in row.old.items() if key not in SCORING}
        made = {**kept, "code": code, "label": data[row.name("label")]}
        made["confidence"] = data[row.name("confidence")] or "P"
        self.places |= {f"{place}.{part}": row.name(part) for part in ("label", "confidence")}
        if not self.has_points:
            return made | {"kind": data[row.name("kind")] or "others"}
        made["maximum"] = plain(data[row.name("maximum")])
        self.places |= {f"{place}.maximum": row.name("maximum"), f"{place}.items": row.name("maximum")}
        if row.key == "criteria":
            made |= {"group": row.group} | self._scoring(row, place) | self._sharing(row, place)
            items = self._items(row, code, place)
            return made | ({"items": items} if items else {})
        return made

    def _scoring(self, row, place):
        mode, step = self.cleaned_data[row.name("mode")] or "graded", self.cleaned_data[row.name("step")]
        self.places |= {f"{place}.mode": row.name("mode"), f"{place}.step": row.name("step")}
        bands = row.old.get("bands") or [{"percent": percent} for percent in SUB_BANDS]
        if mode == BINARY:
            return {"mode": mode}
        scoring = {"mode": mode, "step": plain(step if step is not None else Decimal("0.25"))}
        return scoring | ({"bands": bands} if mode == BANDED else {})

    def _sharing(self, row, place):
        share = self.cleaned_data.get(row.name("share"))
        self.places |= {f"{place}.{part}": row.name("share") for part in ("points_on", "share")}
        return {"points_on": "commitments", "share": share} if share else {}

    def _items(self, row, code, place):
        data, found = self.cleaned_data, []
        kept = [(prefix, old) for prefix, old in row.items if data[f"{prefix}_label"]]
        codes = [old.get("code") for _prefix, old in kept]
        for i, (prefix, old) in enumerate(kept):
            codes[i] = codes[i] or _free_code(f"{code}.", codes)
            self.places |= {f"{place}.items[{i}].{part}": f"{prefix}_{part}" for part in ("label", "maximum")}
            maximum = plain(data[f"{prefix}_maximum"])
            found.append({**old, "code": codes[i], "label": data[f"{prefix}_label"], "maximum": maximum})
        return found

    def _write_calculators(self, frame, place):
        frame["calculator"] = self._calculator("calculator", frame["calculator"], place)
        if self.cleaned_data["quarter_calculator"]:
            old = frame.get("quarter_calculator", {})
            frame["quarter_calculator"] = self._calculator("quarter_calculator", old, place)
        else:
            frame.pop("quarter_calculator", None)
        if B_AXES not in {frame["calculator"]["code"], frame.get("quarter_calculator", {}).get("code")}:
            frame.pop("axes", None)

    def _calculator(self, name, old, place):
        data = self.cleaned_data
        made = {"code": data[name], "confidence": old.get("confidence", "P")}
        if made["code"] != B_WEIGHTED:
            return made
        self.places |= {f"{place}.{name}.shares.{aspect}": f"share_{aspect}" for aspect in ASPECTS}
        self.places |= {f"{place}.{name}.shares": "share_volume", f"{place}.{name}.tasks_most": "tasks_most"}
        made["shares"] = {aspect: plain(data[f"share_{aspect}"] or Decimal(0)) for aspect in ASPECTS}
        return made | {key: plain(data[key]) for key in ("tasks_least", "tasks_most") if data[key] is not None}

    def success_url(self, scheme):
        return reverse("evaluations:scheme_frame", args=[scheme.pk, self.code])

    # ── what the template draws ──

    @cached_property
    def sections(self):
        """Return (heading, rows) in the order of the paper; a row is (criterion's fields, items' fields, is it new)."""
        if not self.has_points:
            return [(_("Criteria"), self._drawn(self.rows))]
        found = []
        for group in self.groups:
            heading = f"{group['code']}. {group['label']} ({group['maximum']})"
            rows = [row for row in self.rows if row.key == "criteria" and row.group == group["code"]]
            found.append((heading, self._drawn(rows)))
        return [*found, (_("Result axes"), self._drawn([row for row in self.rows if row.key == "axes"]))]

    def _drawn(self, rows):
        return [self._drawn_row(row) for row in rows]

    def _drawn_row(self, row):
        """Return what the template draws of a row: ``head`` and ``items`` in sight, ``foot`` and ``new`` folded."""

        def drawn(parts):
            return [self[row.name(part)] for part in parts if row.name(part) in self.fields]

        items = [(self[f"{prefix}_label"], self[f"{prefix}_maximum"], bool(old)) for prefix, old in row.items]
        head, foot = drawn(("label", "maximum", "kind")), drawn(("share", "mode", "step", "confidence"))
        new = [pair for *pair, is_old in items if not is_old]
        folded = [*foot, *(bound for pair in new for bound in pair), *([] if row.old else head)]
        return {
            "code": row.old.get("code", ""),
            "head": head,
            "items": [pair for *pair, is_old in items if is_old],
            "new": new,
            "foot": foot,
            "is_open": any(bound.errors for bound in folded),
        }


def _share_of(old):
    """Return how a criterion as it stands shares its points among commitments; "" where it takes them itself."""
    return old.get("share", EQUAL) if old.get("points_on") == "commitments" else ""


def _free_code(stem, taken):
    """Return the first code of a stem ("A", "A1.") that is not taken."""
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def _text(label):
    """Return a field for one line that may be long; its box grows with it."""
    return LineField(label=label, max_length=600, widget=forms.Textarea(attrs={"rows": 1}))


def _decimal(value):
    return None if value is None else Decimal(str(value))
