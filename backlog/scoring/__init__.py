"""Pure arithmetic of deciding: inputs in, a value with its explanation out. Nothing here knows a database."""
