"""Progress of a program in force: written field by field, sent as reports, summed up and drawn."""
