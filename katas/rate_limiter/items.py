"""The items that the API looks up, which is work. Given: do not edit.

    item = find_item(7)   # {"id": 7, "name": "item 7"}

A request that is refused must not get as far as this.
"""

looked_up: list[int] = []
"""Which items have been asked for: the tests look here."""


def find_item(item_id: int) -> dict[str, object]:
    """Any id is found."""
    looked_up.append(item_id)
    return {"id": item_id, "name": f"item {item_id}"}
