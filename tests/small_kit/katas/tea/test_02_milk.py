"""Milk comes from Redis"""

from dojo.steps import expected

READ = "katas/tea/README.md#milk"


def test_milk(client):
    got = client.get("/milk")["data"]
    assert got == 1, expected("1 spoon of milk", got=got)


def test_more_milk(client):
    client.get("/milk")
    got = client.get("/milk")["data"]
    assert got == 2, expected("2 spoons of milk", got=got)
