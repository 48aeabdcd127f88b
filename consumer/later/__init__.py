"""Commands that run later: once, at a time that somebody said, or by a schedule."""
