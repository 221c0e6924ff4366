"""The wire between the app and Redis: it sees every round trip, and tests can break it."""
