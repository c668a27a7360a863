"""What the tabs of the overview share: their campaign and unit, as far as the person sees them, and the way around."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from commitments import policies
from commitments.models import Campaign
from commitments.tallies import read
from portal.directory import tree
from portal.directory.models import PartyOrg
from portal.directory.roles import Act, Role

# The tabs: the name of each one's page, and its word.
TABS = {
    "registration": ("overview_unit", gettext_lazy("Registration")),
    "progress": ("overview_progress", gettext_lazy("Progress")),
    "clauses": ("overview_clauses", gettext_lazy("Items of documents")),
    "days": ("overview_days", gettext_lazy("By day")),
}
MOST_CAMPAIGNS = 20  # offered to choose from, the newest first
UNITS_OF_A_PAGE = 35  # a province has some 170; each row weighs more than a kilobyte
UNIT_SHOWN = ("code", "name", "short_name", "path", "parent")


@dataclass
class Row:
    """One line of a table: an organisation (None for what stands at the unit itself) and its numbers."""

    org: PartyOrg | None
    counts: object


class Frame:
    """One campaign in one unit, on one tab; refuses whom its counts do not concern."""

    def __init__(self, request, pk, code, tab="registration"):
        self.request, self.person, self.tab = request, request.user, tab
        self.campaign, self.unit = campaign_and_unit(request, pk, code, self.campaigns)

    @cached_property
    def campaigns(self):
        opened = Campaign.objects.visible_to(self.person).opened()
        return list(opened.select_related("period", "form")[:MOST_CAMPAIGNS])

    @cached_property
    def then(self):
        """Return the tree in which the campaign is counted: today's, or that of the end of its year."""
        return self.campaign.tree_of(self.unit)

    @cached_property
    def children(self):
        return self.then.rename(list(self.then.children_of(self.unit).only(*UNIT_SHOWN)))

    def read(self, *parts):
        """Return the numbers of ``parts`` for the unit and its children."""
        return read(self.campaign, self.unit, parts, below=self.children, then=self.then)

    def rows(self, reading, part):
        """Return a ``Row`` for each child that anybody of the roster stands in, and one for the unit itself."""
        rows = [Row(child, reading.of(part, child)) for child in self.called(reading)]
        if rows and self.has_own(reading):
            total = reading.of(part, self.unit)
            below = [reading.of(part, child) for child in self.children]
            rows.insert(0, Row(None, total.without(below)))
        return rows

    def called(self, reading):
        """Return the children with somebody on the roster."""
        counted = ((child, reading.of("registration", child)) for child in self.children)
        return [child for child, counts in counted if counts.must or counts.exempt]

    def has_own(self, reading):
        """Tell whether somebody on the roster stands at the unit itself, in no child of it."""
        total = reading.of("registration", self.unit)
        own = total.without([reading.of("registration", child) for child in self.children])
        return bool(own.must or own.exempt)

    def context(self, reading, **more):
        return {
            "campaign": self.campaign,
            "campaigns": self.campaigns,
            "unit": self.unit,
            "above": visible_ancestors(self.person, self.unit),
            "tab": self.tab,
            "tabs": self._tabs(),
            "counted_at": reading.counted_at,
            "is_old": reading.is_old,
            "is_counted": reading.counted_at is not None,
            "may_name": self.person.may(Act.NAMES, self.unit),
            "has_areas": len(area_paths(self.person)) > 1,
            **more,
        }

    def _tabs(self):
        return [
            {
                "label": label,
                "url": reverse(f"commitments:{name}", args=[self.campaign.pk, self.unit.code]),
                "current": tab == self.tab,
            }
            for tab, (name, label) in TABS.items()
        ]


def campaign_and_unit(request, pk, code, campaigns=()):
    """Fetch both as far as the person sees them; 403 with the reason where the counts are not theirs."""
    campaign = next((campaign for campaign in campaigns if campaign.pk == pk), None) or get_object_or_404(
        Campaign.objects.visible_to(request.user).opened().select_related("period", "form"), pk=pk
    )
    unit = get_object_or_404(PartyOrg.objects.visible_to(request.user).select_related("parent"), code=code)
    policies.can_see_overview(request.user, unit).require()
    return campaign, unit


def visible_ancestors(person, unit):
    """Return the units above whose counts the person may see, from the top down."""
    scope = next((path for path in person.scopes(Act.COUNT) if tree.is_within(unit.path, path)), unit.path)
    seen = tree.ancestors(unit.path)[len(scope) // tree.STEP - 1 : -1]
    return PartyOrg.objects.filter(pk__in=seen).in_tree_order() if seen else []


def area_paths(person):
    """Return the paths of what a person answers for: the highest of their scopes, and the units in their charge."""
    in_charge = [post.place.path for post in person.posts_today if post.role == Role.OVERSEER]
    return {*person.scopes(Act.COUNT), *in_charge}


def areas_of(person):
    """Return the units a person answers for, in tree order."""
    return list(PartyOrg.objects.filter(path__in=area_paths(person)).select_related("parent").in_tree_order())


def part_of_list(items, key, request, name, size):
    """Return some of ``items`` with the addresses before and after; the parameter ``name`` is the key of the first."""
    keys = [key(item) for item in items]
    first = request.GET.get(name, "")
    start = keys.index(first) if first in keys else 0
    newer, older = max(0, start - size), start + size
    newer_url = address_with(request, name, keys[newer]) if start else ""
    older_url = address_with(request, name, keys[older]) if older < len(items) else ""
    return items[start:older], newer_url, older_url


def address_with(request, name, value):
    """Return the address of the page asked for with another value of one parameter."""
    query = request.GET.copy()
    query[name] = value
    return f"?{query.urlencode()}"


def units_page(rows, request, *, size=UNITS_OF_A_PAGE):
    """Return the rows of one page with the addresses before and after it; ``from`` names the first unit shown."""
    return part_of_list(rows, lambda row: row.org.code if row.org else "", request, "from", size)
