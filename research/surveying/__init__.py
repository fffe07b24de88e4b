"""What surveys come to."""
