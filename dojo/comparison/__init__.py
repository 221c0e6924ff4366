"""The comparison: a learner's green answer beside the reference, measured in one run, and the diff of the two."""
