"""What a message is compared with: the phrases of the base, their words and their meanings, kept on disk."""
