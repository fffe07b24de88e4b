"""What leaves the backlog as a file or a text."""
