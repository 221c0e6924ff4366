"""The app under test: how main.py is loaded and run, and how a test sends requests to it."""
