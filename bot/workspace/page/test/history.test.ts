// What the page holds of a long channel: a stretch without gaps, however its parts and the live updates come in.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  NO_HISTORY, dropMessage, findMessage, leaveChannel, onlyOf, placeOf, putByTs, takeMessage, takeStretch, threadKey, type History,
} from "../src/history";
import type { Message, Stretch } from "../src/types";

const message = (ts: string, text = "", more: Partial<Message> = {}): Message => ({ ts, user: "U2", text, ...more });
const stretch = (first: number, last: number, older: boolean, newer: boolean): Stretch => ({
  messages: Array.from({ length: last - first + 1 }, (_, at) => message(`${first + at}.0`)), older, newer,
});
const shown = (history: History): string => history.messages.get("C1")!.map((one) => Number(one.ts)).join(" ");
const ends = (history: History): string => JSON.stringify(history.ends.get("C1"));
const MIDDLE = takeStretch(NO_HISTORY, "C1", stretch(4, 6, true, true), { at: "alone" });
const NEWEST = takeStretch(NO_HISTORY, "C1", stretch(4, 6, true, false), { at: "alone" });

test("messages stand in the order of their time, whatever order they come in", () => {
  const list = ["10.5", "9.0", "10.25"].reduce<readonly Message[]>((all, ts) => putByTs(all, message(ts)), []);
  assert.deepEqual(list.map((one) => one.ts), ["9.0", "10.25", "10.5"]);
});
test("an edited message takes the place of its older version", () => {
  const list = putByTs([message("1.0", "old"), message("2.0")], message("1.0", "new"));
  assert.deepEqual(list.map((one) => one.text), ["new", ""]);
});
test("the place of a message is found among thousands", () => {
  const list = stretch(1, 5000, false, false).messages;
  assert.deepEqual(["0.5", "1.0", "2500.0", "9000.0"].map((ts) => placeOf(list, ts)), [0, 0, 2499, 5000]);
});
test("older and newer parts join the stretch, also when they overlap it", () => {
  const older = takeStretch(MIDDLE, "C1", stretch(1, 4, false, true), { at: "older", edge: "4.0" });
  assert.equal(shown(older), "1 2 3 4 5 6");
  assert.equal(ends(older), '{"older":false,"newer":true}');
  const newer = takeStretch(older, "C1", stretch(6, 8, true, false), { at: "newer", edge: "6.0" });
  assert.equal(shown(newer), "1 2 3 4 5 6 7 8");
  assert.equal(ends(newer), '{"older":false,"newer":false}');
});
test("what was read for an end that has moved meanwhile leaves no gap and no doubt about the ends", () => {
  assert.equal(takeStretch(NEWEST, "C1", stretch(1, 2, false, true), { at: "newer", edge: "2.0" }), NEWEST);
  assert.equal(takeStretch(NEWEST, "C1", stretch(1, 2, false, true), { at: "older", edge: "3.0" }), NEWEST);
});
test("reading a part anew keeps what has not changed as the same object, so nothing is drawn twice", () => {
  const again = takeStretch(MIDDLE, "C1", structuredClone(stretch(5, 7, true, false)), { at: "alone" });
  assert.equal(shown(again), "5 6 7");
  assert.equal(again.messages.get("C1")![0], MIDDLE.messages.get("C1")![1]);
});
test("a new message joins a stretch that reaches the newest, and leaves no gap in one that does not", () => {
  assert.equal(shown(takeMessage(NEWEST, "C1", message("7.0"))), "4 5 6 7");
  assert.equal(shown(takeMessage(MIDDLE, "C1", message("9.0"))), "4 5 6");
});
test("an edit within the stretch is taken, one of a message far above is not", () => {
  assert.equal(takeMessage(MIDDLE, "C1", message("5.0", "new")).messages.get("C1")![1]!.text, "new");
  assert.equal(shown(takeMessage(NEWEST, "C1", message("1.0", "new"))), "4 5 6");
});
test("a channel that was not opened collects nothing", () =>
  assert.equal(takeMessage(NO_HISTORY, "C1", message("7.0")).messages.has("C1"), false));
test("a reply stands in its thread if that is open, and in the channel only when it was sent there too", () => {
  const reply = message("7.0", "r", { thread_ts: "5.0" });
  assert.equal(shown(takeMessage(NEWEST, "C1", reply)), "4 5 6");
  assert.equal(shown(takeMessage(NEWEST, "C1", { ...reply, subtype: "thread_broadcast" })), "4 5 6 7");
  const open = { ...NEWEST, threads: new Map([[threadKey("C1", "5.0"), [message("5.0")]]]) };
  assert.deepEqual(takeMessage(open, "C1", reply).threads.get("C1/5.0")!.map((one) => one.ts), ["5.0", "7.0"]);
});
test("a pinned message changes wherever it is shown", () => {
  const pinned = { ...NEWEST, beside: new Map([["C1", [message("1.0", "old")]]]) };
  assert.equal(takeMessage(pinned, "C1", message("1.0", "new")).beside.get("C1")![0]!.text, "new");
  assert.equal(takeMessage(pinned, "C1", message("2.0", "other")).beside.get("C1")!.length, 1);
});
test("a deleted message is gone from the channel, its thread and the pins", () => {
  const all = { ...NEWEST, threads: new Map([["C1/5.0", [message("5.0")]]]), beside: new Map([["C1", [message("5.0")]]]) };
  const after = dropMessage(all, "C1", "5.0");
  assert.equal(shown(after), "4 6");
  assert.deepEqual([after.threads.get("C1/5.0"), after.beside.get("C1")], [[], []]);
  assert.equal(dropMessage(NEWEST, "C1", "99.0").messages, NEWEST.messages);
});
test("a channel that is left keeps its newest messages, and nothing of its past", () => {
  const long = takeStretch(NO_HISTORY, "C1", stretch(1, 300, false, false), { at: "alone" });
  assert.equal(leaveChannel(long, "C1").messages.get("C1")!.length, 120);
  assert.equal(ends(leaveChannel(long, "C1")), '{"older":true,"newer":false}');
  assert.equal(leaveChannel(MIDDLE, "C1").messages.has("C1"), false);
  assert.equal(leaveChannel(NEWEST, "C1"), NEWEST);
});
test("after a gap in the connection only the open channel is kept", () => {
  const two = takeStretch(NEWEST, "C2", stretch(1, 2, false, false), { at: "alone" });
  assert.deepEqual([...onlyOf(two, "C2").messages.keys()], ["C2"]);
});
test("a message is found in the stretch, among the pins and in threads", () => {
  const all = { ...NEWEST, threads: new Map([["C1/5.0", [message("5.5")]]]), beside: new Map([["C1", [message("1.0")]]]) };
  assert.deepEqual(["4.0", "1.0", "5.5", "3.0"].map((ts) => findMessage(all, "C1", ts)?.ts), ["4.0", "1.0", "5.5", undefined]);
});
