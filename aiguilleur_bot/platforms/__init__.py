"""Where people talk: one port (`base`), one folder or module per platform."""
