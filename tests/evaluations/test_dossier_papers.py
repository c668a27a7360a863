"""The nine kinds of papers of a dossier: what the portal has itself, what is handed in, and who sees it."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from evaluations.deciding import checklist, keeping
from evaluations.errors import NotYours, PaperRefused, ReasonMissing
from evaluations.models import CorrectionRequest, Dossier, DossierPaper, RatingSession, ReviewPrompt, SelfAssessment
from portal.audit.models import AuditEvent
from portal.lib.dates import today
from portal.lib.documents import UnfitFile
from portal.printing.models import PaperForm
from tests import evaluating, factories
from tests.evaluations.rated import make_decided, make_evaluation, trace

Kind = DossierPaper.Kind
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


@pytest.fixture
def dossier(evaluation, member):
    return evaluating.make_dossier(evaluation, member)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def papers_url(dossier):
    return reverse("evaluations:dossier_papers", args=[dossier.pk])


def upload(name="Nhận xét.pdf", data=PDF):
    return SimpleUploadedFile(name, data)


def states(dossier):
    return {str(part.kind): part.state for part in checklist.parts_of(Dossier.objects.get(pk=dossier.pk))}


def files(media):
    return [path for path in media.rglob("*") if path.is_file()]


# ── the checklist ──


def test_a_new_dossier_lacks_five_kinds_and_four_are_only_if_any(dossier):
    assert states(dossier) == {
        "self_review": "missing",
        "residence": "missing",
        "minutes": "missing",
        "appraisal": "missing",
        "conclusion": "missing",
        "prompts": "none",
        "opinions": "none",
        "complaints": "none",
        "other": "none",
    }


def test_only_a_person_has_a_place_of_residence(evaluation, province):
    collective = evaluating.make_dossier(evaluation, factories.make_collective(province.ward))
    org = evaluating.make_dossier(evaluation, province.cell)

    assert [states(each)["residence"] for each in (collective, org)] == ["none", "none"]


def test_what_the_portal_made_is_found_by_itself(evaluation, member, secretary, personnel_officer):
    rating = make_decided(evaluation, member, proposer=secretary, office=personnel_officer)
    dossier = rating.dossier
    form = PaperForm.objects.first()
    SelfAssessment.objects.create(
        dossier=dossier, form=form, status="accepted", submitted_at=timezone.now(), handed_in_on=today()
    )
    RatingSession.objects.create(evaluation=evaluation, body=dossier.unit, status=RatingSession.Status.CLOSED)
    ReviewPrompt.objects.create(
        dossier=dossier,
        question="Trách nhiệm chậm giải ngân",
        asked_by="Ban Thường vụ",
        symbol="7-CV/ĐU",
        asked_on=today(),
        recorded_by=personnel_officer,
    )
    CorrectionRequest.ask(rating, "Xin xem lại", by=member)

    parts = {part.kind: part for part in checklist.parts_of(Dossier.objects.get(pk=dossier.pk))}

    assert [kind for kind, part in parts.items() if part.state == "missing"] == [Kind.RESIDENCE]
    assert parts[Kind.CONCLUSION].made == [str(rating.decision)]
    assert (parts[Kind.PROMPTS].made, parts[Kind.COMPLAINTS].made) == (["7-CV/ĐU"], ["1 đề nghị xem xét lại"])


@pytest.mark.parametrize("status", ["draft", "returned"])
def test_a_self_assessment_that_is_being_written_does_not_count(status, dossier):
    SelfAssessment.objects.create(
        dossier=dossier, form=PaperForm.objects.first(), status=status, submitted_at=timezone.now()
    )

    assert states(dossier)["self_review"] == "missing"


def test_an_open_session_makes_no_minutes(dossier, evaluation):
    RatingSession.objects.create(evaluation=evaluation, body=dossier.unit)

    assert states(dossier)["minutes"] == "missing"


# ── keeping ──


def test_a_file_is_kept_with_its_name_size_and_sum_under_a_name_that_says_nothing(dossier, personnel_officer, media):
    paper = keeping.add(
        dossier,
        Kind.RESIDENCE,
        by=personnel_officer,
        symbol=" 3-NX/CB ",
        dated_on=datetime.date(2026, 11, 20),
        uploaded=upload(),
    )

    assert (paper.name, paper.symbol, paper.size, paper.added_by) == (
        "Nhận xét.pdf",
        "3-NX/CB",
        len(PDF),
        personnel_officer,
    )
    assert [path.suffix for path in files(media)] == [".pdf"]
    assert "Nh" not in files(media)[0].stem
    assert states(dossier)["residence"] == "there"
    event = AuditEvent.objects.order_by("-pk").first()
    assert (event.action, event.reason) == ("evaluations.paper_added", "Nhận xét của cấp ủy nơi cư trú")


def test_a_paper_kept_elsewhere_is_named_without_a_file(dossier, personnel_officer):
    keeping.add(dossier, Kind.MINUTES, by=personnel_officer, name="Biên bản họp chi bộ", symbol="5-BB/CB")

    assert states(dossier)["minutes"] == "there"


def test_a_kind_that_is_not_needed_says_why_and_a_paper_takes_its_place(dossier, personnel_officer):
    keeping.mark_not_needed(dossier, Kind.RESIDENCE, "Cư trú tại doanh trại", by=personnel_officer)
    marked = states(dossier)["residence"]

    keeping.add(dossier, Kind.RESIDENCE, by=personnel_officer, name="Nhận xét")

    assert (marked, states(dossier)["residence"]) == ("not_needed", "there")
    assert DossierPaper.objects.get().not_applicable == ""


@pytest.mark.parametrize("data", [b"", b"<html><script>", b"MZ\x90\x00"])
def test_a_file_that_is_not_taken_leaves_nothing_behind(data, dossier, personnel_officer, media):
    traces = trace()

    with pytest.raises(UnfitFile):
        keeping.add(dossier, Kind.OTHER, by=personnel_officer, uploaded=upload(data=data))

    assert (files(media), DossierPaper.objects.count(), trace()) == ([], 0, traces)


def test_a_paper_without_a_name_or_reason_and_a_second_mark_are_refused(dossier, personnel_officer):
    with pytest.raises(PaperRefused):
        keeping.add(dossier, Kind.OTHER, by=personnel_officer, name="  ")
    with pytest.raises(ReasonMissing):
        keeping.mark_not_needed(dossier, Kind.RESIDENCE, " ", by=personnel_officer)
    keeping.mark_not_needed(dossier, Kind.RESIDENCE, "Doanh trại", by=personnel_officer)
    with pytest.raises(PaperRefused):
        keeping.mark_not_needed(dossier, Kind.RESIDENCE, "Doanh trại", by=personnel_officer)

    assert DossierPaper.objects.count() == 1


def test_a_dossier_holds_sixty_papers_and_the_file_of_the_next_is_not_kept(
    dossier, personnel_officer, media, monkeypatch
):
    monkeypatch.setattr(keeping, "MOST_PAPERS", 1)
    keeping.add(dossier, Kind.OTHER, by=personnel_officer, name="Một")

    with pytest.raises(PaperRefused):
        keeping.add(dossier, Kind.OTHER, by=personnel_officer, uploaded=upload())

    assert (DossierPaper.objects.count(), files(media)) == (1, [])


def test_nobody_keeps_the_papers_of_their_own_dossier(evaluation, personnel_officer):
    own = evaluating.make_dossier(evaluation, personnel_officer)

    with pytest.raises(NotYours):
        keeping.add(own, Kind.OTHER, by=personnel_officer, name="Thư khen")
    with pytest.raises(NotYours):
        keeping.mark_not_needed(own, Kind.RESIDENCE, "Doanh trại", by=personnel_officer)


def test_what_is_taken_away_goes_with_its_file(dossier, personnel_officer, media, django_capture_on_commit_callbacks):
    paper = keeping.add(dossier, Kind.OTHER, by=personnel_officer, uploaded=upload())

    with django_capture_on_commit_callbacks(execute=True):
        keeping.remove(paper, by=personnel_officer)

    assert (DossierPaper.objects.count(), files(media)) == (0, [])


def test_once_locked_papers_stay(evaluation, member, secretary, personnel_officer):
    rating = make_decided(evaluation, member, proposer=secretary, office=personnel_officer)
    paper = keeping.add(rating.dossier, Kind.OTHER, by=personnel_officer, name="Thư góp ý")
    rating.lock(by=personnel_officer, reason="Theo yêu cầu")

    with pytest.raises(PaperRefused):
        keeping.remove(paper, by=personnel_officer)

    assert DossierPaper.objects.get() == paper


def test_the_database_holds_a_paper_or_a_reason_and_not_both(dossier, personnel_officer):
    for fields in ({}, {"name": "Biên bản", "not_applicable": "Không có"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DossierPaper.objects.create(dossier=dossier, kind=Kind.OTHER, added_by=personnel_officer, **fields)


# ── the page ──


def test_the_office_adds_a_paper_and_sees_it_in_the_list(dossier, papers_url, personnel_officer, signed_in):
    client = signed_in(personnel_officer)

    response = client.post(
        papers_url, {"kind": "residence", "symbol": "3-NX/CB", "dated_on": "20/11/2026", "file": upload()}, follow=True
    )

    assert [str(message) for message in response.context["messages"]] == ["Đã lưu vào hồ sơ của Đặng Thị Bích Ngà."]
    assert "3-NX/CB" in response.content.decode()


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({"kind": "residence"}, ["name"]),
        ({"kind": "nothing", "name": "Biên bản"}, ["kind"]),
        ({"kind": "residence", "name": "Biên bản", "not_applicable": "Không có"}, ["not_applicable"]),
        ({"kind": "residence", "name": "x" * 201}, ["name"]),
        ({"kind": "residence", "name": "Biên bản", "dated_on": "31/02/2026"}, ["dated_on"]),
        ({"kind": "residence", "file": SimpleUploadedFile("a.svg", b"<svg onload=alert(1)>")}, ["__all__"]),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(data, fields, papers_url, personnel_officer, signed_in):
    response = signed_in(personnel_officer).post(papers_url, data)

    assert (response.status_code, list(response.context["form"].errors)) == (422, fields)
    assert not DossierPaper.objects.exists()


def test_a_file_is_served_as_an_attachment_and_its_reading_recorded(dossier, personnel_officer, inspector, signed_in):
    paper = keeping.add(dossier, Kind.COMPLAINTS, by=personnel_officer, uploaded=upload("Đơn <b>.pdf"))

    response = signed_in(inspector).get(reverse("evaluations:dossier_paper_file", args=[paper.pk]))

    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content) == PDF
    event = AuditEvent.objects.order_by("-pk").first()
    assert (event.action, event.owner_id) == ("evaluations.paper_opened", str(dossier.person.public_id))


@pytest.mark.parametrize(
    ("who", "reads", "keeps"),
    [
        ("personnel_officer", 200, 302),
        ("inspector", 200, 403),
        ("member", 403, 403),
        ("secretary", 403, 403),
        ("ward_secretary", 403, 403),
        ("colleague", 404, 404),
        ("outsider", 404, 404),
        ("system_admin", 404, 404),
    ],
)
def test_papers_are_read_by_office_and_inspection_and_kept_by_the_office_alone(
    who, reads, keeps, dossier, papers_url, personnel_officer, request, signed_in
):
    paper = keeping.add(dossier, Kind.COMPLAINTS, by=personnel_officer, uploaded=upload())
    client = signed_in(request.getfixturevalue(who))

    assert client.get(papers_url).status_code == reads
    assert client.get(reverse("evaluations:dossier_paper_file", args=[paper.pk])).status_code == reads
    assert client.post(papers_url, {"kind": "other", "name": "Thư"}).status_code == keeps
    assert client.post(reverse("evaluations:remove_paper", args=[paper.pk])).status_code == keeps
