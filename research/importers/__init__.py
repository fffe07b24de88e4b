"""Bringing in what other programs wrote: parse (pure) → plan → execute."""
