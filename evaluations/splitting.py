"""What splitting an organisation means for the evaluations that it has called; contributed to ``organization_split``.

The dossiers of those who go are reviewed and decided at the new organisation. Where a level is proposed already the
dossier stays where it was begun, as it does whenever somebody moves.
"""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from evaluations.following import NOBODY
from evaluations.models import Dossier, Evaluation, Rating, ReviewPlacement
from evaluations.opening.proposal import proposed
from evaluations.opening.writing import write
from portal.audit import trail
from portal.directory import tree
from portal.lib.composed import Touch
from portal.lib.dates import today

AT_ONCE = 900  # keys in a statement


def share_evaluations(split):
    """Call at the new organisation the evaluations that the old one has open, for those who go. ``OrgSplit``."""
    touches = []
    for evaluation in Evaluation.objects.running().filter(root=split.org).order_by("pk"):
        concerned = evaluation.dossiers.filter(split.among())
        concerned.lock()
        said = Rating.objects.standing().filter(dossier=OuterRef("pk"), brought_from="")
        going = list(concerned.filter(~Exists(said.exclude(stage=Rating.Stage.SELF))).select_related("unit", "person"))
        staying = concerned.count() - len(going)
        if going:
            _take_along(going, evaluation, _called_at(split.new, evaluation, split.by), split)
            words = {"evaluation": evaluation.title, "org": split.new}
            what = _("“%(evaluation)s” is called by %(org)s, too, for those who go there") % words
            touches.append(Touch(what, _("%(count)s dossiers go along") % {"count": len(going)}))
        if staying:
            words = {"evaluation": evaluation.title, "count": staying, "org": split.org}
            what = _("In “%(evaluation)s” %(count)s dossiers with a proposed level are finished by %(org)s") % words
            touches.append(Touch(what))
    return touches


def _called_at(org, evaluation, by):
    """Return an evaluation like ``evaluation``, called by ``org``."""
    same = Evaluation.objects.get(pk=evaluation.pk)
    same.pk, same.root, same.created_by = None, org, by
    same._state.adding = True
    same.save()
    write(same, proposed(same, today(), people=NOBODY), today())  # the new organisation is rated itself
    reason = f"{evaluation.root} → {org}"
    trail.record("evaluations.evaluation_opened", same, by=by, reason=reason, unit_path=org.path)
    return same


def _take_along(dossiers, evaluation, same, split):
    """Let dossiers go, and the sessions of what goes that have no other dossier before them."""
    keys = [dossier.pk for dossier in dossiers]
    for start in range(0, len(keys), AT_ONCE):
        Dossier.objects.filter(pk__in=keys[start : start + AT_ONCE]).update(evaluation=same)
    for session in evaluation.sessions.filter(tree.under(split.paths, "body__path")):
        if not ReviewPlacement.objects.of_meeting(session).exists():
            session.evaluation = same
            session.save(update_fields=["evaluation"])
    trail.record_many(
        "evaluations.dossier_moved",
        dossiers,
        by=split.by,
        reason=f"{split.org} → {split.new}",
        owner=lambda dossier: dossier.person,
        unit_path=lambda dossier: dossier.unit.path,
    )
