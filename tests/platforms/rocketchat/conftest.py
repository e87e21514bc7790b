"""What tests on Rocket.Chat share: a server of ours, and people on it."""

from serveurs.rocketchat.fixtures import rc_people, rocketchat

__all__ = ["rc_people", "rocketchat"]
