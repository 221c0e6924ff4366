"""All workers know the same, and nobody is mistaken for another"""

from dojo.steps import expected
from katas.session_storage.checks import ADA, GRACE, HEDY

READ = "katas/session_storage/README.md#several-workers"


def test_a_second_worker_sees_logins_changes_and_logouts_at_once(client, request):
    """There is one memory, Redis: no copy in a process would hear of it, and a worker that starts empties it not."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    second_worker = request.getfixturevalue("second_worker")  # it starts now
    logged_in = [worker.get("/profile", cookie=cookie) for worker in [second_worker, client] * 8]
    second_worker.put("/profile/theme", json={"value": "dark"}, cookie=cookie)
    changed = second_worker.get("/profile", cookie=cookie), client.get("/profile", cookie=cookie)
    second_worker.post("/logout", cookie=cookie)
    logged_out = second_worker.get("/profile", cookie=cookie), client.get("/profile", cookie=cookie)

    for answer in logged_in:
        assert answer["username"] == "ada", expected("ada, in both workers", got=answer)
    for answer in changed:
        assert answer["theme"] == "dark", expected("the theme dark, in both workers", got=answer)
    for answer in logged_out:
        assert answer.status == 401, expected("401 after the logout, in both workers", got=answer)


def test_users_do_not_see_each_other(client):
    """Three at once, each in a browser of their own."""
    browsers = [(client, ADA, "fr"), (client.another_browser(), GRACE, "de"), (client.another_browser(), HEDY, "en")]
    for browser, user, _ in browsers:
        browser.post("/login", json=user)
    for browser, _, language in browsers:
        browser.put("/profile/language", json={"value": language})

    for browser, user, language in browsers:
        profile = browser.get("/profile")
        assert profile["username"] == user["username"], expected(f"{user['username']} in this browser", got=profile)
        assert profile["language"] == language, expected(f"the language {language}, of this session", got=profile)


def test_a_request_that_waits_is_not_answered_for_another(client):
    """What belongs to a request is not kept where others write: Ada's waits for Redis, Grace's comes and goes."""
    grace = client.another_browser()
    client.post("/login", json=ADA)
    for round_trips in (1, 2, 3):
        reading = client.start("GET", "/profile", hold_at=round_trips)
        grace.post("/login", json=GRACE)
        of_grace, of_ada = grace.get("/profile"), reading.finish()

        assert of_grace["username"] == "grace", expected("grace in her browser", got=of_grace)
        assert of_ada["username"] == "ada", expected("ada in hers", got=of_ada)
    for round_trips in (1, 2, 3):
        changing = client.start("PUT", "/profile/language", json={"value": "fr"}, hold_at=round_trips)
        other = grace.start("PUT", "/profile/language", json={"value": "de"})
        changing.finish()
        other.finish()
        of_grace, of_ada = grace.get("/profile"), client.get("/profile")

        assert of_grace["language"] == "de", expected("the language de for grace", got=of_grace)
        assert of_ada["language"] == "fr", expected("the language fr for ada", got=of_ada)


def test_logins_at_the_same_time_are_not_mixed_up(client):
    """Ada's login waits for Redis while Grace logs in."""
    for round_trips in (1, 2, 3):
        waiting = client.start("POST", "/login", json=ADA, cookie="none=1", hold_at=round_trips)
        grace = client.post("/login", json=GRACE, cookie="none=1").set_cookie("session_id").pair
        ada = waiting.finish().set_cookie("session_id").pair
        profiles = client.get("/profile", cookie=ada), client.get("/profile", cookie=grace)

        assert profiles[0]["username"] == "ada", expected("ada, with the cookie of her login", got=profiles[0])
        assert profiles[1]["username"] == "grace", expected("grace, with the cookie of hers", got=profiles[1])
    people = [ADA, GRACE, HEDY, ADA, GRACE, HEDY]
    logins = client.together(["/login"] * 6, method="POST", bodies=people, cookie="none=1")
    for user, login in zip(people, logins, strict=True):
        profile = client.get("/profile", cookie=login.set_cookie("session_id").pair)
        assert profile["username"] == user["username"], expected(
            f"{user['username']}, with the cookie of a login while six checked passwords at once", got=profile
        )
