"""The only place that knows every app's urls."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from portal import views
from portal.directory.views import activation, security, sso

handler403 = "portal.views.forbidden"

back_to_sign_in = login_not_required(RedirectView.as_view(pattern_name="account_login"))

# One's own sign-in: what allauth calls its index is our page, which shows passkeys too.
security_urls = [
    path("", security.security, name="mfa_index"),
    path("passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("code/", mfa.authenticate, name="mfa_authenticate"),
    path("again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("app/", security.add_app, name="mfa_activate_totp"),
    path("app/remove/", security.remove_app, name="mfa_deactivate_totp"),
    path("recovery/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery/new/", security.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("recovery/file/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkeys/add/", security.add_passkey, name="mfa_add_webauthn"),
    path("passkeys/again/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/remove/", security.remove_passkey, name="mfa_remove_webauthn"),
]

# Only those of allauth's pages that the portal has: nobody signs up, addresses are kept by the personnel office.
account_urls = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("sessions/", include("allauth.usersessions.urls")),
    path("security/", include(security_urls)),
    path("sso/<slug:provider_id>/", sso.sign_in, name="openid_connect_login"),
    path("sso/<slug:provider_id>/callback/", oidc.callback, name="openid_connect_callback"),
    # Whoever thinks better of it at the server is back where they came from.
    path("sso/", back_to_sign_in, name="socialaccount_login_cancelled"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("display/", views.display, name="display"),
    path("style/", views.style, name="style"),
    path("healthz", views.healthz, name="healthz"),
    # The language is of use before one has signed in.
    path("language/", login_not_required(set_language), name="set_language"),
    # Short: people type it off a slip of paper.
    path("activate/", activation.activate, name="activate"),
    path("activate/password/", activation.choose_password, name="activate_password"),
    path("account/", include(account_urls)),
    path("notifications/", include("portal.notifications.urls")),
    path("jobs/", include("portal.jobs.urls")),
    path("verify/", include("portal.printing.urls")),
    path("my-data/", include("portal.privacy.urls")),
    path("directory/", include("portal.directory.urls")),
    path("documents/", include("portal.resolutions.urls")),
    path("", include("commitments.urls")),
    path("", include("evaluations.urls")),
]
