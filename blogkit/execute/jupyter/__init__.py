"""Jupyter's own machinery, driven: manager, provisioner, client."""
