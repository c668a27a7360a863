"""The lists of the checks: kept by the offices of the topmost organisation, in force at once."""

import pytest
from django.urls import reverse

from commitments.models import Phrase
from commitments.quality.vague import Wording
from portal.audit.models import AuditEvent

URL = "/phrases/"


def test_a_phrase_is_added_clean_and_used_from_then_on(clerk, signed_in):
    response = signed_in(clerk).post(URL, {"kind": "vague", "text": "  quyết  liệt "})

    assert response.headers["Location"] == f"{URL}?kind=vague"
    assert Wording().found("vague", "Quyết liệt triển khai") == ["quyết liệt"]
    assert AuditEvent.objects.filter(action="commitments.phrase_added").count() == 1


@pytest.mark.parametrize(
    "data", [{"kind": "vague", "text": "tăng cường"}, {"kind": "x", "text": "a"}, {"kind": "verb"}]
)
def test_doubles_and_gaps_are_refused(clerk, signed_in, data):
    before = Phrase.objects.count()

    response = signed_in(clerk).post(URL, data)

    assert 'id="error-summary"' in response.content.decode()
    assert Phrase.objects.count() == before


def test_a_phrase_is_taken_off_its_list(clerk, signed_in):
    phrase = Phrase.objects.get(kind="vague", text="tăng cường")

    signed_in(clerk).post(reverse("commitments:drop_phrase"), {"phrase": phrase.pk})

    assert Wording().found("vague", "Tăng cường kiểm tra") == []


def test_an_office_further_down_does_not_keep_them(personnel_officer, signed_in):
    assert signed_in(personnel_officer).post(URL, {"kind": "vague", "text": "quyết liệt"}).status_code == 403
    assert not Phrase.objects.filter(text="quyết liệt").exists()


@pytest.mark.parametrize("kind", Phrase.Kind.values)
def test_each_list_stands_on_a_light_page_of_its_own(clerk, signed_in, kind):
    response = signed_in(clerk).get(f"{URL}?kind={kind}")

    page = response.content.decode()
    assert page.count('name="phrase"') == Phrase.objects.filter(kind=kind).count() > 3
    assert len(response.content) < 60_000


def test_an_unknown_list_leads_to_the_first(clerk, signed_in):
    assert signed_in(clerk).get(f"{URL}?kind=x").context["kind"] == Phrase.Kind.VAGUE
