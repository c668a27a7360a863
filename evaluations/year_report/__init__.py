"""The report on the year's rating to the standing committee: counted once, then shown, or written as PDF and Word."""
