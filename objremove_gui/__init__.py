"""ObjRemove: mark what should go, get the photo back without it."""

__version__ = "0.1.0"
