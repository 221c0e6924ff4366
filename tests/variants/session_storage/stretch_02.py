"""Wrong answers that stretch step 2 of session_storage must catch."""

from tests.variants.session_storage.passages import MEMORY
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "no-absolute-lifetime",
    "A session in use never ends.",
    ("math.min(left, tonumber(ARGV[2]))", "tonumber(ARGV[2])"),
    ("if left <= 0 then redis.call('DEL', KEYS[1]) return {} end", ""),
)
answers.wrong(
    "a-lifetime-of-one-ttl-at-least",
    "The first TTL is SESSION_TTL_SECONDS, even if the session has to end before.",
    ("min(SESSION_TTL_SECONDS, SESSION_MAX_SECONDS)", "SESSION_TTL_SECONDS"),
    ("if left <= 0 then redis.call('DEL', KEYS[1]) return {} end", ""),
    ("math.min(left,", "math.min(math.max(left, 0.001),"),
)
answers.wrong(
    "a-lifetime-for-reads-only",
    "A change starts a new lifetime.",
    (
        "redis.call('HSET', KEYS[1], ARGV[3], ARGV[4]) end",
        "redis.call('HSET', KEYS[1], ARGV[3], ARGV[4], 'ends_at', ends_at + 100) end",
    ),
)
answers.wrong(
    "a-lifetime-of-the-user",
    "The lifetime starts with the user's first login, and later logins do not restart it.",
    MEMORY,
    ("ends_at = now + SESSION_MAX", "ends_at = memory.setdefault(user.user_id, now) + SESSION_MAX"),
)
