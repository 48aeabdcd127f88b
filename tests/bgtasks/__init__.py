"""Tests of bgtasks/."""
