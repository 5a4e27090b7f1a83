"""Images as Hugo processes them: what becomes of an image, under which name, and the image itself."""
