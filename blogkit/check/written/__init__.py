"""What a written value says: tokens, numbers, collections."""
