"""What was typed can no longer be saved: it stands there to be copied, with the reason."""

from http import HTTPStatus

from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from portal.lib.htmx import wants_part


def too_late(request, program, refusal, form):
    """Show ``refusal`` and the texts of ``form`` (a ``DraftForm``) typed anew: a page, or a message for htmx."""
    context = {"program": program, "refusal": refusal, "typed": form.typed_anew()}
    if not wants_part(request):
        return render(request, "commitments/program_too_late.html", context, status=HTTPStatus.CONFLICT)
    response = render(request, "commitments/_too_late.html", context, status=HTTPStatus.CONFLICT)
    response.headers["HX-Retarget"] = "#messages"
    response.headers["HX-Reswap"] = "innerHTML show:#messages:top"
    patch_vary_headers(response, ["HX-Request"])
    return response


def status_of(form, merged):
    """Return the HTTP status of a sending: fine, refused fields, or two windows that disagree."""
    if merged.conflicts:
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
