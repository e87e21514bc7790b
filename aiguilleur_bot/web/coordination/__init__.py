"""The pages of the coordination, and those of the team: lists, each as a page, as CSV and as JSON."""
