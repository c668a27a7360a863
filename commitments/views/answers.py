"""Which commitments answer a document."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from commitments.answering import answers_to
from portal.directory.roles import Act
from portal.lib.htmx import page_or_part
from portal.resolutions.models import Resolution


@require_safe
def answers(request, code):
    """Show each item of a document with how many commitments answer it, in what the reader may count."""
    document = get_object_or_404(Resolution.objects.visible_to(request.user).with_citation(), code=code)
    context = {
        "document": document,
        "answers": answers_to(document, request.user),
        "counts_others": request.user.may_anywhere(Act.COUNT),
    }
    return page_or_part(request, "commitments/answers.html", "commitments/_answers.html", context)
