"""People talk on Matrix: matrix-nio for transport, our own sync loop."""

from aiguilleur_bot.platforms.matrix.login import FileSessions, Session, SessionStore
from aiguilleur_bot.platforms.matrix.platform import MatrixOptions, MatrixPlatform

__all__ = ["FileSessions", "MatrixOptions", "MatrixPlatform", "Session", "SessionStore"]
