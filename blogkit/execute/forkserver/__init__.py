"""A warm process with the libraries imported, and the kernels that are forked from it."""
