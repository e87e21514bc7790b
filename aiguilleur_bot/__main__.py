"""`python -m aiguilleur_bot`."""

from aiguilleur_bot.cli import main

main()
