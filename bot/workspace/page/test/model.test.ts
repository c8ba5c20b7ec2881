// What the page knows after each event.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY, putView, takeEvent, takeState } from "../src/model";
import type { Glance, LiveEvent, View } from "../src/types";

const ME = { ...EMPTY, me: "U1" };
const view = (id: string): View => ({ id, title: id, blocks: [] });
const STATE: Glance = {
  users: [{ id: "U1", name: "ana", real_name: "Ana" }],
  channels: [{ id: "C1", name: "general", unread: { read: "2.0", count: 0, mentions: 0, latest: "0" } }],
  ephemeral: [
    { channel: "C1", user: "U1", ts: "1.5", text: "mine" },
    { channel: "C1", user: "U2", ts: "1.6", text: "not mine" },
  ],
  views: [view("V1")],
  homes: { U1: view("H1") },
};

test("reading the state anew keeps the forms that have not changed as the same objects, so that nothing is drawn twice", () => {
  const before = takeState(ME, STATE);
  assert.equal(takeState(before, structuredClone(STATE)).views, before.views);
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
test("counts from before the person read further come too late", () => {
  const unread = (read: string, count: number) =>
    takeEvent(takeState(ME, STATE), { type: "unread", channel: "C1", unread: { read, count, mentions: 0, latest: "3.0" } }).channels.get("C1")!.unread;
  assert.deepEqual([unread("1.0", 5)!.count, unread("2.0", 1)!.count], [0, 1]);
});
test("a new header keeps what is unread", () => {
  const after = takeEvent(takeState(ME, STATE), { type: "channel", channel: { id: "C1", name: "renamed" } }).channels.get("C1")!;
  assert.deepEqual([after.name, after.unread!.read], ["renamed", "2.0"]);
});
test("everybody sees whom something waits for", () => {
  const after = takeEvent(takeState(ME, STATE), { type: "waiting", user: "U1", waiting: { pages: 1, mentions: 2 } });
  assert.deepEqual(after.users.get("U1")!.waiting, { pages: 1, mentions: 2 });
});
