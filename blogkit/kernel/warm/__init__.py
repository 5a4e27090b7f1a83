"""The warm process: it has libraries imported, and kernels are forked from it. It travels with the room."""
