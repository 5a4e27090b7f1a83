"""The templates that a blog brings for elements of Markdown."""
