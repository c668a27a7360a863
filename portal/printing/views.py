"""Asking about a printed code: the one page of the portal that is of use to those without an account."""

from http import HTTPStatus

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.audit.trail import current_address
from portal.lib.limits import is_within
from portal.printing import verifying

TRIES_A_MINUTE = 20


class CodeForm(forms.Form):
    """The code as it is printed on the paper."""

    code = forms.CharField(
        label=_("Code on the paper"),
        help_text=_("Twelve letters and digits, such as 7KQ2-M9TD-XW4B. Capitals and dashes do not matter."),
        error_messages={"required": _("Type the code that stands at the foot of the paper.")},
        # A phone would correct it into a word.
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self):
        code = verifying.normal_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(
                _("This is no code of the portal. It has twelve signs, without the letters I, O and the digits 0, 1.")
            )
        return code


class FileForm(forms.Form):
    """The file that somebody was sent."""

    file = forms.FileField(
        label=_("The file you received"),
        help_text=_("PDF or Word. It is compared and not kept."),
        error_messages={
            "required": _("Choose the file that you received."),
            "empty": _("The file is empty. Choose the one you received."),
        },
    )


# Whoever is shown a paper has no account; the answer says nothing about whom it is of.
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request, code=""):
    """Say whether a code is genuine, when it was issued, and whether the file is unchanged; nothing else.

    Tries are counted by address, found or not: nobody asks for twenty papers in a minute by hand.
    """
    asked = code or request.GET.get("code")
    form = CodeForm({"code": asked} if asked is not None else None)
    context = {"form": form, "file_form": FileForm()}
    if asked is None:
        return render(request, "printing/verify.html", context)
    if not is_within("verify", current_address.get(), most=TRIES_A_MINUTE, seconds=60):
        context["is_too_often"] = True
        return render(request, "printing/verify.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    status = HTTPStatus.OK
    if form.is_valid():
        answer = verifying.answer_to(form.cleaned_data["code"])
        context |= {"is_asked": True, "answer": answer}
        if answer and request.method == "POST":
            context["file_form"] = file_form = FileForm(request.POST, request.FILES)
            if file_form.is_valid():
                context["is_same_file"] = verifying.is_issued_file(answer.code, file_form.cleaned_data["file"])
            else:
                status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "printing/verify.html", context, status=status)
