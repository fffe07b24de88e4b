"""The backlog as a page: items in their order, what they stand on, and what they score by a framework."""
