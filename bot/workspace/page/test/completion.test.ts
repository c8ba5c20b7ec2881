// What the composer offers while somebody types.
import assert from "node:assert/strict";
import { test } from "node:test";
import { complete } from "../src/completion";
import type { Channel, User } from "../src/types";

const sub = (name: string, usage: string) => ({ name, usage, help: `${name} helps` });
const COMMANDS = [{
  command: "/incident", description: "Leads incidents", usage_hint: "declare <what is wrong>",
  sub_commands: [sub("declare", "declare <what is wrong>"), sub("list", "list"), sub("resolve", "resolve <how>"), sub("resume", "")],
}];
const USERS = new Map<string, User>([
  ["U1", { id: "U1", name: "kim", real_name: "Kim Tanaka", title: "Deployment manager" }],
  ["U2", { id: "U2", name: "ana", real_name: "Ana Ortiz" }],
]);
const CHANNELS = new Map<string, Channel>([["C1", { id: "C1", name: "incident-101" }]]);
const offered = (text: string) => complete(text, COMMANDS, USERS, CHANNELS);
const texts = (text: string): string[] => offered(text).suggestions.map((one) => one.text);

test("the beginning of a command offers the command, with what it is for and how it is used", () =>
  assert.deepEqual(offered("/in").suggestions, [{ text: "/incident ", label: "/incident", usage: "declare <what is wrong>", help: "Leads incidents" }]));
test("after the command all sub-commands are offered", () => assert.equal(texts("/incident ").length, 4));
test("the beginning of a sub-command offers what begins so", () =>
  assert.deepEqual(texts("/incident re"), ["/incident resolve ", "/incident resume "]));
test("a sub-command with its arguments shows how it is used", () =>
  assert.deepEqual(offered("/incident declare checkout").usage, { form: "/incident declare <what is wrong>", help: "declare helps" }));
test("a sub-command nobody has is left to Muster's own suggestion", () =>
  assert.deepEqual(offered("/incident decalre x"), { suggestions: [], usage: null }));
test("a person is found by handle, first and last name", () => {
  for (const text of ["hello @ki", "hello @tan"]) assert.deepEqual(texts(text), ["hello @kim "]);
});
test("a channel is found by part of its name", () => assert.deepEqual(texts("see #101"), ["see #incident-101 "]));
test("a mail address offers nobody", () => assert.deepEqual(texts("a@ki"), []));
test("ordinary text offers nothing", () => assert.deepEqual(offered("hello"), { suggestions: [], usage: null }));
test("everybody is called only on purpose", () => {
  assert.deepEqual(texts("now @he"), ["now @here "]);
  assert.deepEqual(texts("now @").filter((text) => text.includes("here")), []);
});
