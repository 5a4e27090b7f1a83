"""Shortcodes: Hugo's own and the blog's, written as Go templates."""
