"""The plumbing of theory/: each code block of a page is a test."""
