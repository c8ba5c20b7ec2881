"""Somebody declares: in every form, and what everybody gets."""

from tests.handlers.town import Person, Town


def test_a_line_is_enough(town: Town, vera: Person) -> None:
    """Vera."""
    said = vera.types("declare checkout is down")
    print(said.words, said.error)
    town.settle()
    for key in vera.cards():
        print("-----", key); print(vera.sees(key).words, vera.sees(key).buttons, vera.sees(key).pinned)
    for who in ("ana", "bo", "chidi", "elif"):
        p = town.person(who)
        for key in p.cards():
            if key not in vera.cards():
                print("=====", who, key); print(p.sees(key).words, p.sees(key).buttons)
    print([ (c["method"], c["error"]) for c in town.calls()])
    assert 0
