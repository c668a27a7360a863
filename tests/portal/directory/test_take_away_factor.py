"""The command that takes a lost second factor away where no office stands above."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command

from portal.audit.models import AuditEvent


@pytest.fixture
def officer(personnel_officer):
    TOTP.activate(personnel_officer, "JBSWY3DPEHPK3PXP")
    return personnel_officer


def test_the_last_officer_gets_in_again_and_the_trail_says_why(officer, capsys):
    call_command("take_away_factor", officer.login_name, reason="Mất điện thoại, đến trực tiếp")

    event = AuditEvent.objects.get(action="directory.second_factor_lost")
    assert not Authenticator.objects.filter(user=officer).exists()
    assert (event.actor_id, event.reason, event.subject_name) == ("", "Mất điện thoại, đến trực tiếp", str(officer))
    assert capsys.readouterr().out == f"{officer}: 1 taken away. They set up another at their next sign-in.\n"


@pytest.mark.parametrize(
    ("login_name", "reason", "says"),
    [("nobody", "Mất máy", "Nobody has the login name nobody."), (None, "  ", "Say why.")],
)
def test_it_is_refused(officer, login_name, reason, says):
    with pytest.raises(CommandError, match=says):
        call_command("take_away_factor", login_name or officer.login_name, reason=reason)

    assert Authenticator.objects.filter(user=officer).exists()


def test_where_there_is_none_it_says_so(member):
    with pytest.raises(CommandError):
        call_command("take_away_factor", member.login_name, reason="Mất máy")

    assert not AuditEvent.objects.filter(action="directory.second_factor_lost").exists()
