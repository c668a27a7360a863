"""The floor under a page: the same frame and middleware around rows and fields that are constants."""

from django.http import HttpResponse
from django.template import engines
from django.urls import include, path
from django.views.decorators.http import require_safe

SOURCE = """{% extends "base.html" %}
{% block content %}
<h1>Trang trống</h1>
<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>
<form method="post">{% csrf_token %}
{% for field in fields %}<p><label for="{{ field.id }}">{{ field.label }}</label>
<input id="{{ field.id }}" name="{{ field.name }}" value="{{ field.value }}"></p>{% endfor %}
</form>
{% endblock %}"""
TEXT = "Nguyễn Thị Bích Ngà"
FIELD = {"id": "truong", "label": "Sản phẩm, kết quả", "name": "truong", "value": TEXT}

_compiled = []


@require_safe
def bare(request, rows, columns, fields):
    """Answer with ``rows`` of ``columns`` cells and with ``fields`` inputs."""
    if not _compiled:
        _compiled.append(engines["django"].from_string(SOURCE))
    context = {"rows": [[TEXT] * columns] * rows, "fields": [FIELD] * fields}
    return HttpResponse(_compiled[0].render(context, request))


handler403 = "portal.views.forbidden"

urlpatterns = [
    path("bare/<int:rows>/<int:columns>/<int:fields>/", bare, name="bare"),
    path("", include("portal.urls")),
]
