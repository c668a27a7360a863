"""Activation slips: a login name and a one-time code on paper, for people who have no e-mail."""
