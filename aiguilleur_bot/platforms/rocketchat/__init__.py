"""People talk on Rocket.Chat: heard over its streams, answered and caught up with over REST."""

from aiguilleur_bot.platforms.rocketchat.platform import RocketChatOptions, RocketChatPlatform

__all__ = ["RocketChatOptions", "RocketChatPlatform"]
