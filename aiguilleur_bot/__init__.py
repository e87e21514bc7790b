"""Aiguilleur: a front desk for French third places, in their chat rooms."""

__version__ = "0.1.0"

SOURCE_URL = "https://github.com/aiguilleur-bot/aiguilleur"
"""Where the source code is (AGPL §13). Whoever runs a modified bot writes the address of their own code here."""
