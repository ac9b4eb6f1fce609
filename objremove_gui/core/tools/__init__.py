"""Tools: they take plain pointer structs and write the mask."""
