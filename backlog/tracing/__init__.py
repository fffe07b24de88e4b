"""The chain, read in one go: down to the words that something rests on, up to all that rests on something."""
