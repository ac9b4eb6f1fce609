"""The obj-remove protocol as a client sees it."""
