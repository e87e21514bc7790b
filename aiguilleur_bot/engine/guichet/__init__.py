"""The desk, where decisions of `handoff.guichet` meet the world."""
