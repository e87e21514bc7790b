"""Likeness to the phrases, measured signals, learned weights: which communs, in what order, and how sure."""
