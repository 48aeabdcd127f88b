"""Tests of what turns measurements into figures; nothing here is timed."""
