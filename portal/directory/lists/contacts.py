"""E-mail and telephone in a member list: who may change them by it, and the old addresses that hear of it."""

from portal.directory import letters, policies
from portal.directory.lists.pieces import pieces
from portal.directory.models import acting_posts_of, changed_contact


class Contacts:
    """Those of the listed ``people`` (by primary key) whom the portal knows; two queries for each 900 of them."""

    def __init__(self, people, *, by):
        self.by = by
        self._posts, self._stood_in, self._old_addresses = {}, {}, []
        for some in pieces(sorted(people) if by is not None else []):
            held, absent = acting_posts_of(some)
            self._posts |= held
            self._stood_in |= absent

    def check(self, person, row):
        """Note in the row what it changes though whoever takes it in may not."""
        if self.by is None:
            return
        # Read for the whole list at once.
        person.posts_today, person.stand_in_posts = self._posts.get(person.pk, []), self._stood_in.get(person.pk, [])
        verdict = policies.can_change_contact(self.by, person)
        for name in () if verdict else changed_contact(person, row.values):
            row.reasons.setdefault(name, verdict.reason)

    def changing(self, person, row):
        """Note the address that a person had before the row changes it."""
        if "email" in changed_contact(person, row.values):
            self._old_addresses.append(person.email)

    def tell(self):
        letters.tell_old_addresses(self._old_addresses)
