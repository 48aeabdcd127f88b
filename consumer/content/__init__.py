"""Texts as TOML files, beside the modules that turn them into handlers."""
