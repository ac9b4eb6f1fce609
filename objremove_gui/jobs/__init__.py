"""What a removal is made of, from the snapshot to the finished pixels."""
