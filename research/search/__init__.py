"""Finding: what a question means, and what answers it."""
