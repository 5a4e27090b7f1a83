"""The 52 micro-documents beside the project, where they are present."""
