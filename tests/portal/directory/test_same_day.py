"""A membership entered today is mended today, without a day in the wrong cell."""

from portal.audit.models import AuditEvent
from portal.directory.models import Membership
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import factories


def test_a_cell_chosen_wrongly_today_is_corrected_today(province):
    person = factories.make_person("Vũ Thị Hà")
    Membership.begin(person, province.cell, on=today())
    post = factories.appoint(person, Role.CELL_DEPUTY_SECRETARY, province.cell, starts_on=today())

    Membership.begin(person, province.second_cell, on=today())

    post.refresh_from_db()
    assert [(m.cell, m.starts_on, m.ends_on) for m in person.memberships.all()] == [
        (province.second_cell, today(), None)
    ]
    assert post.ends_on == today()
    assert AuditEvent.objects.about(person).filter(action="directory.membership_begun").count() == 2


def test_another_standing_on_the_same_day_keeps_the_posts(province):
    person = factories.make_person("Vũ Thị Hà")
    Membership.begin(person, province.cell, on=today())
    post = factories.appoint(person, Role.CELL_DEPUTY_SECRETARY, province.cell, starts_on=today())

    Membership.begin(person, province.cell, on=today(), standing=Membership.Standing.EXEMPT)

    post.refresh_from_db()
    assert post.ends_on is None
    assert person.memberships.get().standing == Membership.Standing.EXEMPT
