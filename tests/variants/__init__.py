"""Wrong and right answers to the katas, kept as differences from the reference solution: a module per kata."""
