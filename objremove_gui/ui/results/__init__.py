"""The results panel: before and after, versions, removals."""
