"""All workers share the sessions, and users stay apart"""

from dojo.steps import expected
from katas.session_storage.checks import (
    ADA,
    GRACE,
    HEDY,
    NO_SESSION,
    changes_of_two_users_at_once,
    log_in,
    logins_at_once,
    reads_of_two_users_at_once,
)

READ = "katas/session_storage/README.md#several-workers"


def test_a_login_in_one_worker_is_one_in_the_other(client, second_worker):
    """A dict is not shared: each process has its own."""
    cookie = log_in(client, ADA)

    profile = second_worker.get("/profile", cookie=cookie)

    assert profile["username"] == "ada", expected("ada, in the second worker", got=profile)


def test_a_change_and_a_logout_are_seen_at_once(client, second_worker):
    """A copy in a process does not hear of a change or a logout in another one."""
    cookie = log_in(client, ADA)
    for worker in [second_worker, client] * 5:  # some caches keep a copy only from the third or fourth read on
        worker.get("/profile", cookie=cookie)

    second_worker.put("/profile/theme", json={"value": "dark"}, cookie=cookie)
    changed = second_worker.get("/profile", cookie=cookie), client.get("/profile", cookie=cookie)
    second_worker.post("/logout", cookie=cookie)
    logged_out = second_worker.get("/profile", cookie=cookie), client.get("/profile", cookie=cookie)

    for answer in changed:
        assert answer["theme"] == "dark", expected("the theme dark, in both workers", got=answer)
    for answer in logged_out:
        assert answer.status == 401, expected("401 after the logout, in both workers", got=answer)


def test_each_browser_has_its_own_user(client):
    """A variable of the module holds the user who came last, for all browsers."""
    browsers = [(client, ADA, "fr"), (client.another_browser(), GRACE, "de"), (client.another_browser(), HEDY, "en")]
    for browser, user, language in browsers:
        log_in(browser, user)
        browser.put("/profile/language", json={"value": language})

    for browser, user, language in browsers:
        profile = browser.get("/profile")
        assert profile["username"] == user["username"], expected(f"{user['username']} in this browser", got=profile)
        assert profile["language"] == language, expected(f"the language {language}, of this session", got=profile)


# Edge cases


def test_each_worker_knows_the_sessions_of_all_others(client, second_worker, new_client):
    """Process id, host name, `hash()` and local time differ: a session that depends on one is lost in other workers."""
    workers, users = [client, second_worker, new_client("third worker")], [ADA, GRACE, HEDY]
    cookies = [log_in(worker, user, cookie=NO_SESSION) for worker, user in zip(workers, users, strict=True)]
    for worker in workers:  # each has a time zone of its own
        for cookie, name in zip(cookies, ("ada", "grace", "hedy"), strict=True):
            profile = worker.get("/profile", cookie=cookie)
            assert profile["username"] == name, expected(f"{name}, in each of three workers", got=profile)
    log_in(client, ADA, cookie=cookies[1])
    ended = client.get("/profile", cookie=cookies[1])
    assert ended.status == 401, expected("401 for a session of another worker, after a login over it", got=ended)


def test_a_worker_that_starts_or_stops_ends_no_session(client, new_client):
    """A cleaning at start-up or shut-down logs everybody out at each deployment."""
    of_ada = log_in(client, ADA)
    new_worker = new_client("second worker")
    of_grace = log_in(new_worker, GRACE)
    new_worker.stop()
    for cookie, name in ((of_ada, "ada"), (of_grace, "grace")):
        profile = client.get("/profile", cookie=cookie)
        assert profile["username"] == name, expected(f"{name}, after a start and a stop of a worker", got=profile)


def test_reads_at_once_are_not_mixed_up(client):
    """A variable of the module that is set before an `await` and read after it holds the data of another request."""
    for name, read in reads_of_two_users_at_once(client):
        assert read["username"] == name, expected(f"{name} in her browser", got=read)


def test_changes_at_once_are_not_mixed_up(client):
    """While ada's change waits, grace's change overwrites a variable of the module."""
    for language, profile in changes_of_two_users_at_once(client):
        assert profile["language"] == language, expected(f"the language {language}", got=profile)


def test_logins_at_once_are_not_mixed_up(client):
    """While a login waits for Redis, or for `verify` in its thread, others overwrite a variable of the module."""
    for name, profile in logins_at_once(client):
        assert profile["username"] == name, expected(f"{name}, by her cookie", got=profile)
