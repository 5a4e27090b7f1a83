"""Blog posts whose code runs, whose stated outputs are checked and whose figures are redrawn."""
