"""Which pages there are, where they go, in which order."""
