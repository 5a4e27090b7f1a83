"""Warm kernels, as the build sees them: it starts the process they are forked from, and asks it for them."""
