"""In whose name somebody acts on a dossier: never only for the absent comrade whom it is about."""

from portal.directory.roles import DECIDING, Act


class InWhoseName:
    """The part of ``Dossier`` that says where and by which acts it is handled: ``ways`` of ``Person.is_only_for``."""

    @property
    def by_office(self):
        """Return where and by which act its personnel office appraises and records, as ``is_only_for`` asks."""
        return self.office_place, Act.RECORD_DECISIONS

    @property
    def by_decider(self):
        """Return where and by which acts the officers of the body that decides act, as ``is_only_for`` asks."""
        return self.office_place, *DECIDING

    @property
    def by_readers(self):
        """Return where and by which acts office, inspection and officers of the body that decides read of it."""
        return self.office_place, Act.READ, *DECIDING

    @property
    def by_prompters(self):
        """Return where and by which acts prompts are recorded, as ``is_only_for`` asks."""
        return self.by_office, self.by_decider, (self.evaluation.root, *DECIDING)

    def is_handled_only_for(self, person):
        """Tell whether the person could return or correct it only for whom it is about: as office, decider or place.

        Nothing is asked of whoever stands in for nobody.
        """
        if not any(self.belongs_to(absent) for absent in person.names_absent(*DECIDING, Act.RECORD_DECISIONS)):
            return False
        headed = {post.collective_id for post in person.posts_today} - {None}
        places = list(self.placements.select_related("body"))
        if any(place.collective_id in headed for place in places):
            return False
        return self.is_only_for(person, self.by_office, self.by_decider, *((each.body, *DECIDING) for each in places))

    def is_only_for(self, person, *ways):
        """Tell whether the person could act on it (``ways``: ``Person.is_only_for``) only for whom it is about."""
        return person.is_only_for(self.belongs_to, *(ways or (self.by_office,)))
