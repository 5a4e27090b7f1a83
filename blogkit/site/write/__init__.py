"""Pages -> files: lists, feeds, the sitemap, and the HTML around each body."""
