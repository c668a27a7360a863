"""From the appraisal to the locked rating: the office's desk, decisions, corrections and what a dossier must hold."""
