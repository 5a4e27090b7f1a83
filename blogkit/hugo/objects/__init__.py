"""What templates see: pages, resources, data, the system."""
