"""What stands below a cell on the page: its outputs, and the marks of its claims."""
