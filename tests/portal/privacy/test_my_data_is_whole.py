"""What one takes out is all that the portal holds: a model is in it, or there is a reason why it is not."""

import datetime
import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from commitments.models import Entered, Helping
from evaluations.models import EnteredAssessment
from portal.directory.models import Delegation, Person, TierOverride
from portal.lib import composed
from portal.lib.dates import today
from portal.lib.relations import relations_to
from portal.notifications.models import CalendarFeed, MailChoice, Reminder
from tests import evaluating, factories
from tests.evaluations import assessed

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

OF_THE_HOUSE = "about organisations, documents and rules, or how the portal runs: about nobody"
BY_OTHERS = "what offices and bodies set up and decide for many; who did it stands in their own acts"
DONE_FOR_OTHERS = "one's part in it stands among one's own acts"
IN_THE_REPORT = "stands in the report of the rating, once it is published"
EMPTY = "the portal keeps nothing in it"

# Models that no part contributes, with the reason.
NOT_IN_IT = {
    "account.EmailAddress": EMPTY,
    "account.EmailConfirmation": EMPTY,
    "socialaccount.SocialApp": OF_THE_HOUSE,
    "socialaccount.SocialToken": EMPTY,
    "sessions.Session": "the content of sessions, sealed or secret; that they are open stands with the devices",
    "audit.Upkeep": OF_THE_HOUSE,
    "audit.Seal": OF_THE_HOUSE,
    "printing.PaperForm": OF_THE_HOUSE,
    "jobs.SignOfLife": OF_THE_HOUSE,
    "notifications.KeptLetter": "a letter on its way for three days at most: what it tells stands in the portal",
    "privacy.Incident": DONE_FOR_OTHERS,
    "directory.OrgType": OF_THE_HOUSE,
    "directory.PartyOrg": OF_THE_HOUSE,
    "directory.OrgPlacement": OF_THE_HOUSE,
    "directory.Collective": OF_THE_HOUSE,
    "directory.TierRule": OF_THE_HOUSE,
    "directory.KnownHeading": OF_THE_HOUSE,
    "directory.TakenList": DONE_FOR_OTHERS,
    "directory.LeftOut": "rows of a list that were not written: whom they name the portal does not know",
    "directory.TakenPiece": "what a list made and changed, to undo it; goes with the next list",
    "resolutions.Issuer": OF_THE_HOUSE,
    "resolutions.DocType": OF_THE_HOUSE,
    "resolutions.Resolution": OF_THE_HOUSE,
    "resolutions.Clause": OF_THE_HOUSE,
    "commitments.Period": OF_THE_HOUSE,
    "commitments.Campaign": BY_OTHERS,
    "commitments.CampaignResolution": BY_OTHERS,
    "commitments.CommitmentTemplate": BY_OTHERS,
    "commitments.Shingle": "hashes of one's own words, counted from the program",
    "commitments.CopyFinding": "holds words of others beside one's own",
    "commitments.Phrase": OF_THE_HOUSE,
    "commitments.RollUp": "numbers",
    "commitments.UnitTally": "numbers",
    "evaluations.ChecklistAnswer": BY_OTHERS,
    "evaluations.Scheme": BY_OTHERS,
    "evaluations.Evaluation": BY_OTHERS,
    "evaluations.RatingDecision": "its number and day stand with the level; the rest is about many",
    "evaluations.ForcedOutcome": IN_THE_REPORT,
    "evaluations.Ballot": IN_THE_REPORT,
    "evaluations.DossierPaper": "papers that the office keeps for the decision; not shown to whom they are about",
    "evaluations.QuotaRuling": BY_OTHERS,
    "evaluations.RatingSession": DONE_FOR_OTHERS,
    "evaluations.PastCount": "numbers",
}
# Of packages, whose tables hold nobody: jobs that run, rights that the portal does not use.
PACKAGES = {"auth", "contenttypes", "django_q"}


def parts_of(person):
    return [about for contribute in composed.about_me for about in contribute(person)]


def rows_of(person):
    """Return the rows of each part as they are written into the file."""
    return {about.name: json.loads(json.dumps(list(about.rows), cls=DjangoJSONEncoder)) for about in parts_of(person)}


def contributed(person):
    return {about.rows.model for about in parts_of(person)}


# ── nothing is forgotten ──


def test_every_model_is_in_it_or_has_a_reason_why_not(member):
    models = {model._meta.label for model in apps.get_models() if model._meta.app_label not in PACKAGES}
    inside = {model._meta.label for model in contributed(member)}

    assert models - inside - NOT_IN_IT.keys() == set()
    assert NOT_IN_IT.keys() - models == set()
    assert NOT_IN_IT.keys() & inside == set()


def test_what_refers_to_a_person_is_never_called_a_thing_of_the_house():
    referring = {field.model._meta.label for field in relations_to(Person)}

    assert {label for label in referring if NOT_IN_IT.get(label) == OF_THE_HOUSE} == set()
    assert {label.partition(".")[0] for label in referring} & PACKAGES == set()


def test_of_models_that_are_said_to_be_empty_nothing_is_written(member, client):
    member.set_password(factories.PASSWORD)
    member.email = "nga@example.vn"
    member.save()
    client.post("/account/login/", {"login": "nga@example.vn", "password": factories.PASSWORD})

    assert client.session["_auth_user_id"] == str(member.pk)
    for label in (label for label, reason in NOT_IN_IT.items() if reason == EMPTY):
        assert not apps.get_model(label).objects.exists(), label


def test_each_part_has_a_name_of_its_own(member):
    names = [about.name for about in parts_of(member)]

    assert sorted(names) == sorted(set(names))


# ── how one signs in ──


def test_second_factors_are_in_it_without_their_secrets(member):
    TOTP.activate(member, SECRET)
    codes = RecoveryCodes.activate(member)
    Authenticator.objects.filter(type="totp").update(last_used_at=timezone.now())

    rows = rows_of(member)["xac-thuc-buoc-hai"]

    assert [(row["type"], sorted(row)) for row in rows] == [
        ("totp", ["created_at", "last_used_at", "type"]),
        ("recovery_codes", ["created_at", "last_used_at", "type"]),
    ]
    assert SECRET not in json.dumps(rows_of(member))
    assert codes.get_unused_codes()[0] not in json.dumps(rows_of(member))


def test_slips_are_in_it_with_the_office_that_made_them_and_without_their_digest(member, personnel_officer):
    slip = factories.make_slip(member, by=personnel_officer)
    slip.end("used")

    (row,) = rows_of(member)["phieu-kich-hoat"]

    assert (row["state"], row["issued_by__full_name"], row["office"]) == (
        "used",
        "Đỗ Hữu Quang",
        "Đảng bộ phường Hạc Thành",
    )
    assert (row["issued_at"] != "", row["ended_at"] is not None, "digest" in row) == (True, True, False)


def test_linked_identities_and_open_sessions_are_in_it_without_their_keys(member, client):
    member.set_password(factories.PASSWORD)
    member.save()
    SocialAccount.objects.create(user=member, provider="oidc", uid="u-17")
    client.post("/account/login/", {"login": member.login_name, "password": factories.PASSWORD})

    rows = rows_of(member)

    assert [(row["provider"], row["uid"]) for row in rows["lien-ket-dang-nhap"]] == [("oidc", "u-17")]
    assert [sorted(row) for row in rows["phien-dang-nhap"]] == [["created_at", "ip", "last_seen_at", "user_agent"]]
    assert client.session.session_key not in json.dumps(rows)


# ── how one is told ──


def test_the_calendar_address_is_in_it_as_a_fact_and_its_secret_is_not(member):
    secret = CalendarFeed.renew(member)

    rows = rows_of(member)

    assert [sorted(row) for row in rows["lich-tren-dien-thoai"]] == [["made_at"]]
    assert secret not in json.dumps(rows)
    assert CalendarFeed.objects.get().secret_hash not in json.dumps(rows)


def test_the_choice_of_letters_and_the_reminders_are_in_it(member):
    MailChoice.objects.create(person=member, how="weekly", gathered_on=today())
    Reminder.objects.create(recipient=member, url="/programs/", due_on=today(), step=7)

    rows = rows_of(member)

    assert [row["how"] for row in rows["chon-nhan-thu"]] == ["weekly"]
    assert [(row["due_on"], row["step"]) for row in rows["nhac-viec"]] == [(today().isoformat(), 7)]


# ── posts ──


def test_delegations_are_in_it_for_the_absent_and_for_who_stands_in(secretary, deputy):
    tomorrow = today() + datetime.timedelta(days=1)
    post = secretary.appointments.get()
    Delegation.give(post, deputy, duties=["names"], reason="Đi học", by=secretary, starts_on=tomorrow, ends_on=tomorrow)

    given, taken = rows_of(secretary), rows_of(deputy)

    assert [row["substitute__full_name"] for row in given["uy-quyen"]] == ["Trịnh Thị Hoài"]
    assert [row["post__person__full_name"] for row in taken["duoc-uy-quyen"]] == ["Hoàng Văn Khải"]
    assert (given["duoc-uy-quyen"], taken["uy-quyen"]) == ([], [])


def test_a_tier_set_by_decision_is_in_it(member, province):
    TierOverride.objects.create(
        person=member, tier="PROVINCE", body=province.top, starts_on=today(), decision="12-QĐ/TU"
    )

    assert [(row["body__name"], row["decision"]) for row in rows_of(member)["cap-quan-ly-rieng"]] == [
        ("Tỉnh ủy Thanh Hóa", "12-QĐ/TU")
    ]


# ── what others entered ──


def test_what_was_entered_for_one_is_in_it_with_the_signed_print(
    member, secretary, deputy, campaign, province, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    Helping.begin(member, by=secretary, reason="Không có máy")
    factories.make_program(member, campaign=campaign, status="submitted", by=secretary)
    assessed.hand_in(evaluating.make_dossier(evaluating.make_evaluation(province.ward), member), by=secretary)
    for model in (Entered, EnteredAssessment):
        model.objects.get().keep_print(SimpleUploadedFile("bản ký.pdf", PDF), by=deputy)

    rows = rows_of(member)
    files = {about.name: [(name, file.read()) for name, file in about.files] for about in parts_of(member)}

    assert [row["helper__full_name"] for row in rows["nhap-giup"]] == ["Hoàng Văn Khải"]
    for part, model in (("van-ban-nhap-giup", Entered), ("tu-danh-gia-nhap-giup", EnteredAssessment)):
        assert [(row["entered_by__full_name"], row["confirmed_by__full_name"]) for row in rows[part]] == [
            ("Hoàng Văn Khải", "Trịnh Thị Hoài")
        ]
        assert files[part] == [(f"{model.objects.get().pk}-bản ký.pdf", PDF)]


@pytest.mark.parametrize("part", ["nhap-giup", "van-ban-nhap-giup", "xac-thuc-buoc-hai", "phieu-kich-hoat"])
def test_what_is_of_another_is_not_in_it(part, member, colleague, secretary, personnel_officer, campaign):
    Helping.begin(member, by=secretary, reason="Không có máy")
    factories.make_program(member, campaign=campaign, status="submitted", by=secretary)
    TOTP.activate(member, SECRET)
    factories.make_slip(member, by=personnel_officer)

    assert rows_of(member)[part] != []
    assert [rows_of(other)[part] for other in (colleague, secretary, personnel_officer)] == [[], [], []]


def test_the_table_of_a_person_is_in_it_without_the_password_and_what_is_only_for_searching(member):
    left_out = {"id", "password", "public_id", "search", "sort_key", "cell", "org_path"}
    named = {field.name for field in Person._meta.concrete_fields} - left_out

    (row,) = rows_of(member)["ho-so"]

    assert row.keys() - {"cell__name"} == named
    assert settings.AUTH_USER_MODEL == "directory.Person"
