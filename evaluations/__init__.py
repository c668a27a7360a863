"""Year-end evaluation: self-assessments, ratings, reports and tables. Its models come with a later release."""
