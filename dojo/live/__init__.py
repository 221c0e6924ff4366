"""The page at /live of an app that is served by hand: each request, what it sends to Redis, and the keys."""
