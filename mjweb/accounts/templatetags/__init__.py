"""Template tags of the floor of people."""
