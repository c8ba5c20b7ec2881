// Drafts and earlier commands of each person.
import assert from "node:assert/strict";
import { test } from "node:test";
import { draftOf, keepDraft, recalled, remember, said, type Store } from "../src/typed";

function session(): Store & { size(): number } {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key), size: () => kept.size,
  };
}

test("a draft is kept for each person, channel and thread", () => {
  const store = session();
  keepDraft(store, "half a", "U1", "C1");
  keepDraft(store, "reply", "U1", "C1", "1.0");
  assert.deepEqual([draftOf(store, "U1", "C1"), draftOf(store, "U1", "C1", "1.0"), draftOf(store, "U2", "C1")], ["half a", "reply", ""]);
  keepDraft(store, "", "U1", "C1");
  assert.equal(store.size(), 1);
});
test("commands are remembered, messages are not, and one sent again moves to the end", () => {
  const store = session();
  for (const line of ["/incident list", "hello", "/incident ack", "/incident list"]) remember(store, "U1", line);
  assert.deepEqual(said(store, "U1"), ["/incident ack", "/incident list"]);
  assert.deepEqual(said(store, "U2"), []);
});
test("not every command of a long night is kept", () => {
  const store = session();
  for (let n = 0; n < 100; n += 1) remember(store, "U1", `/incident note ${n}`);
  assert.equal(said(store, "U1").length, 30);
  assert.equal(said(store, "U1").at(-1), "/incident note 99");
});
test("the arrow up goes back through them, the arrow down forward to the empty box", () => {
  const lines = ["/a", "/b"];
  assert.deepEqual([recalled(lines, "", -1), recalled(lines, "/b", -1), recalled(lines, "/a", -1)], ["/b", "/a", null]);
  assert.deepEqual([recalled(lines, "/a", 1), recalled(lines, "/b", 1), recalled(lines, "", 1)], ["/b", "", null]);
});
test("in a text of one's own the arrows move the cursor", () => assert.equal(recalled(["/a"], "my text", -1), null));
test("with nothing to recall nothing happens", () => assert.equal(recalled([], "", -1), null));
