"""The figures of conditions: ``figures_of(dossiers)``, or ``figures_of_one(dossier)``; what may be corrected."""

from evaluations.figures.counting import figures_of, figures_of_one
from evaluations.figures.figure import CORRECTABLE, FLAGS, Figures, corrected_value

__all__ = ["CORRECTABLE", "FLAGS", "Figures", "corrected_value", "figures_of", "figures_of_one"]
