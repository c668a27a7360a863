"""What a person may do today: by their own posts, and by those in which they stand in for somebody absent."""

from functools import cached_property

from django.db.models import Q

from portal.directory import tree
from portal.directory.roles import DECIDING, ROLES, Act


class Rights:
    """The part of ``Person`` that asks posts: what one may do, where, and in whose name.

    Who stands in for a comrade does nothing about that comrade's own papers and data that the comrade themselves could
    not do: every guard asks ``is_only_for`` with the act that it guards.
    """

    @cached_property
    def posts_today(self):
        """Appointments valid today with their organisation, highest post first; read once a request.

        Without the posts in which the person stands in for somebody: see ``acting_posts``.
        """
        appointments = type(self).appointments.rel.related_model.objects
        delegations = type(self).stand_ins.rel.related_model.objects
        delegated = delegations.today().filter(substitute=self).values("post")
        # One query for both, as nearly nobody stands in for anybody.
        rows = appointments.today().filter(Q(person=self) | Q(pk__in=delegated))
        held = list(rows.select_related("org__org_type", "org__parent", "collective__org__org_type"))
        own = [post for post in held if post.person_id == self.pk]
        self.stand_in_posts = self._stood_in(len(held) - len(own))
        return sorted(own, key=lambda a: (ROLES[a.role].rank, a.place.path))

    @cached_property
    def stand_in_posts(self):
        """Posts of absent comrades in which the person stands in today, each with its ``delegation``."""
        return self._stood_in(1)

    def _stood_in(self, count):
        return [each.acting_post for each in self.stand_ins.today().with_posts()] if count else []

    @property
    def acting_posts(self):
        """Return the posts whose rights the person has today: their own, and those in which they stand in."""
        own = self.posts_today
        return [*own, *self.stand_in_posts]

    # ── what, and where ──

    def posts_beside(self, absent):
        """Return the posts by which the person acts; without those in which they stand in for ``absent`` (if any)."""
        if absent is None:
            return self.acting_posts
        return [post for post in self.acting_posts if post.delegation is None or post.person_id != absent.pk]

    def scopes(self, act, *, beside=None):
        """Return the paths of the subtrees in which the person may do ``act`` today.

        ``beside`` is an absent comrade whose name is left out.
        """
        return tree.outermost([post.place.path for post in self.posts_beside(beside) if act in post.may])

    def may(self, act, org):
        """Tell whether a role held today lets the person do ``act`` at ``org``."""
        return any(tree.is_within(org.path, path) for path in self.scopes(act))

    def may_anywhere(self, act):
        return bool(self.scopes(act))

    def reach(self):
        """Return the subtrees that any role reaches."""
        return tree.outermost([post.place.path for post in self.acting_posts if post.may])

    def reach_by_name(self):
        """Return the subtrees in which the person sees people's names."""
        acts = (Act.NAMES, Act.KEEP_PEOPLE, Act.ADMINISTER)
        return tree.outermost([path for act in acts for path in self.scopes(act)])

    # ── in whose name ──

    def stands_in_at(self, *ways, is_own=None):
        """Return the delegation by which alone the person acts; each of ``ways`` is an organisation and acts at it.

        None where a post of their own lets them, or nothing does: what one may do by one's own post, one does in one's
        own name. Of several the one whose absent comrade it is not about (``is_own``, a test of a person).
        """
        posts = [post for way in ways for post in self._posts_at(*way)]
        if not posts or any(post.delegation is None for post in posts):
            return None
        return next((post for post in posts if is_own is None or not is_own(post.person)), posts[0]).delegation

    def is_only_for(self, is_own, *ways):
        """Tell whether the person could act (``ways``, as above) only in the name of whom it is about.

        ``is_own`` tells of an absent comrade whether it is theirs: their paper, their rating, what they entered. Then
        it would be the comrade's own act, done by another hand. It is not asked of whoever stands in for nobody.
        """
        delegation = self.stands_in_at(*ways, is_own=is_own)
        return delegation is not None and is_own(delegation.absent)

    def names_absent(self, *acts):
        """Return the absent comrades, each once, in whose name the person may do one of ``acts``."""
        stood_in = [post for post in self.acting_posts if post.delegation and post.may.intersection(acts)]
        return list({post.person_id: post.person for post in stood_in}.values())

    def stands_in_text(self, unit_path, owner=None):
        """Return whom the person stands in for in an act at ``unit_path``, in words; empty where they act themselves.

        An act on one's own paper is one's own; so is one where posts of one's own allow all that was delegated.
        """
        if owner == self or not any(post.delegation for post in self.acting_posts):
            return ""
        reaching = [post for post in self.acting_posts if tree.is_within(unit_path, post.place.path)]
        own = frozenset().union(*(post.may for post in reaching if post.delegation is None))
        there = (post for post in reaching if post.delegation and not post.may <= own)
        return next((str(post.delegation.stands_in_text) for post in there), "")

    def _posts_at(self, org, *acts):
        """Return today's posts that let the person do one of ``acts`` at ``org``.

        A body is decided for by its own officers only, whatever stands above it; other acts reach below.
        """
        if org is None:
            return []
        wide = set(acts) - DECIDING
        return [
            post
            for post in self.acting_posts
            if (post.org_id == org.pk and post.may.intersection(acts))
            or (post.may & wide and tree.is_within(org.path, post.place.path))
        ]
