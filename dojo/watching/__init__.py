"""--watch: the kata runs again at each save, from a process that has everything imported."""
