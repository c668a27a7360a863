"""Where the papers get what they say: from the tables of the year's end, and from frozen self-assessments."""
