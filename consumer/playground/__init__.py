"""The Go Playground, where code that people post can be run: what is shared there, and how."""
