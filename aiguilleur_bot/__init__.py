"""Aiguilleur: a front desk for French third places, in their chat rooms."""

__version__ = "0.1.0"
