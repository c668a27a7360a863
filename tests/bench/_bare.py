"""The floor under a page: the same frame and middleware around as much content, from constants."""

import re
from dataclasses import astuple, dataclass

from django.http import HttpResponse
from django.template import engines
from django.urls import include, path, reverse
from django.views.decorators.http import require_safe

SOURCE = """{% extends "base.html" %}
{% block content %}
<h1>Trang trống</h1>
<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>
<ul>{% for item in items %}<li>{{ item }}</li>{% endfor %}</ul>
<form method="post">{% csrf_token %}
{% for field in fields %}<p><label for="{{ field.id }}">{{ field.label }}</label>
<input id="{{ field.id }}" name="{{ field.name }}" value="{{ field.value }}"></p>{% endfor %}
<select name="chon">{% for option in options %}<option value="{{ option }}">{{ option }}</option>{% endfor %}</select>
</form>
{% endblock %}"""
TEXT = "Nguyễn Thị Bích Ngà"
FIELD = {"id": "truong", "label": "Sản phẩm, kết quả", "name": "truong", "value": TEXT}

_compiled = []


@dataclass(frozen=True)
class Shape:
    """How much a page holds: rows of tables and their cells, items (of lists, articles), fields and options."""

    rows: int = 0
    cells: int = 0
    items: int = 0
    fields: int = 0
    options: int = 0

    @classmethod
    def of(cls, html):
        def count(tags):
            return len(re.findall(rf"<(?:{tags})[ >]", html))

        fields = count("input|textarea|select") - html.count('type="hidden"')
        return cls(count("tr"), count("td|th"), count("li|article"), fields, count("option"))

    def beyond(self, other):
        """Return what stands here over and above ``other``: a page without what is in every frame."""
        return Shape(*(max(0, mine - theirs) for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    def url(self):
        """Return the address of the bare page of this shape."""
        return reverse("bare", args=astuple(self))


@require_safe
def bare(request, rows, cells, items, fields, options):
    """Answer with a page of that shape."""
    if not _compiled:
        _compiled.append(engines["django"].from_string(SOURCE))
    context = {
        "rows": [[TEXT] * (cells // rows)] * rows if rows else [],
        "items": [TEXT] * items,
        "fields": [FIELD] * fields,
        "options": [TEXT] * options,
    }
    return HttpResponse(_compiled[0].render(context, request))


handler403 = "portal.views.forbidden"

urlpatterns = [
    path("bare/<int:rows>/<int:cells>/<int:items>/<int:fields>/<int:options>/", bare, name="bare"),
    path("", include("portal.urls")),
]
