"""The hunt: a learner's own tests run on right answers, where they must pass, and on bugs, which they must find."""
