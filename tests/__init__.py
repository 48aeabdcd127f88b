"""Tests of Burrow; the folders mirror the packages."""
