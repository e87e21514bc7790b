"""What is said next: a pure function of the conversation, what happened, and what the world looks like."""
