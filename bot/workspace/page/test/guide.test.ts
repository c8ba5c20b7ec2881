// The first minute follows what really happened.
import assert from "node:assert/strict";
import { test } from "node:test";
import { buttonOf, happened, incidentChannels, known, nextOf, paged } from "../src/guide";
import type { Channel, Message, User } from "../src/types";

const channel = (id: string, name: string, more: Partial<Channel> = {}): Channel => ({ id, name, ...more });
const card = (key: string, ...actions: string[]): Message => ({
  ts: "1.0", user: "U0", text: "", metadata: { event_type: "muster_card", event_payload: { key } },
  blocks: [{ type: "actions", block_id: "b", elements: actions.map((action_id) => ({ type: "button", action_id, value: "v" })) }],
});
const workspace = (channels: Channel[], messages: Record<string, Message[]> = {}) =>
  ({ channels: new Map(channels.map((one) => [one.id, one])), messages: new Map(Object.entries(messages)) });
const ROOM = channel("C1", "incident-2026-11-21-101");
const DIRECT = channel("D1", "@ana", { is_im: true });

test("in an empty workspace nothing has happened", () => assert.deepEqual(happened(workspace([channel("C0", "general")]), "C0"), []));
test("a channel of an incident: declared; open: looked at", () => {
  assert.deepEqual(happened(workspace([ROOM]), "C0"), ["declare"]);
  assert.deepEqual(happened(workspace([ROOM]), "C1"), ["declare", "look"]);
});
test("the page is answered when nothing is left to acknowledge", () => {
  assert.deepEqual(happened(workspace([ROOM, DIRECT], { D1: [card("page:U1:1", "page_engage", "page_ack")] }), ""), ["declare"]);
  assert.deepEqual(happened(workspace([ROOM, DIRECT], { D1: [card("page:U1:1", "page_engage")] }), ""), ["declare", "answer"]);
});
test("a gate's card: assessed; without its button: decided", () => {
  assert.deepEqual(happened(workspace([ROOM], { C1: [card("gate:triage", "gate_approve")] }), ""), ["declare", "assess"]);
  assert.deepEqual(happened(workspace([ROOM], { C1: [card("gate:triage")] }), ""), ["declare", "assess", "decide"]);
});
test("what was seen to happen stays, until the workspace is empty again", () => {
  assert.deepEqual(known(["declare", "look", "answer"], ["declare"]), ["declare", "look", "answer"]);
  assert.deepEqual(known(["declare", "look", "answer"], []), []);
});
test("the next step is the first that has not happened", () => {
  assert.equal(nextOf([]), "declare");
  assert.equal(nextOf(["declare", "answer"]), "look");
  assert.equal(nextOf(["declare", "look", "answer", "assess", "decide"]), null);
});
test("the newest incident counts, by its number", () =>
  assert.deepEqual(incidentChannels(workspace([channel("C3", "incident-2026-11-21-1000"), ROOM])).map((one) => one.id), ["C1", "C3"]));
test("one's own page comes before somebody else's", () => {
  const user = (id: string, pages: number): User => ({ id, name: id, real_name: id, waiting: { pages, mentions: 0 } });
  assert.equal(paged([user("U1", 1), user("U2", 1)], "U2")?.id, "U2");
  assert.equal(paged([user("U1", 1), user("U2", 0)], "U2")?.id, "U1");
  assert.equal(paged([user("U1", 0)], "U1"), undefined);
});
test("a button is found with its block, or not at all", () => {
  assert.equal(buttonOf(card("x", "a", "b"), "b")?.block.block_id, "b");
  assert.equal(buttonOf(undefined, "b"), undefined);
});
