"""Tool options and the settings dialog."""
