// What comes first when somebody looks for something by a few letters.
import assert from "node:assert/strict";
import { test } from "node:test";
import { castFor, findChannels, findPeople, marked, waitsInWords, wordsOf } from "../src/finding";
import type { Channel, User } from "../src/types";

const channel = (id: string, name: string, more: Partial<Channel> = {}): [string, Channel] => [id, { id, name, ...more }];
const unread = (count: number, mentions: number) => ({ unread: { read: "0", count, mentions, latest: "0" } });
const users = new Map<string, User>([
  ["U1", { id: "U1", name: "ana", real_name: "Ana Ortiz", title: "On-call engineer" }],
  ["U2", { id: "U2", name: "bo", real_name: "Bo Lindqvist", title: "Backup on-call" }],
  ["U0", { id: "U0", name: "muster", real_name: "Muster", is_bot: true }],
]);
const channels = new Map([
  channel("C1", "general", unread(3, 0)), channel("C2", "incident-101"), channel("C3", "old-incident", { is_archived: true }),
  channel("C4", "incident-102", unread(1, 1)), channel("D1", "@ana", { is_im: true, user: "U1", members: ["U1", "U0"] }),
]);
const model = { users, channels, me: "U1" };
const found = (text: string): string => findChannels(text, model).map((one) => one.id).join(" ");

test("the beginning of a name comes before its middle, what is unread before the rest, archived last", () => assert.equal(found("inc"), "C4 C2 C3"));
test("a number in the name is enough, with or without #", () => {
  assert.equal(found("101"), "C2");
  assert.equal(found("#101"), "C2");
});
test("direct messages are found by the other's name", () => assert.equal(found("must"), "D1"));
test("before anything is typed, what is unread is offered, what is meant for me first", () => assert.equal(found(""), "C4 C1"));
test("people are found by name, handle and what they do, apps are not", () => {
  const names = (text: string): string => findPeople(text, { users }).map((one) => one.name).join(" ");
  assert.deepEqual(["ort", "@bo", "on-call", "muster", ""].map(names), ["ana", "bo", "ana bo", "", ""]);
});
test("the letters that were meant are marked, whatever signs are among them", () => {
  assert.deepEqual(marked("Pool (full)", ["pool", "(f"]).map((part) => (part.hit ? `[${part.text}]` : part.text)).join(""), "[Pool] [(f]ull)");
  assert.deepEqual(marked("text", []), [{ text: "text", hit: false }]);
});
test("what narrows a search is no word of it", () => assert.deepEqual(wordsOf("Down in:#general from:@bo now"), ["down", "now"]));
test("the cast is narrowed by name, title and role, and who is being paged comes first", () => {
  const cast = [
    { ...users.get("U1")!, roles: ["incident commander"] }, { ...users.get("U2")!, waiting: { pages: 1, mentions: 0 } }, users.get("U0")!,
  ];
  const names = (text: string): string => castFor(text, cast).map((one) => one.name).join(" ");
  assert.deepEqual(["", "comm", "backup", "nobody"].map(names), ["bo ana", "ana", "bo", ""]);
});
test("what waits for somebody is said in words", () => {
  assert.equal(waitsInWords({ pages: 1, mentions: 0 }), "1 page to answer");
  assert.equal(waitsInWords({ pages: 2, mentions: 100 }), "2 pages to answer, 99+ unread");
});
