import pytest
from tests.handlers.town import Person, Town
def show(tag, s):
    print(f"### {tag}\n{s.words}\n   buttons={s.buttons} err={s.error} errors={s.errors} view={(s.view or {}).get('callback_id')}")
def test_forms_of_declare(town, ana, bo, chidi, vera):
    for t in ["declare P1 checkout is down", "declare checkout is down SEV-2", "declare checkout: P0 everybody fails", "declare search is slow --severity p2 --service search --guidance “revenue & compliance”",
      "declare slow page --severity=P3 --service=website", "declare --id INC-pay-7 payments fail", "declare --id bad_id! x", "declare --id PAY-7 again", "declare x --severity high", "declare x --sverity P1", "declare x --service nope", "declare x --severity", "declare x --playbook foo", "declare", "declare --private", "declare P1", "declare x --private leaks", "declare — it broke", "declare it broke -- badly", "declare a --service checkout","declare b --service checkout", "declare the api returns --weird-flag errors", "declare \"quoted all\" --guidance 'single quoted'", "decalre foo bar", "xyzzy", "", "help", "help ack", "help nope", "declare checkout\nis down\nwith lines", "DECLARE upper", "declare"+" "*5+"spaces  inside", "declare <!channel> & <b> `code` *bold* _it_ ~s~ <@U01ONCALL> :fire: 🔥", "declare " + "x"*10000, "declare " + "word "*2001]:
        s = vera.types(t); show(repr(t[:70]), s)
        if s.view: print("   FORM:", [ (b.get('block_id'), (b.get('label') or {}).get('text'), str(b.get('element',{}).get('initial_value') or b.get('element',{}).get('initial_option') or b.get('element',{}).get('initial_options'))[:80]) for b in s.view['blocks']])
    town.settle()
    print(list(vera.channels()))
    print([(c["method"],c["error"]) for c in town.calls() if c["error"]])
    show("list", ana.types("list")); show("list vera", vera.types("list"))
    assert 0
