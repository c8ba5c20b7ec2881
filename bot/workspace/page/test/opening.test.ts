// Where a channel opens.
import assert from "node:assert/strict";
import { test } from "node:test";
import { opensAt } from "../src/opening";
import type { Message, Unread } from "../src/types";

const message = (ts: string, user = "UBOT"): Message => ({ ts, user, text: "" });
const LIST = [message("1.0"), message("2.0"), message("3.0", "U1"), message("4.0")];
const unread = (read: string, count: number): Unread => ({ read, count, mentions: 0, latest: "4.0" });

test("a channel opens at the first message of somebody else that was not seen", () => {
  assert.equal(opensAt(LIST, unread("1.0", 2), "U1", true), "2.0");
  assert.equal(opensAt(LIST, unread("2.0", 1), "U1", true), "4.0");
});
test("where everything was seen it opens at the newest", () => {
  assert.equal(opensAt(LIST, unread("4.0", 0), "U1", false), null);
  assert.equal(opensAt(LIST, undefined, "U1", false), null);
});
test("who was never there begins at the beginning, and at the newest where that lies too far up", () => {
  assert.equal(opensAt(LIST, unread("0", 3), "U1", false), "1.0");
  assert.equal(opensAt(LIST, unread("0", 3), "U1", true), null);
});
test("where what is new begins above what is here, it opens at the newest", () =>
  assert.equal(opensAt(LIST, unread("0.5", 100), "U1", true), null));
