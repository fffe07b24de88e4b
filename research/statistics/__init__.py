"""Pure arithmetic of research: numbers in, numbers out, each with its n. Nothing here knows a database."""
