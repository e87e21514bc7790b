"""What tests of platforms share: a real Synapse, people on it, and the bot's ears without the rest of the bot."""

from serveurs.fixtures import people, synapse

__all__ = ["people", "synapse"]
