"""One page, two answers: the whole of it, or the part that htmx asked for."""

from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def wants_part(request) -> bool:
    """Tell whether htmx asks for a part; a history restore gets the whole page."""
    return bool(request.htmx) and not request.htmx.history_restore_request and not request.htmx.boosted


def page_or_part(request, page_template, part_template, context, *, status=200):
    """Render the part for htmx, the page for everyone else, and say so to caches (``Vary``)."""
    template = part_template if wants_part(request) else page_template
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
