"""Photos and masks as files: open with limits, keep depth, alpha and metadata, write by temporary name and rename."""
