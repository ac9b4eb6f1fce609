"""What was submitted, what became of it, and what it may cost: kept on disk, so that nothing is paid twice."""
