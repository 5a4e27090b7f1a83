"""What a formula says; the only place that knows SymPy."""
