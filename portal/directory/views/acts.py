"""What happens to a person: recorded after a look at what it touches, listed, and corrected where it was wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.directory import acts, policies
from portal.directory.acts import forms
from portal.directory.errors import NotPossible
from portal.directory.models import Appointment, Person, PersonAct
from portal.directory.views.people import person_or_404
from portal.lib.dates import today
from portal.lib.htmx import page_or_part
from portal.lib.paging import page_of
from portal.lib.refusal import is_done


@dataclass(frozen=True)
class Words:
    """One act on a person: its form, its words, and what it does (raises ``NotPossible``).

    ``do`` takes the person, what was typed, what it rests on, and the officer; it returns the ``PersonAct``.
    """

    form: Any
    title: Any
    button: Any
    done: Any
    do: Callable
    blamed: str = "on"  # the field at which a refusal stands
    may: Callable = policies.can_keep


ACTS = {
    "transfer": Words(
        forms.TransferForm,
        gettext_lazy("Transfer to another cell"),
        gettext_lazy("Record the transfer"),
        gettext_lazy("The transfer is recorded."),
        lambda person, data, basis, by: acts.transfer(person, data["cell"], on=data["on"], basis=basis, by=by),
    ),
    "standing": Words(
        forms.StandingForm,
        gettext_lazy("Change the standing"),
        gettext_lazy("Record the standing"),
        gettext_lazy("The standing is recorded."),
        lambda person, data, basis, by: acts.change_standing(
            person, data["standing"], on=data["on"], basis=basis, by=by
        ),
    ),
    "leave": Words(
        forms.LeaveForm,
        gettext_lazy("End the membership"),
        gettext_lazy("Record the end"),
        gettext_lazy("The end of the membership is recorded."),
        lambda person, data, basis, by: acts.leave(person, data["why"], on=data["on"], basis=basis, by=by),
    ),
    "appoint": Words(
        forms.AppointForm,
        gettext_lazy("Appoint to a post or an office"),
        gettext_lazy("Record the appointment"),
        gettext_lazy("The appointment is recorded."),
        lambda person, data, basis, by: acts.appoint(
            person,
            data["role"],
            data["place"],
            on=data["on"],
            basis=basis,
            by=by,
            title=data["title"],
            former_until=data["former_until"],
        ),
        blamed="role",
        may=policies.can_appoint,
    ),
}
END_POST = Words(
    forms.EndPostForm,
    gettext_lazy("End of a post"),
    gettext_lazy("Record the end"),
    gettext_lazy("The end of the post is recorded."),
    None,
)


@require_http_methods(["GET", "HEAD", "POST"])
def keep(request, public_id, act):
    """Show the form of one act, then what it touches, then record it; what is not possible stands at its field."""
    person = person_or_404(request.user, public_id)
    words = ACTS[act]
    words.may(request.user, person).require()
    initial = {"on": today(), "place": person.membership_today and person.membership_today.cell}
    form = words.form(request.POST or None, person=person, user=request.user, initial=initial)

    def do(someone, data, basis):
        return words.do(someone, data, basis, request.user)

    return _recorded(request, person, form, words, do, {"title": words.title})


@require_http_methods(["GET", "HEAD", "POST"])
def end_post(request, pk):
    """Record the day from which a post is not held any more."""
    post = get_object_or_404(
        Appointment.objects.select_related("person", "org", "collective__org"), pk=pk, ends_on=None
    )
    person_or_404(request.user, post.person.public_id)
    policies.can_end_post(request.user, post).require()
    form = forms.EndPostForm(request.POST or None, person=post.person, user=request.user, initial={"on": today()})
    title = _("End of the post “%(post)s”") % {"post": post}
    return _recorded(request, post.person, form, END_POST, _ending(post, request.user), {"title": title})


@require_http_methods(["GET", "HEAD", "POST"])
def correct_act(request, pk):
    """Replace a wrong entry by what really happened (the form as it was filled in), or take it back (``never``)."""
    act = get_object_or_404(PersonAct.objects.kept_by(request.user).select_related("person"), pk=pk)
    policies.can_correct(request.user, act).require()
    taking_back = "never" in request.POST
    never = forms.BecauseForm(request.POST if taking_back else None, prefix="never")
    if taking_back and is_done(never, lambda data: acts.take_back(act, by=request.user, **data)):
        messages.success(request, _("The entry has been taken back; what hangs on the comrade follows."))
        return _back_to(request, act.person)
    typed = None if taking_back else request.POST or None
    words, do = _what_it_did(act, request.user)
    form = words.form(typed, person=act.person, user=request.user, initial=acts.values_of(act))
    why = forms.BecauseForm(typed)

    def again(_person, data, basis):
        because = why.cleaned_data["because"]
        return acts.correct(act, lambda fresh: do(fresh, data, basis), because=because, by=request.user)

    title = _("Correct the entry “%(act)s”") % {"act": act.what}
    context = {"title": title, "act": act, "because_form": why, "never_form": never}
    return _recorded(request, act.person, form, words, again, context)


@require_safe
def act_list(request):
    """List what was recorded of the people one keeps, newest first; ``late`` keeps to what was entered afterwards."""
    policies.can_keep_some_people(request.user).require()
    found = PersonAct.objects.kept_by(request.user).select_related("person", "recorded_by")
    late = "late" in request.GET
    page = page_of(found.backdated() if late else found, ("-pk",), request)
    people = _seen_by(request.user).filter(pk__in={act.person_id for act in page.rows})
    context = {"page": page, "late": late, "seen": set(people.values_list("pk", flat=True))}
    return page_or_part(request, "directory/acts.html", "directory/_acts_table.html", context)


def _recorded(request, person, form, words, do, context):
    """Answer with the form, with what the act touches (asked first), or with the act done (``confirm``)."""
    asked = [form, *(context[name] for name in ("because_form",) if name in context)]
    preview = None
    if [each.is_valid() for each in asked] == [True] * len(asked):
        try:
            if "confirm" in request.POST:
                do(person, form.cleaned_data, form.basis)
                messages.success(request, words.done)
                return _back_to(request, person)
            preview = _preview(person, form, do)
        except NotPossible as refusal:
            form.add_error(refusal.field or words.blamed, str(refusal))
    context |= {"person": person, "form": form, "button_label": words.button, "preview": preview}
    failed = any(each.errors for each in [*asked, *filter(None, [context.get("never_form")])])
    return render(request, "directory/keep.html", context, status=422 if failed else 200)


def _back_to(request, person):
    """Go back to the person, or to the list of acts where the person is another office's now."""
    officer = Person.objects.get(pk=request.user.pk)  # read afresh: the act may have been on the officer
    return redirect(person) if _seen_by(officer).filter(pk=person.pk).exists() else redirect("directory:acts")


def _seen_by(officer):
    """Return the people whose pages an officer may open."""
    return Person.objects.visible_to(officer) | Person.objects.kept_by(officer)


def _preview(person, form, do):
    """Return what hangs on the person and what would follow, found by doing it and undoing it at once."""
    on = form.cleaned_data["on"]
    return {
        "hanging": acts.hanging_on(person),
        "follows": acts.rehearse(person, lambda fresh: do(fresh, form.cleaned_data, form.basis)),
        "on": on,
        "is_backdated": on < today(),
        "is_to_come": on > today(),
    }


def _what_it_did(act, by):
    """Return the words of an act and the function that does such an act again."""
    if act.kind == PersonAct.Kind.END_POST:
        return END_POST, _ending(acts.post_of(act), by)
    words = ACTS[act.kind]
    return words, lambda person, data, basis: words.do(person, data, basis, by)


def _ending(post, by):
    """Return what ends a post, read as it stands then: a rehearsal has ended the one in hand."""
    needed = Appointment.objects.select_related("person", "org", "collective__org")
    return lambda _person, data, basis: acts.end_post(needed.get(pk=post.pk), on=data["on"], basis=basis, by=by)
