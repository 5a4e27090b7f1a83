"""Executed -> Judged: say of every claim whether it is what the code does."""
