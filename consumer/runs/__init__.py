"""Carries out runs of jobs in child processes, and tells what became of them."""
