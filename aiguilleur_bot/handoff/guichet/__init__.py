"""The desk: what an aiguilleur says to the bot, and what it does. Pure, as the dialogue is with those who ask."""
