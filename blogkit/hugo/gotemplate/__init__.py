"""Go's template language, in the subset that blogs use: parsed, evaluated, its functions."""
