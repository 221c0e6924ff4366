"""The pytest plumbing behind the katas. A learner never has to open it."""
