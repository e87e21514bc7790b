"""The base read over by its gardeners: what it makes of its own phrases, what a new one is near to."""
