"""Letting people in: activation slips (choosing, looking once more, making), and a second factor that was lost."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.directory import policies, second_factor
from portal.directory.models import ActivationSlip
from portal.directory.roles import Act
from portal.directory.search import people_page
from portal.directory.slips import choosing
from portal.directory.slips.papers import shown_address
from portal.directory.slips.work import NAME, params_of
from portal.directory.views.people import person_or_404
from portal.jobs import service
from portal.lib.htmx import page_or_part
from portal.lib.keys import key_of
from portal.lib.refusal import is_done

NAMES_SHOWN = 20
REPEATED = ("scope", "list", "person", "q", "unit", "who")  # what the second page says again


class ChoiceForm(forms.Form):
    """Whose accounts to list; what cannot be read narrows nothing."""

    q = forms.CharField(label=gettext_lazy("Name, with or without marks"), required=False, max_length=80)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    who = forms.ChoiceField(
        label=gettext_lazy("Who"),
        required=False,
        choices=[
            ("", gettext_lazy("No password chosen yet")),
            ("all", gettext_lazy("Everybody, those who sign in already too")),
        ],
    )

    def __init__(self, *args, officer, **kwargs):
        super().__init__(*args, **kwargs)
        self.officer = officer
        self.units = {unit.code: unit for unit in choosing.units_of(officer)}
        offered = [(code, unit.full_label) for code, unit in self.units.items()]
        self.fields["unit"].choices = [("", _("All that I keep")), *offered]

    @cached_property
    def chosen(self):
        """Return ``unit``, ``words`` and ``only_waiting`` for ``choosing.people_of``."""
        self.is_valid()
        read = self.cleaned_data
        return {
            "unit": self.units.get(read.get("unit")),
            "words": read.get("q", ""),
            "only_waiting": read.get("who") != "all",
        }


@require_safe
def slips(request):
    """List the people whom the officer keeps, to choose for whom slips are made."""
    policies.can_keep_some_people(request.user).require()
    form = ChoiceForm(request.GET, officer=request.user)
    people = choosing.people_of(request.user, **form.chosen | {"words": ""})
    page = people_page(people.with_account(), form.chosen["words"], request)
    held = choosing.open_slips_of(page.rows)
    context = {
        "form": form,
        "page": page,
        "rows": [(person, held.get(person.pk)) for person in page.rows],
        "count": choosing.people_of(request.user, **form.chosen).count(),
    }
    return page_or_part(request, "directory/slips.html", "directory/_slips_table.html", context)


class LostForm(forms.Form):
    """Why a second factor is taken away."""

    reason = forms.CharField(
        label=gettext_lazy("How you know"),
        max_length=300,
        help_text=gettext_lazy("Such as: came in person with the member card, telephone lost."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def lost_factor(request, public_id):
    """Take away the second factor of a comrade who has lost it, with the reason."""
    person = person_or_404(request.user, public_id)
    policies.can_take_factor_away(request.user, person).require()
    form = LostForm(request.POST or None)
    if request.method == "POST" and is_done(
        form, lambda data: second_factor.take_away(person, reason=data["reason"], by=request.user)
    ):
        messages.success(request, _("It is taken away, and the comrade is signed out everywhere."))
        return redirect(person)
    context = {"person": person, "form": form, "has_factor": second_factor.factors_of(person).exists()}
    return render(request, "directory/lost_factor.html", context, status=422 if form.errors else 200)


@require_POST
def issue(request):
    """Show for whom slips would be made and for whom not; once confirmed, have them made."""
    officer = request.user
    policies.can_issue_slips(officer).require()
    if request.POST.get("scope") == "all":
        found = choosing.people_of(officer, **ChoiceForm(request.POST, officer=officer).chosen)
    elif request.POST.get("scope") == "list":
        found = choosing.of_list(officer, key_of(request.POST.get("list", "")))
    else:
        found = choosing.named(officer, request.POST.getlist("person"))
    people = found.select_related("cell__parent").order_by("org_path", "sort_key", "pk")
    chosen = choosing.sorted_out(officer, people[: choosing.MOST_AT_ONCE + 1])
    address = f"{settings.ADDRESS or request.build_absolute_uri('/')[:-1]}{reverse('activate')}"
    if "confirmed" in request.POST and chosen.fit:
        path = (officer.scopes(Act.KEEP_PEOPLE) or officer.scopes(Act.ADMINISTER))[0]
        params = params_of(officer, chosen.fit, path=path, address=address)
        return redirect(service.ask(NAME, params, by=officer))
    context = {
        "chosen": chosen,
        "names": chosen.fit[:NAMES_SHOWN],
        "refused": chosen.refused[:NAMES_SHOWN],
        "with_password": sum(person.has_usable_password() for person in chosen.fit),
        "address": shown_address(address),
        "valid_to": ActivationSlip.last_valid_day(),
        "repeated": [(name, value) for name in REPEATED for value in request.POST.getlist(name)],
    }
    return render(request, "directory/slips_issue.html", context)
