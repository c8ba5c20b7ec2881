"""A playbook of somebody's own, as they would write it beside their muster.yaml."""

from collections.abc import Callable
from pathlib import Path

Write = Callable[..., Path]

#: A whole flow of somebody's own, as they would write it beside their muster.yaml.
OWN = """\
name: night
title: Night shift
summary: Look, restart, write down.
phases:
  - name: triage
    title: Triage
    steps:
      - {name: triage, title: Triage, built_in: triage}
  - name: work
    title: Work
    deliverables:
      - {words: It was looked at, done: look}
    steps:
      - name: look
        title: Look
        needs: ["gate:triage"]
        effect: cause
        fields:
          - {name: root_cause, title: What is it?, required: true}
          - {name: evidence, title: Evidence, kind: list, draft: evidence}
      - name: plan
        title: Plan
        needs: [look]
        when: ongoing
        effect: strategy
        fields:
          - {name: strategy, title: What helps?, kind: choice, options: [restart, rollback], required: true}
          - {name: rationale, title: Why?, from: look.root_cause}
      - name: restart
        title: Restart
        needs: ["gate:go"]
        when: ongoing
        effect: validation
        fields:
          - {name: resolution_status, title: Over?, kind: choice, options: [RESOLVED, NOT RESOLVED], required: true}
      - name: tell
        title: Tell the day shift
        needs: [restart]
        posts: {to: Day shift, title: Hand-over}
        fields:
          - {name: message, title: Message, required: true}
      - {name: close, title: Close, needs: [tell], built_in: close}
gates:
  - {name: triage, title: Triage, after: [triage], approve: "gate:triage", built_in: triage}
  - name: go
    title: Go-ahead
    after: [plan]
    when: ongoing
    approve: "gate:mitigation"
    shows: [plan.strategy]
    choices: [{name: other, title: Something else…, redo: [plan]}]
  - {name: words, title: Hand-over, after: [tell], approve: "gate:words", by_author: true}
"""
