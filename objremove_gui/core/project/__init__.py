"""A document as a file: everything that was done to a photo, to go on with another day or on another machine."""
