"""People talk on Rocket.Chat: heard over its streams, answered and caught up with over REST."""
