"""A program as it was approved: everything it says as plain data, with a checksum."""

import hashlib
import json

from django.db import models
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.directory.tiers import managing_body


class ProgramVersion(models.Model):
    """A program's full content at one approval, never changed."""

    program = models.ForeignKey("commitments.ActionProgram", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(default=timezone.now)
    # What changed the program, where it was changed: the first version has none.
    amendment = models.OneToOneField(
        "commitments.Amendment", on_delete=models.PROTECT, null=True, blank=True, related_name="version"
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["program", "number"], name="commitments_version_once")]
        verbose_name = _("version")

    def __str__(self):
        return f"{self.program}, {self.number}"

    @classmethod
    def freeze(cls, program, *, decided_by="", amendment=None):
        """Keep the program's content of now as its next version; ``decided_by`` names the body that approved.

        ``amendment`` is the one that has just been applied; its approval is then the one on the paper.
        """
        decided_at = (amendment or program).decided_at
        content = content_of(program, decided_by=decided_by, decided_at=decided_at)
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        number = (program.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        return cls.objects.create(
            program=program,
            number=number,
            content=content,
            sha256=hashlib.sha256(canonical).hexdigest(),
            amendment=amendment,
        )


def content_of(program, *, decided_by="", decided_at=None):
    """Return everything a program says, as plain JSON data that its paper is drawn from.

    Keys: ``owner`` (the personal or collective block), ``unit`` (names and place of the letterhead), ``form`` (code),
    ``year``, ``resolutions``, ``texts`` by section, ``commitments`` that stand in order, ``decided``. Dates are ISO
    texts, numbers plain decimal texts. Costs a fixed number of queries.
    """
    entry, campaign = program.entry, program.campaign
    links = campaign.campaign_resolutions.select_related("resolution__doc_type", "resolution__issuer")
    return {
        "owner": _person_block(entry.person) if entry.person_id else _collective_block(entry.collective),
        "unit": unit_block(entry.unit),
        "form": campaign.form.code,
        "year": campaign.year,
        "resolutions": [
            {"name": link.resolution.short_citation, "citation": link.resolution.printed_citation} for link in links
        ],
        "texts": {text.key: text.body for text in program.texts.all()},
        "commitments": [
            said_by(c, id=c.pk, origin=c.origin) for c in program.commitments.in_force().in_order().with_clauses()
        ],
        "decided": {"by": str(decided_by), "at": timezone.localtime(decided_at).isoformat()} if decided_at else None,
    }


def _person_block(person):
    manager = managing_body(person)
    return {
        "name": person.full_name,
        "born": str(person.born_text or ""),
        "sex": person.sex,
        "party_posts": "; ".join(f"{post.title} {post.place.name}" for post in person.party_posts),
        "work_post": person.work_post,
        "workplace": person.workplace,
        "tier": manager.tier,
        "is_member": person.memberships.exists(),
    }


def _collective_block(collective):
    heads = [person.full_name for person in collective.heads()]
    return {"name": collective.name, "org": collective.org.name, "heads": heads}


def unit_block(unit):
    """Return the names and the place that the letterhead of a unit's papers needs."""
    chain = list(unit.ancestors())
    places = [org.place_name for org in chain if org.place_name]
    superior = chain[-2].name if len(chain) > 1 else ""
    return {"name": unit.name, "superior": superior, "place": places[-1] if places else "", "is_cell": unit.is_cell}


def said_by(commitment, **more):
    """Return what a commitment says (any ``CommitmentWords`` with its clauses loaded) as plain JSON data."""
    return {
        **more,
        "title": commitment.title,
        "clauses": [{"id": c.pk, "reference": _reference(c), "text": c.text} for c in commitment.clauses.all()],
        "is_regular": commitment.is_regular,
        "deliverable": commitment.deliverable,
        "measure": commitment.measure,
        "baseline": _number(commitment.baseline),
        "target_value": _number(commitment.target_value),
        "unit": commitment.unit,
        "due_on": commitment.due_on.isoformat() if commitment.due_on else None,
        "milestones": commitment.milestones,
        "responsibility": commitment.responsibility,
        "co_owners": commitment.co_owners,
        "authority_note": commitment.authority_note,
        "weight": _number(commitment.weight),
        "note": commitment.note,
    }


def _reference(clause):
    """Return "Mục 3, Nghị quyết 57-NQ/TW" as papers print it."""
    return f"Mục {clause.number}, {clause.resolution.short_citation}"


def _number(value):
    return None if value is None else format(value.normalize(), "f")
