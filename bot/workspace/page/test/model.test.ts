// What the page knows after each event.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY, putByTs, putView, repliesOf, takeEvent, takeState } from "../src/model";
import type { LiveEvent, Message, View, WorkspaceState } from "../src/types";

const ME = { ...EMPTY, me: "U1" };
const message = (ts: string, text = "", more: Partial<Message> = {}): Message => ({ ts, user: "U2", text, ...more });
const view = (id: string): View => ({ id, title: id, blocks: [] });
const STATE: WorkspaceState = {
  users: [{ id: "U1", name: "ana", real_name: "Ana" }],
  channels: [{ id: "C1", name: "general", messages: [message("1.0", "a"), message("2.0", "b")] }],
  ephemeral: [
    { channel: "C1", user: "U1", ts: "1.5", text: "mine" },
    { channel: "C1", user: "U2", ts: "1.6", text: "not mine" },
  ],
  views: [view("V1")],
};

test("messages stand in the order of their time, whatever order they come in", () => {
  const list = ["10.5", "9.0", "10.25"].reduce<readonly Message[]>((all, ts) => putByTs(all, message(ts)), []);
  assert.deepEqual(list.map((one) => one.ts), ["9.0", "10.25", "10.5"]);
});
test("an edited message takes the place of its older version", () => {
  const list = putByTs([message("1.0", "old"), message("2.0")], message("1.0", "new"));
  assert.deepEqual(list.map((one) => one.text), ["new", ""]);
});
test("reading the state anew keeps what has not changed as the same object, so nothing is drawn twice", () => {
  const before = takeState(ME, STATE);
  const after = takeState(before, structuredClone(STATE));
  assert.equal(after.messages.get("C1")![0], before.messages.get("C1")![0]);
  assert.equal(after.views, before.views);
});
test("only one's own ephemeral messages are shown", () =>
  assert.deepEqual(takeState(ME, STATE).ephemerals.get("C1")!.map((one) => one.text), ["mine"]));
test("a channel one was taken out of is gone, a public one stays", () => {
  const before = takeState(ME, STATE);
  const gone = takeEvent(before, { type: "channel", channel: { id: "C1", name: "x", is_private: true, members: ["U2"] } });
  assert.equal(gone.channels.has("C1"), false);
  assert.equal(takeEvent(before, { type: "channel", channel: { id: "C1", name: "x", members: [] } }).channels.has("C1"), true);
});
test("a second form lies over the first, and closing it shows the first again", () => {
  const two = putView([view("V1")], view("V2"));
  assert.deepEqual(two.map((one) => one.id), ["V1", "V2"]);
  assert.deepEqual(putView(two, view("V1")).map((one) => one.id), ["V1"]);
  assert.deepEqual(takeEvent({ ...ME, views: two }, { type: "view", view: null }).views, []);
});
test("an event of a newer server changes nothing", () =>
  assert.equal(takeEvent(ME, { type: "novelty" } as unknown as LiveEvent), ME));
test("replies are found under the message they hang on", () => {
  const threads = repliesOf([message("1.0", "", { thread_ts: "1.0" }), message("2.0", "", { thread_ts: "1.0" }), message("3.0")]);
  assert.deepEqual([...threads].map(([ts, list]) => [ts, list.length]), [["1.0", 1]]);
});
