// Who reacted, in words.
import assert from "node:assert/strict";
import { test } from "node:test";
import { whoReacted } from "../src/people";

test("names in a sentence, oneself last", () => {
  const who = (...users: string[]): string => whoReacted(users, "ME", (id) => id);
  assert.equal(who("Ana"), "Ana");
  assert.equal(who("ME"), "You");
  assert.equal(who("ME", "Ana"), "Ana and you");
  assert.equal(who("Ana", "ME", "Bo"), "Ana, Bo and you");
});
