"""The pytest plumbing behind the katas. A learner never has to open it.

This is the map. Each line imports only from the lines below it:

    plugin, fixtures               the hooks of a whole run; the fixtures of every kata
    commands                       --status, --reset, --doctor, --compare, --grade, --watch
    comparison, grading, watching  measure two answers in turn; judge a class; run again at each save
    hunting                        run a learner's own tests, on right answers and on bugs
    theory, report                 run the code blocks of theory/*.md; write the failure block
    course                         which tests run on which answer, hints, progress, the last lines of a run
    steps                          which step a test belongs to, and which step is open
    app_under_test                 load main.py, each time as a process of its own, and send it requests
    instruments                    move time, measure speed, tell processes apart
    backends                       the Redis of the tests: fakeredis, a container, or a server at a URL
    app                            what a main.py imports
    live                           the page at /live of an app that is served by hand
    guards, wire                   notice what an answer must not do; see each round trip, and break it
    record, kata, local_redis      what happened in one test; which main.py it judges; the Redis of an app run by hand
    text, errors, settings         values in words; errors in three lines; one set of client settings

The switch between fakeredis and a real Redis is not here but in conftest.py, beside this folder.
A test asks `client`, the client asks main.py, main.py asks Redis, and the wire stands in between.
"""
