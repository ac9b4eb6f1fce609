"""The canvas: pointer events in, painted pixels out."""
