"""What the tests of rate_limiter judge by."""

LIMIT = 5  # requests, unless RATE_LIMIT says otherwise
WINDOW = 60  # seconds, unless WINDOW_SECONDS says otherwise
A_DAY = 86_400


def keys_in(redis):
    # fakeredis also lists a Hash of which every field has expired
    return sorted(key.decode(errors="replace") for key in redis.scan_iter() if redis.exists(key))


def as_cookie(values):
    return "; ".join(f"{name}={value}" for name, value in values.items())


def structured(field):
    """``"default";q=5;w=60`` as {"name": '"default"', "q": "5", "w": "60"}; {} if the name is not quoted."""
    name, *parameters = (part.strip() for part in field.split(";"))
    is_quoted = len(name) > 2 and name.startswith('"') and name.endswith('"')
    return {"name": name, **dict(part.partition("=")[::2] for part in parameters)} if is_quoted else {}
