"""Grading: many submissions, each in a process of its own, one table."""
