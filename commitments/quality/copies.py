"""Which commitments of a program say what others say: colleagues, the superior, oneself last year, the campaign.

Candidates come from the table of hashes (``Shingle``), the exact share of words in common spans from the texts. It
advises: nothing here blocks, and a reviewer decides. Method and bounds: DECISIONS.md, "Copies".
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from django.db.models import BigIntegerField, Q, TextField, Value

from commitments.models import Campaign, Commitment, CopyFinding, Phrase, ProgramText
from commitments.models.copies import LEAST_SYLLABLES, WARN_PERCENT, text_of, text_of_sections
from commitments.quality import checks
from commitments.quality.lookup import rows_with
from commitments.quality.nearest import NEARNESS, Nearest, Relation
from commitments.quality.spans import Formulas, Own, Text, kept_hashes, runs, share_percent
from portal.lib.vietnamese import fold

# So many go to the exact step for each text: of the nearest programs, and of the rest of the campaign.
CANDIDATES = 10
LONGEST_PASSAGE = 1500  # characters of what a whole program shares with another, as it is kept


@dataclass(frozen=True)
class Other:
    """A text of another program: of a commitment, or its sections (``commitment_pk`` 0); who owns it, and with whom."""

    program_pk: int
    commitment_pk: int
    text: Text
    co_owners: str
    owner: str
    person_pk: int | None
    unit_pk: int


def find(program, *, commitments=None):
    """Return the unsaved ``CopyFinding`` of a program as it stands: at most one a commitment, and one for the whole.

    ``program`` has owner, unit and campaign loaded (``with_owner``); ``commitments`` are those of
    ``quality.checks``. Compares with what has been handed in, never with drafts. Costs a fixed number of queries.
    """
    commitments = checks.commitments_of(program) if commitments is None else commitments
    return Search(program, commitments).findings()


def find_and_lock(program):
    """Find as ``find`` does, after waiting for whoever of the same campaign is handing in at this moment.

    So of two that copy each other at once the later one finds the earlier. In the transaction of the submission.
    """
    Campaign.objects.select_for_update(no_key=True).get(pk=program.entry.campaign_id)
    return find(program)


def warnings_of(findings):
    """Return the findings that are worth another look; what the whole shares with one program counts once."""
    warning = [finding for finding in findings if finding.warns]
    wholes = {finding.other_program_id for finding in warning if finding.is_whole}
    return [finding for finding in warning if finding.is_whole or finding.other_program_id not in wholes]


class Search:
    """One comparison; each part is loaded once."""

    def __init__(self, program, commitments):
        self.program, self.commitments = program, commitments
        sections = self._load_sections_and_what_is_given()
        clauses = {c.pk: _clauses(c) for c in commitments}
        self.items = {c.pk: Own.of(text_of(c), self.formulas, self.given | clauses[c.pk]) for c in commitments}
        answered = self.given.union(*clauses.values())
        self.sections = Own.of(text_of_sections(sections), self.formulas, answered)

    def findings(self):
        found = [finding for c in self.commitments if (finding := self._of_commitment(c))]
        if whole := self._of_whole():
            found.insert(0, whole)
        return self._with_acceptances(found)

    # ── what is given: words that everybody has to repeat ──

    def _load_sections_and_what_is_given(self):
        """Load the listed formulas, the campaign's templates, and what its documents are about; return the program's
        own sections, which come along: one query."""
        campaign, nothing = self.program.campaign, Value("", output_field=TextField())
        stock = (
            Phrase.objects.filter(kind=Phrase.Kind.STOCK).order_by().values_list(Value("stock"), "pk", "text", nothing)
        )
        templates = campaign.templates.order_by().values_list(Value("template"), "pk", "title", "deliverable")
        abstracts = campaign.resolutions.order_by().values_list(Value("abstract"), "pk", "abstract", nothing)
        sections = self.program.texts.order_by().values_list(Value("section"), "pk", "body", nothing)
        rows = defaultdict(list)
        for kind, *row in stock.union(templates, abstracts, sections, all=True):
            rows[kind].append(row)
        texts = {kind: [Text.of(*parts) for _pk, *parts in sorted(found)] for kind, found in rows.items()}
        self.formulas, self.templates = Formulas(texts.get("stock", [])), texts.get("template", [])
        self.given = frozenset().union(*(text.shingle_set for text in self.templates + texts.get("abstract", [])))
        return [body for _pk, body, _nothing in sorted(rows["section"])]

    # ── candidates ──

    @cached_property
    def nearest(self):
        return Nearest(self.program)

    @cached_property
    def _counts(self):
        """Return how many kept hashes are shared: by (own commitment, another) and by program."""
        holders = defaultdict(set)
        for pk, own in [*self.items.items(), (0, self.sections)]:
            # Without words of its own a text leads nowhere, and one of the campaign's templates to everybody.
            if own.total >= LEAST_SYLLABLES:
                for kept in kept_hashes(own.text):
                    holders[kept].add(pk)
        by_pair, by_program = Counter(), Counter()
        for kept, program_pk, commitment_pk in rows_with(holders, self.program, self.nearest.handed_in):
            by_program[program_pk] += 1
            if commitment_pk:
                for pk in holders[kept]:
                    by_pair[pk, commitment_pk, program_pk] += 1
        return by_pair, by_program

    @cached_property
    def _candidates(self):
        """Return the commitments and the programs that go to the exact step: the likeliest near and farther ones."""
        by_pair, by_program = self._counts
        chosen, taken = set(), Counter()
        for (pk, commitment_pk, program_pk), _count in by_pair.most_common():
            place = (pk, program_pk in self.nearest.relations)
            if pk and taken[place] < CANDIDATES:
                taken[place] += 1
                chosen.add(commitment_pk)
        likely = [pk for pk, _count in by_program.most_common()]
        near, far = [[pk for pk in likely if (pk in self.nearest.relations) == is_near] for is_near in (True, False)]
        return chosen, [*near[:CANDIDATES], *far[:CANDIDATES], *self.nearest.last_year]

    @cached_property
    def others(self):
        """Return the candidates' commitments and sections as ``Other``: one query."""
        chosen, programs = self._candidates
        nothing, none = Value("", output_field=TextField()), Value(0, output_field=BigIntegerField())
        commitments = Commitment.objects.in_force().filter(Q(pk__in=chosen) | Q(program__in=programs)).order_by()
        sections = ProgramText.objects.filter(program__in=programs).order_by()
        rows = commitments.values_list("program", "pk", "title", "deliverable", "co_owners", *_OWNER).union(
            sections.values_list("program", none, "body", nothing, nothing, *_OWNER), all=True
        )
        return [_other(*row) for row in rows]

    @cached_property
    def wholes(self):
        """Return the texts of each candidate program: a list of ``Other`` by its pk."""
        _chosen, programs = self._candidates
        texts = {pk: [] for pk in programs}
        for other in self.others:
            if other.program_pk in texts:
                texts[other.program_pk].append(other)
        return texts

    def _relation_of(self, program_pk):
        return self.nearest.relations.get(program_pk, Relation.CAMPAIGN)

    # ── the exact step ──

    def _of_commitment(self, commitment):
        own = self.items[commitment.pk]
        alike = []
        for other in self.others:
            if not other.commitment_pk or own.text.shingle_set.isdisjoint(other.text.shingle_set):
                continue
            matched = sum(own.shared_with(other.text.shingle_set))
            if own.total >= LEAST_SYLLABLES and share_percent(matched, own.total) >= WARN_PERCENT:
                alike.append((self._rank(commitment, other, matched), other))
        if not alike:
            return self._from_template(commitment)
        return self._finding(commitment, max(alike, key=itemgetter(0))[1])

    def _rank(self, commitment, other, matched):
        """Return what decides which of several is shown: a copy first, then the largest share, then the nearest."""
        nearness = -NEARNESS.index(self._relation_of(other.program_pk))
        return self._kind(commitment, other) == CopyFinding.Kind.COPY, matched, nearness, -other.commitment_pk

    def _kind(self, commitment, other):
        if commitment.carried_from_id and commitment.carried_from_id == other.commitment_pk:
            return CopyFinding.Kind.CARRIED
        if _names(commitment.co_owners, other.owner) and _names(other.co_owners, self.program.owner):
            return CopyFinding.Kind.JOINT
        return CopyFinding.Kind.COPY

    def _finding(self, commitment, other):
        own = self.items[commitment.pk]
        marks = own.shared_with(other.text.shingle_set)
        theirs = Own.of(other.text, self.formulas, self.given).shared_with(own.text.shingle_set)
        return CopyFinding(
            program=self.program,
            commitment=commitment,
            kind=self._kind(commitment, other),
            relation=self._relation_of(other.program_pk),
            other_program_id=other.program_pk,
            other_post=self._post_of(other),
            text=own.text.shown,
            other_text=other.text.shown,
            marks=runs(own.text, marks),
            other_marks=runs(other.text, theirs),
            matched=sum(marks),
            total=own.total,
        )

    def _post_of(self, other):
        if self._relation_of(other.program_pk) != Relation.SUPERIOR:
            return ""
        return self.nearest.post_of(other.person_pk, other.unit_pk)

    def _from_template(self, commitment):
        """Return what says that a task still reads as the campaign's template, or None once it is one's own."""
        if commitment.origin != Commitment.Origin.TEMPLATE or not self.templates:
            return None
        text = text_of(commitment)
        template = max(self.templates, key=lambda template: sum(text.under(template.shingle_set)))
        marks = text.under(template.shingle_set)
        if share_percent(sum(marks), len(text)) < WARN_PERCENT:
            return None
        return CopyFinding(
            program=self.program,
            commitment=commitment,
            kind=CopyFinding.Kind.TEMPLATE,
            text=text.shown,
            other_text=template.shown,
            marks=runs(text, marks),
            other_marks=runs(template, template.under(text.shingle_set)),
            matched=sum(marks),
            total=len(text),
        )

    def _of_whole(self):
        """Return the finding for commitments and sections together: the program that shares most with it, or None."""
        shared = [found for program_pk, texts in self.wholes.items() if (found := self._whole_with(program_pk, texts))]
        if not shared:
            return None
        return max(shared, key=lambda f: (f.share_percent, -NEARNESS.index(f.relation), -f.other_program_id))

    def _whole_with(self, program_pk, texts):
        """Compare with one program; tasks in common with it, and tasks carried over from it, are left out."""
        shingles = frozenset().union(*(other.text.shingle_set for other in texts))
        own = [self.sections]
        own += [
            self.items[c.pk]
            for c in self.commitments
            if all(self._kind(c, other) == CopyFinding.Kind.COPY for other in texts if other.commitment_pk)
        ]
        marks = [part.shared_with(shingles) for part in own]
        matched, total = sum(map(sum, marks)), sum(part.total for part in own)
        if total < LEAST_SYLLABLES or share_percent(matched, total) < WARN_PERCENT:
            return None
        mine = frozenset().union(*(part.text.shingle_set for part in own))
        return CopyFinding(
            program=self.program,
            relation=self._relation_of(program_pk),
            other_program_id=program_pk,
            other_post=self._post_of(texts[0]),
            text=_passages((part.text, part_marks) for part, part_marks in zip(own, marks, strict=True)),
            other_text=_passages((other.text, other.text.under(mine)) for other in texts),
            matched=matched,
            total=total,
        )

    # ── what reviewers have said before ──

    def _with_acceptances(self, found):
        """Carry over why a reviewer found the same pair of texts fine in an earlier round."""
        if not self.program.round:
            return found
        accepted = self.program.copy_findings.exclude(accepted_at=None).select_related("accepted_by")
        said = {(row.commitment_id, row.text, row.other_text): row for row in accepted}
        for finding in found:
            if row := said.get((finding.commitment_id, finding.text, finding.other_text)):
                finding.accepted_reason, finding.accepted_at = row.accepted_reason, row.accepted_at
                finding.accepted_by = row.accepted_by
        return found


# Of the roster entry of a program: whose it is.
_OWNER = ("program__entry__person__full_name", "program__entry__collective__name")
_OWNER += ("program__entry__person", "program__entry__unit")


def _other(program_pk, commitment_pk, first, second, co_owners, person, collective, person_pk, unit_pk):
    return Other(program_pk, commitment_pk, Text.of(first, second), co_owners, person or collective, person_pk, unit_pk)


def _clauses(commitment):
    """Return the shingles of the clauses that a commitment answers: their words are the document's."""
    return frozenset().union(*(Text.of(clause.text).shingle_set for clause in commitment.clauses.all()))


def _names(co_owners, owner):
    return bool(co_owners) and f" {fold(str(owner))} " in f" {fold(co_owners)} "


def _passages(parts):
    """Return only what is shared, run by run: of somebody else's paper no more is shown than that."""
    pieces = [text.shown[start:end] for text, marks in parts for start, end in runs(text, marks)]
    joined = " … ".join(pieces)
    return joined if len(joined) <= LONGEST_PASSAGE else f"{joined[:LONGEST_PASSAGE]} …"
