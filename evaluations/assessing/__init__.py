"""Writing a self-assessment: its form and frame, points and level, saving field by field, the checks, the desk."""
