"""What an organisation calls the columns of its lists, as somebody there has said once."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.directory import tree
from portal.directory.models.organization import PartyOrg
from portal.lib.vietnamese import fold

LONGEST = 200


class KnownHeadingQuerySet(models.QuerySet):
    def spoken_at(self, org, kind):
        """Return the columns by folded heading that hold at ``org``: its own, and those of the units above it."""
        known = self.filter(org__in=tree.ancestors(org.path), kind=kind).select_related("org")
        nearest_last = sorted(known, key=lambda row: len(row.org.path))
        return {row.heading: row.column for row in nearest_last}


class KnownHeading(models.Model):
    """One heading of one kind of list, and the column it means; an empty ``column`` is one that is not read."""

    org = models.ForeignKey(PartyOrg, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)
    heading = models.CharField(max_length=LONGEST)  # folded
    column = models.CharField(max_length=24, blank=True)

    objects = KnownHeadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "kind", "heading"], name="directory_heading_known_once"),
        ]
        verbose_name = _("known heading")

    def __str__(self):
        return f"{self.heading}: {self.column}"

    @classmethod
    @transaction.atomic
    def remember(cls, org, kind, said, *, by):
        """Keep for ``org`` what somebody ``said`` of headings (column by heading); the latest word counts."""
        rows = {fold(heading)[:LONGEST]: column for heading, column in said.items() if fold(heading)}
        if not rows:
            return
        cls.objects.bulk_create(
            [cls(org=org, kind=kind, heading=heading, column=column) for heading, column in rows.items()],
            update_conflicts=True,
            update_fields=["column"],
            unique_fields=["org", "kind", "heading"],
        )
        trail.record("directory.headings_mapped", org, by=by, unit_path=org.path)
