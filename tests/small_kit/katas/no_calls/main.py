import not_installed


def greet(redis):
    return not_installed.greeting(redis)
