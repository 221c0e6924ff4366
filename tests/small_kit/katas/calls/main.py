import time


def greet(redis, name):
    return f"Hello, {name}"

def spend(redis, name, amount):
    have = int(redis.get(f"purse:{name}") or 0)
    redis.set(f"purse:{name}", have - amount)
    return have >= amount

def count(redis, things):
    return len(things) + redis.incr("list")

def wait(redis):
    while True:
        time.sleep(0.01)

def leave(redis):
    raise SystemExit("bye")

def read_all(redis, names):
    redis.hset("hash", mapping={"name": "Ada", "city": "London"})
    redis.hgetall("hash")
    redis.sadd("set", "tea")
    redis.smembers("set")

def forget(redis):
    redis.pipeline().set("a", 1)
