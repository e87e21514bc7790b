"""What we know: files read as plain strings, typed, cross-checked, and frozen into one `base.Base`."""
