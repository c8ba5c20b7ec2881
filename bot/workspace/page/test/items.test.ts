// What stands between and around the messages of a channel.
import assert from "node:assert/strict";
import { test } from "node:test";
import { firstNewOf, itemsOf, type Item } from "../src/items";
import type { Message } from "../src/types";

const NOON = new Date(2026, 4, 4, 12).getTime() / 1000;
const message = (minute: number, user = "U2", more: Partial<Message> = {}): Message => ({ ts: `${NOON + minute * 60}.000000`, user, text: "", ...more });
const said = (item: Item): string =>
  item.kind === "message" ? (item.follows ? "follows" : "message") : item.kind === "ephemeral" ? "only me" : item.kind;
const shown = (items: Item[]): string => items.map(said).join(", ");

test("a day begins with its heading, and one author's messages stand together", () =>
  assert.equal(shown(itemsOf([message(0), message(1), message(2, "U3"), message(24 * 60)], [], null)), "day, message, follows, message, day, message"));
test("cards, and messages after a while, carry their author again", () =>
  assert.equal(shown(itemsOf([message(0), message(1, "U2", { blocks: [{ type: "divider" }] }), message(2), message(20)], [], null)), "day, message, message, message, message"));
test("an answer for me alone stands where it came", () => {
  const only = { ts: message(1).ts, user: "U1", text: "" };
  assert.equal(shown(itemsOf([message(0), message(2)], [only], null)), "day, message, only me, message");
});
test("the line stands above the first new message", () =>
  assert.equal(shown(itemsOf([message(0), message(1)], [], message(1).ts)), "day, message, new, message"));
test("the first item of a part looks as it does in the whole", () =>
  assert.equal(shown(itemsOf([message(1)], [], null, message(0))), "follows"));
test("what is new begins after what was seen, with a message of somebody else", () => {
  const list = [message(0), message(1, "U1"), message(2), message(3)];
  assert.equal(firstNewOf(list, message(0).ts, "U1", false), message(2).ts);
  assert.equal(firstNewOf(list, message(3).ts, "U1", false), null);
});
test("in a channel never opened before nothing is marked as new", () => assert.equal(firstNewOf([message(0)], "0", "U1", false), null));
test("as long as the first new message may stand above what is here, none is marked", () =>
  assert.equal(firstNewOf([message(5)], message(0).ts, "U1", true), null));
