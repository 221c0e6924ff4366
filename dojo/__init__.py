"""The pytest plumbing behind the katas. A learner never has to open it.

A test asks `client`, the client asks main.py, main.py asks Redis, and the wire sees each round trip.

- `app_under_test` loads main.py, runs it, and sends it requests.
- `wire` stands between main.py and Redis: it records round trips, and it can break.
- `backends` are the Redis behind it: fakeredis, a container, or a server at a URL.
- `instruments` move time and measure speed; `guards` notice what an answer must not do, such as never to end.
- `report` writes the failure block from the `record` of a test; `course` shows hints, progress, and the last lines.
- `theory` executes the code blocks of theory/*.md.
- `fixtures` and `plugin` hand all this to pytest. `app` is what each main.py imports.
"""
