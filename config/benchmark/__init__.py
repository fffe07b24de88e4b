"""How fast Throughline answers, beside what the database alone needs for the same question."""
