"""The audit trail for those who read it, and for everybody who opened their own papers."""

import datetime

from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.audit.models import AuditEvent
from portal.directory import policies, tree
from portal.directory.forms import TrailFilterForm
from portal.directory.models import PartyOrg, with_former
from portal.directory.roles import Act
from portal.lib import composed
from portal.lib.htmx import page_or_part
from portal.lib.paging import page_of


@require_safe
def trail(request):
    """Show what happened in the units whose trail the person reads, newest first."""
    policies.can_read_trail(request.user).require()
    actions = sorted(composed.action_names.items(), key=lambda pair: str(pair[1]))
    form = TrailFilterForm(request.GET or None, actions=actions)
    events = AuditEvent.objects.filter(_in_scope(request.user))
    if form.is_valid():
        events = events.filter(*_asked(form.cleaned_data))
    context = {"form": form, "page": _worded(page_of(events, ("-pk",), request))}
    return page_or_part(request, "directory/trail.html", "directory/_trail_table.html", context)


@require_safe
def opened(request):
    """Show who else opened one's own papers and data, newest first."""
    events = AuditEvent.objects.on_papers_of(request.user).exclude(actor_id=str(request.user.public_id))
    page = _worded(page_of(events, ("-pk",), request))
    return render(request, "directory/opened.html", {"page": page})


def _worded(page):
    """Give each event the words of its act."""
    for event in page.rows:
        event.words = composed.action_names.get(event.action, event.action)
    return page


def _in_scope(person):
    """Events of the units in reach; those without a unit (settings, catalogue) for who reads from the very top."""
    scopes = person.scopes(Act.READ_TRAIL)
    seen = tree.under(with_former(scopes), "unit_path")
    is_top = PartyOrg.objects.filter(parent=None, path__in=scopes).exists()
    return seen | Q(unit_path="") if is_top else seen


def _asked(data):
    conditions = []
    if data["who"]:
        conditions.append(Q(actor_name__icontains=data["who"]) | Q(subject_name__icontains=data["who"]))
    if data["action"]:
        conditions.append(Q(action=data["action"]))
    if data["since"]:
        conditions.append(Q(at__gte=_midnight(data["since"])))
    if data["until"]:
        conditions.append(Q(at__lt=_midnight(data["until"] + datetime.timedelta(days=1))))
    return conditions


def _midnight(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
