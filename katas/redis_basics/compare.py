"""What --compare measures in redis_basics: each function."""

CHANGES = {"city": "Houston", "theme": "dark"}


def test_yours_beside_the_reference(comparison):
    """Each function, on the data that it is for."""
    comparison.operation("set_name", lambda side: side.app.set_name(7, "Ada"))
    comparison.operation("get_name", lambda side: side.app.get_name(7), after=lambda side: side.app.set_name(7, "Ada"))
    comparison.operation("count_visit", visit)
    comparison.operation("save_draft", save_draft)
    comparison.operation("edit_draft", lambda side: side.app.edit_draft("ada", "Notes"), after=save_draft)
    comparison.operation("seconds_left", lambda side: side.app.seconds_left("ada"), after=save_draft)
    comparison.operation("claim_nickname", lambda side: side.app.claim_nickname("countess", "ada"))
    comparison.operation("update_profile", update_profile)
    comparison.operation("add_coins", add_coins)
    comparison.operation("post", post)
    comparison.operation("feed", lambda side: side.app.feed("ada", 3), after=post)
    comparison.operation("note_visitor", note_visitor)
    comparison.operation("unique_visitors", lambda side: side.app.unique_visitors("home"), after=note_visitor)
    comparison.operation("common_interests", lambda side: side.app.common_interests(["ada", "grace"]), after=interests)
    comparison.operation("add_score", add_score)
    comparison.operation("top", lambda side: side.app.top(3), after=add_score)
    comparison.operation("rank", lambda side: side.app.rank("ada"), after=add_score)
    comparison.operation("visits", lambda side: side.app.visits(["home", "about"]), after=visit)
    comparison.operation("profiles", lambda side: side.app.profiles(["ada", "grace"]), after=update_profile)
    comparison.operation("transfer", lambda side: side.app.transfer("ada", "grace", 30), after=add_coins)
    comparison.operation("forget", lambda side: side.app.forget("visits:"), after=visit)


def visit(side):
    return side.app.count_visit("home")


def save_draft(side):
    return side.app.save_draft("ada", "Notes on the engine", 60)


def update_profile(side):
    return side.app.update_profile("ada", CHANGES)


def add_coins(side):
    return side.app.add_coins("ada", 100)


def post(side):
    return side.app.post("ada", "The engine weaves")


def note_visitor(side):
    return side.app.note_visitor("home", "ada")


def interests(side):
    for user in ("ada", "grace"):
        side.redis.sadd(f"interests:{user}", "compilers", "looms")


def add_score(side):
    return side.app.add_score("ada", 30)
