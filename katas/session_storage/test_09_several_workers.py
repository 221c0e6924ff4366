"""All workers share the sessions, and users stay apart

`client.start(…, hold_at=2)` holds a request before its second round trip, and `finish()` lets it go on.
"""

from dojo.steps import expected
from katas.session_storage.checks import ADA, GRACE, HEDY, NO_SESSION, log_in

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


def test_a_worker_that_starts_ends_no_session(client, new_client):
    """A cleaning at start-up logs everybody out at each deployment."""
    cookie = log_in(client, ADA)
    new_worker = new_client("second worker")
    for worker in (new_worker, client):
        profile = worker.get("/profile", cookie=cookie)
        assert profile["username"] == "ada", expected("ada, in both workers", got=profile)


def test_a_read_that_waits_is_answered_for_its_own_user(client):
    """While ada's read waits for Redis, grace logs in and overwrites a variable of the module."""
    grace = client.another_browser()
    log_in(client, ADA)
    for round_trip in (1, 2, 3):
        reading = client.start("GET", "/profile", hold_at=round_trip)
        log_in(grace, GRACE)
        of_grace, of_ada = grace.get("/profile"), reading.finish()

        assert of_grace["username"] == "grace", expected("grace in her browser", got=of_grace)
        assert of_ada["username"] == "ada", expected("ada in hers", got=of_ada)


def test_a_change_that_waits_is_for_its_own_session(client):
    """While ada's change waits for Redis, grace's change overwrites a variable of the module."""
    grace = client.another_browser()
    log_in(client, ADA)
    log_in(grace, GRACE)
    for round_trip in (1, 2, 3):
        of_ada = client.start("PUT", "/profile/language", json={"value": "fr"}, hold_at=round_trip)
        of_grace = grace.start("PUT", "/profile/language", json={"value": "de"})
        of_ada.finish(), of_grace.finish()
        for browser, language in ((grace, "de"), (client, "fr")):
            profile = browser.get("/profile")
            assert profile["language"] == language, expected(f"the language {language}", got=profile)


def test_logins_at_once_are_not_mixed_up(client):
    """While a login waits for Redis, or for `verify` in its thread, others overwrite a variable of the module."""
    logins = []
    for round_trip in (1, 2, 3):
        of_ada = client.start("POST", "/login", json=ADA, cookie=NO_SESSION, hold_at=round_trip)
        logins += [client.post("/login", json=GRACE, cookie=NO_SESSION), of_ada.finish()]
    six = [ADA, GRACE, HEDY] * 2
    logins += client.together(["/login"] * 6, method="POST", bodies=six, cookie=NO_SESSION)
    for user, login in zip([GRACE, ADA] * 3 + six, logins, strict=True):
        profile = client.get("/profile", cookie=login.set_cookie("session_id").pair)
        assert profile["username"] == user["username"], expected(f"{user['username']}, by this cookie", got=profile)
