"""The report: the failure block that a learner reads, and its parts."""
