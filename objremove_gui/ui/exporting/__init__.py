"""Exporting: what is asked for, the dialog that asks, and what it would come to."""
