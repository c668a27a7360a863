"""What a reviewer works with: the queue of papers, and one paper on the desk."""
