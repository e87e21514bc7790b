"""What is missing: the log of besoins as people read it, and its exports. Pure."""
