"""The workplace's pages of research. Importing a module registers what it has."""

from research.admin import invitations

__all__ = ["invitations"]
