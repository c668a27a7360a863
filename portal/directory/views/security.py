"""One's own page of signing in: password, second factor, devices; setting a factor up and taking it away."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.audit import trail
from portal.directory import letters, second_factor, sso


@require_safe
def security(request):
    """Show how the person signs in, and what may be changed of it."""
    found = list(Authenticator.objects.filter(user=request.user).order_by("pk"))
    kinds = {kind: [each for each in found if each.type == kind] for kind in Authenticator.Type}
    codes = kinds[Authenticator.Type.RECOVERY_CODES]
    has_factor = any(kinds[kind] for kind in second_factor.FACTORS)
    is_needed = second_factor.is_needed(request.user)
    return render(
        request,
        "directory/security.html",
        {
            "app": next(iter(kinds[Authenticator.Type.TOTP]), None),
            "passkeys": kinds[Authenticator.Type.WEBAUTHN],
            "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else None,
            "has_factor": has_factor,
            "is_needed": is_needed,
            "must_set_up": is_needed and not has_factor,
            "bare": is_needed and not has_factor,  # no navigation: it would lead back here
            "links": list(sso.identities_of(request.user)),
            "session_count": UserSession.objects.filter(user=request.user).count(),
        },
    )


class _Added:
    """Setting a factor up: recorded, and shown in this session by having been set up in it.

    The first one ends the other sessions of the account: who opened those has shown none.
    """

    kind = ""

    @transaction.atomic
    def form_valid(self, form):
        person = self.request.user
        second_factor.lock(person)
        is_first = not second_factor.factors_of(person).exists()
        if not is_first and not second_factor.is_shown(self.request):  # set up elsewhere since the page was opened
            return redirect("mfa_reauthenticate")
        response = super().form_valid(form)
        _record("directory.second_factor_added", self)
        record_authentication(self.request, person, "mfa", type=self.kind)
        if is_first and second_factor.end_sessions(person, but=self.request.session.session_key):
            messages.info(self.request, _("Your other devices have been signed out: sign in there once more."))
        return response


class _Removed:
    """Taking a factor away."""

    kind = ""

    @transaction.atomic
    def form_valid(self, form):
        response = super().form_valid(form)
        _record("directory.second_factor_removed", self)
        return response


class AddAppView(_Added, ActivateTOTPView):
    kind = Authenticator.Type.TOTP


class AddPasskeyView(_Added, AddWebAuthnView):
    kind = Authenticator.Type.WEBAUTHN


class NewRecoveryCodesView(GenerateRecoveryCodesView):
    kind = Authenticator.Type.RECOVERY_CODES

    @transaction.atomic
    def form_valid(self, form):
        response = super().form_valid(form)
        _record("directory.second_factor_renewed", self)
        return response


class RemoveAppView(_Removed, DeactivateTOTPView):
    kind = Authenticator.Type.TOTP


class RemovePasskeyView(_Removed, RemoveWebAuthnView):
    """As allauth's, but the only factor of an office stays."""

    kind = Authenticator.Type.WEBAUTHN

    def form_valid(self, form):
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_index")
        return super().form_valid(form)


def _record(action, view):
    """Write into the trail what a person did to their own second factor, and to their address that it was done."""
    person = view.request.user
    reason = str(second_factor.KIND_NAMES[view.kind])
    trail.record(action, person, by=person, reason=reason, unit_path=person.org_path)
    letters.tell_of_changed_factor(person)


add_app, add_passkey = AddAppView.as_view(), AddPasskeyView.as_view()
remove_app, remove_passkey = RemoveAppView.as_view(), RemovePasskeyView.as_view()
new_recovery_codes = NewRecoveryCodesView.as_view()
