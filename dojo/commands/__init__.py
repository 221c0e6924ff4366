"""The commands beside a run of the tests: --status, --reset, --doctor, --compare, --grade and --watch."""
