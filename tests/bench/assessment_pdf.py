"""Self-assessments per second beside the same paper written by hand with reportlab's platypus."""

from evaluations.papers.self_review import self_review_paper
from portal.printing import docx, pdf
from tests.bench import Figure, per_second, program_pdf
from tests.evaluations import paper_data

TASKS = 6  # a usual year; with its annex three pages of text and two of table


def figures():
    paper = made()
    floor = per_second(lambda: program_pdf.by_hand(paper), times=20)
    ours = per_second(lambda: pdf.render(paper), times=20)
    yield Figure("assessment_pdf", ours, "forms/s", floor=floor, target=0.80)
    yield Figure("assessment_docx", per_second(lambda: docx.render(paper), times=5), "forms/s")


def made():
    """Return a handed-in self-assessment with every section filled."""
    tasks = tuple(paper_data.task(number) for number in range(1, TASKS + 1))
    return self_review_paper(paper_data.review(tasks=tasks))
