"""The rating session: who comes when, what is weighed, recording row by row, closing and opening again."""
