"""What a member list changes of memberships and posts at cells, planned row by row and written at once."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.directory.errors import NOT_FOR_ONESELF, OF_THE_ABSENT
from portal.directory.lists.cleaning import PLAIN, day_before
from portal.directory.lists.moving import Move
from portal.directory.lists.pieces import chunked
from portal.directory.models import Appointment, Membership
from portal.directory.roles import CELL_POSTS, Act

TOO_EARLY = gettext_lazy(
    "In the portal the membership of the earlier cell begins on %(day)s. Give a later day of transfer."
)


class Standings:
    """Memberships and posts at cells of the listed ``people`` (by primary key) as they are, and as they become.

    A change holds from ``as_of``, a transfer from the day that somebody gave; what held before ends the day before.
    What began that very day is mended instead: of two lists of one day the later counts.
    """

    def __init__(self, people, *, as_of, by, journal):
        self.as_of, self.by, self.journal = as_of, by, journal
        self.latest, self.posts = {}, {}
        keys = sorted(people)
        memberships = Membership.objects.select_related("cell__parent").order_by("starts_on", "pk")
        for membership in chunked(memberships, "person__in", keys):
            self.latest[membership.person_id] = membership
        posts = Appointment.objects.filter(role__in=CELL_POSTS, ends_on=None).select_related("org")
        for post in chunked(posts, "person__in", keys):
            self.posts.setdefault(post.person_id, []).append(post)
        self.begun, self.ended, self.mended = [], [], []
        self.new_posts, self.ended_posts, self.mended_posts = [], [], []
        self.moves = []  # of who was there and enters another cell

    def plan(self, known, person, row):
        """Plan what one row changes; return it as (label, before, after). ``known`` is None for somebody new.

        Raises ``ValidationError`` where the portal knows something later than the list, or whoever takes it in would
        get a post by it. Nothing of the row is planned then.
        """
        self._check_own_post(known, row)
        held = self.latest.get(known.pk) if known else None
        wanted = row.standing or _usual_standing(held, row)
        changes, before = [], len(self.moves)
        if held is None or held.ends_on is not None:
            self._check_later(held, held and held.ends_on)
            begun = Membership(person=person, cell=row.cell, standing=wanted, starts_on=self.as_of)
            self.begun.append(begun)
            if known:
                self.moves.append(Move(person, begun))
            changes.append((_("Cell"), "", row.cell.full_label))
        elif held.cell_id != row.cell.pk or held.standing != wanted:
            changes += self._move(held, person, row, wanted)
        return (*changes, *self._plan_posts(known, person, row, self.moves[before:]))

    def write(self):
        """Write all that was planned, after the people themselves: endings first, as one membership may be open."""
        Membership.objects.bulk_update([*self.ended, *self.mended], ["ends_on", "end_reason", "cell", "standing"], 500)
        Membership.objects.bulk_create(self.begun, batch_size=500)
        posts = [*self.ended_posts, *self.mended_posts]
        Appointment.objects.bulk_update(posts, ["ends_on", "role", "title", "org"], 500)
        Appointment.objects.bulk_create(self.new_posts, batch_size=500)

    def moved(self, known, row):
        """Return the open membership that a row would end by another cell, or None; also where it may not."""
        held = self.latest.get(known.pk)
        is_moved = held and held.ends_on is None and held.cell_id != row.cell.pk
        return held if is_moved and held.starts_on <= self.as_of and self._may_move(held) else None

    def _may_move(self, held):
        """Tell whether whoever takes the list in keeps the people of the cell that somebody leaves."""
        return self.by is None or self.by.may(Act.KEEP_PEOPLE, held.cell)

    def _move(self, held, person, row, standing):
        self._check_later(held, held.starts_on)
        cell, moved = row.cell, held.cell_id != row.cell.pk
        on = row.moved_on if moved else self.as_of
        if moved and not self._may_move(held):
            raise ValidationError(
                {
                    "cell": _(
                        "In the portal this person belongs to %(cell)s. Its personnel office records the transfer."
                    )
                    % {"cell": held.cell.full_label}
                }
            )
        if moved and on < held.starts_on:
            raise ValidationError({"cell": TOO_EARLY % {"day": f"{held.starts_on:%d/%m/%Y}"}})
        changes = []
        if moved:
            changes.append((_("Cell"), held.cell.full_label, cell.full_label))
        if held.standing != standing:
            changes.append((_("Standing"), held.get_standing_display(), str(Membership.Standing(standing).label)))
        self.journal.changing(held, ("ends_on", "end_reason", "cell_id", "standing"))
        if held.starts_on == on:
            held.cell, held.standing = cell, standing
            self.mended.append(held)
            return changes
        begun = Membership(person=person, cell=cell, standing=standing, starts_on=on)
        if moved:
            self.moves.append(Move(person, begun, held.cell))
            self.moves[-1].ending(held)
        held.ends_on = day_before(on)
        held.end_reason = Membership.EndReason.MOVED if moved else Membership.EndReason.STANDING
        self.ended.append(held)
        self.begun.append(begun)
        return changes

    def _check_own_post(self, known, row):
        if known is None or self.by is None or row.post in (None, PLAIN):
            return
        if (row.cell.pk, row.post) in {(post.org_id, post.role) for post in self.posts.get(known.pk, [])}:
            return
        if known.pk == self.by.pk:
            raise ValidationError({"party_post": str(NOT_FOR_ONESELF)})
        if self.by.is_only_for(known.__eq__, (row.cell, Act.KEEP_PEOPLE)):
            raise ValidationError({"party_post": str(OF_THE_ABSENT)})

    def _check_later(self, held, day):
        if held is not None and day > self.as_of:
            raise ValidationError(
                {
                    "cell": _(
                        "The list speaks of %(as_of)s; the portal knows a later membership, of %(day)s. "
                        "Upload a newer list, or give the day of which it speaks."
                    )
                    % {"as_of": f"{self.as_of:%d/%m/%Y}", "day": f"{day:%d/%m/%Y}"}
                }
            )

    def _plan_posts(self, known, person, row, moves):
        """A post ends where the list names another or says "plain member", and with the membership of its cell.

        What ends and begins with the person's move, of which ``moves`` is the list of one or none, belongs to it.
        """
        held = self.posts.get(known.pk, []) if known else []
        at_cell = [post for post in held if post.org_id == row.cell.pk]
        gone = [post for post in held if post.org_id != row.cell.pk]
        if row.post is not None:
            gone += [post for post in at_cell if post.role != row.post]
        changes = []
        on = row.moved_on or self.as_of
        wants_new = row.post not in (None, PLAIN) and row.post not in {post.role for post in at_cell}
        for post in gone:
            for move in moves:
                move.ending(post)
            self._end_post(post, on=on)
        if wants_new:
            starts_on = max(self.as_of, on)
            post = Appointment(person=person, org=row.cell, role=row.post, title=row.post_title, starts_on=starts_on)
            self.new_posts.append(post)
            for move in moves:
                move.made.append(post)
        if known and (gone or wants_new):
            before = ", ".join(post.title for post in gone)
            changes.append((_("Party post"), before, row.post_title if wants_new else ""))
        return changes

    def _end_post(self, post, *, on):
        # A post that began on that very day or later lasted that day at least: it stays in the history.
        self.journal.changing(post, ("ends_on",))
        post.ends_on = max(post.starts_on, day_before(on))
        self.ended_posts.append(post)


def _usual_standing(held, row):
    """What a list leaves out is the usual: official; but it does not take back a standing that the portal knows.

    A probationary member becomes official once the list gives the day [P].
    """
    Standing = Membership.Standing
    if held is None or held.ends_on is not None:
        return Standing.OFFICIAL
    if held.standing == Standing.PROBATIONARY and row.values.get("official_on"):
        return Standing.OFFICIAL
    return held.standing
