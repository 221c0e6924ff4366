"""The course: which tests run, the hints, the progress, and the last lines of a run."""
