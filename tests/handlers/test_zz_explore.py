import pytest
from tests.handlers.town import Person, Town
def show(tag, s):
    print(f"### {tag}\n{s.words}\n   FALLBACK: {s.text[:150]}\n   buttons={s.buttons} err={s.error} errors={s.errors} view={(s.view or {}).get('callback_id')}")
def form(s): print("   FORM:", s.view['title'], [ (b.get('block_id'), (b.get('label') or {}).get('text'), (b.get('text') or {}).get('text'), str(b.get('element',{}).get('initial_value') or b.get('element',{}).get('initial_option') or b.get('element',{}).get('initial_options'))[:80]) for b in s.view['blocks']])
def test_story(town, ana, bo, chidi, elif_, vera):
    sam, dana = town.person("sam"), town.person("dana")
    vera.types("declare checkout is down --service checkout")
    town.settle()
    C=[c for c in vera.channels() if c.startswith("incident-")][0]
    print(vera.channels()[C]["topic"], vera.channels()[C]["purpose"], vera.channels()[C]["bookmarks"], vera.channels()[C]["members"])
    town.passes(minutes=5, seconds=1)
    show("ana page", ana.sees("page:U01ONCALL:1")); show("bo page", bo.sees("page:U02BACKUP:1")); show("esc", ana.sees("escalation")); show("st", ana.sees("status"))
    show("bo declines", bo.presses([b for b in bo.sees("page:U02BACKUP:1").buttons if b.startswith("I can't")][0], bo.sees("page:U02BACKUP:1"))); town.settle()
    show("bo page", bo.sees("page:U02BACKUP:1")); show("sam page", sam.sees("page:U10MANAGER:1"))
    print(sam.cards(), chidi.cards())
    show("late ack ana", ana.types("ack")); town.settle(); show("ana page", ana.sees("page:U01ONCALL:1")); show("sam", sam.sees("page:U10MANAGER:1"))
    show("st", ana.sees("status"))
    show("sev ana", ana.types("severity P0 payments lost", C)); show("sev vera", vera.types("severity P0 payments lost", C)); show("sev nope", ana.types("severity P9 x", C)); show("sev bare", ana.types("severity P0", C)); show("sev?", ana.types("severity", C)); show("sev bo", bo.types("severity", C))
    town.settle(); show("raised", ana.sees("severity:1") if "severity:1" in ana.cards() else ana.sees("status"))
    show("assign", ana.types("assign commander @bo", C)); show("assign2", sam.types("assign commander @bo", C)); show("assign3", sam.types("assign wizard @bo", C)); show("assign4", sam.types("assign commander", C)); show("assign5", sam.types("assign comms @nobody", C)); show("assign 6", sam.types("assign commander <@U02BACKUP|bo>", C))
    town.settle(); print(bo.cards(), sam.cards())
    for k in bo.cards():
        pass
    for k in sam.cards():
        if k.startswith("role"): show(k, sam.sees(k))
    show("assign dana", bo.types("assign commander @dana", C)); town.settle(); print(dana.cards()); r=dana.sees("role:incident_commander:U04ARCH"); show("r", r)
    f = dana.presses("Hand over…", r); form(f); show("hand", dana.fills(f, user="U01ONCALL")); town.settle(); print(dana.cards(), [m for m in town.calls() if m["error"]]); 
    show("dana tries again", dana.presses("Hand over…", r)); f=dana.presses("Hand over…", r)
    show("hand", dana.fills(f, user="U01ONCALL")); show("hand", dana.fills(f, user="U02BACKUP"))
    show("dana decline", dana.presses("Decline", r))
    show("elif decline", elif_.presses("Decline", elif_.sees("role:communications_lead:U06COMMS"))); town.settle(); print(elif_.cards()); show("st", elif_.sees("status"));
    f = bo.presses("Take a role", bo.sees("status")); form(f); show("take", bo.fills(f, role="incident_commander")); town.settle(); show("st", ana.sees("status"))
    f = vera.presses("Take a role", vera.sees("status")); form(f)
    show("esc no why", bo.types("escalate", C)); show("esc", bo.types("escalate database suspected", C)); show("esc again", bo.types("escalate more", C)); show("esc tier3", bo.types("escalate tier 3 design question", C)); show("esc p", bo.types("escalate @dana: please look", C)); show("escp2", bo.types("escalate @farid secrets", C)); show("esc9", bo.types("escalate tier 9 x", C)); town.person("hugo"); show("hugo esc", town.person("hugo").types("escalate INC-101 x"))
    town.settle(); show("log", ana.sees("escalation")); show("dana", dana.sees("page:U04ARCH:1"))
    f = bo.does("action", channel=bo.sees("status").channel, ts=bo.sees("status").ts, action_id="status_more", value="escalate INC-101"); form(f)
    assert 0
