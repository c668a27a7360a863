"""How the clauses of a campaign's documents are answered, gathered program by program."""

from commitments.models import ProgressEntry
from commitments.reports.documents import Document
from commitments.tallies.chain import Chain, clauses_of
from commitments.tallies.numbers import Cell, Sums
from commitments.tallies.targets import plain_unit


class Answers:
    """Documents and clauses of a campaign with who answers them, straight or through the clauses that carry them out.

    ``programs`` are those with a commitment that stands. ``cells`` and ``sums`` (of ``tallies``) go by the key of the
    clause: each commitment and each program counts once for a clause, a program once for a document.
    """

    def __init__(self, campaign):
        links = campaign.campaign_resolutions.select_related("resolution__doc_type")
        by_key = {link.resolution_id: Document(link.resolution) for link in links}
        for clause in clauses_of(campaign):
            by_key[clause.resolution_id].clauses.append(clause)
        self._by_key, self.programs = by_key, 0
        self._chain = Chain.of(campaign)
        self.clauses = {clause.pk: clause for document in by_key.values() for clause in document.clauses}
        self.cells = {pk: Cell() for pk in self.clauses}
        self.sums = {pk: Sums() for pk, clause in self.clauses.items() if clause.target_value is not None}
        self._units = {pk: plain_unit(self.clauses[pk].unit) for pk in self.sums}

    @property
    def documents(self):
        """Return the documents in the order of the campaign, each with its clauses that nobody answers."""
        for document in self._by_key.values():
            document.untaken = [clause for clause in document.clauses if not self.cells[clause.pk].people]
        return list(self._by_key.values())

    def add(self, program):
        """Count a ``programs.Program``; what is done of it only where it is in force."""
        self.programs += bool(program.commitments)
        answered = set()
        for promise in program.commitments:
            clauses = set().union(*(self._chain.answers.get(clause, ()) for clause in promise.clauses))
            for clause in clauses:
                _count(self.cells[clause], promise, program.is_in_force)
                if clause in self.sums and promise.target_value is not None:
                    _measure(self.sums[clause], promise, program.is_in_force, self._units[clause])
            answered |= clauses
        for clause in answered:
            self.cells[clause].people += 1
        for document in {self.clauses[clause].resolution_id for clause in answered}:
            self._by_key[document].programs += 1


def _count(cell, promise, is_in_force):
    cell.commitments += 1
    if is_in_force:
        cell.running += 1
        cell.done += promise.is_claimed
        cell.percent_sum += promise.percent


def _measure(sums, promise, is_in_force, unit):
    """Add what was promised and reached where the units agree; what is to fall does not add up."""
    falls = promise.baseline is not None and promise.baseline > promise.target_value
    if falls or plain_unit(promise.measured_in) != unit:
        sums.differing += 1
        return
    sums.agreeing += 1
    sums.promised += promise.target_value
    if promise.said.reached_value is not None and is_in_force:
        sums.measured += 1
        sums.reached += promise.said.reached_value
        if promise.answer == ProgressEntry.Answer.CONFIRMED:
            sums.settled += 1
            sums.confirmed += promise.said.reached_value
