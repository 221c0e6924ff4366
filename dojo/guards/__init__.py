"""The guards: each one notices one thing that a learner's code must not do, such as never to end."""
