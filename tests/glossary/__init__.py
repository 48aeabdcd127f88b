"""Tests of glossary/."""
