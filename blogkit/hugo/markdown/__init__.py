"""The body of a page -> HTML, exactly as Hugo's Goldmark renders it; one file a rule."""
