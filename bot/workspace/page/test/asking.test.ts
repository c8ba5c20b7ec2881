// What asks a person in a channel: a card that names them, as long as it has a button that decides.
import assert from "node:assert/strict";
import { test } from "node:test";
import { askingOf } from "../src/asking";
import type { Block, Message } from "../src/types";

const section = (text: string): Block => ({ type: "section", text: { type: "mrkdwn", text } });
const buttons = (style?: string): Block => ({ type: "actions", elements: [{ type: "button", action_id: "a", style }] }) as unknown as Block;
const card = (ts: string, ...blocks: Block[]): Message => ({ ts, user: "UBOT", text: "Approve?", blocks });
const asked = (...messages: Message[]): string | null => askingOf(messages, "U1")?.ts ?? null;

test("an open gate asks whom it names, the oldest first", () => {
  const [first, second] = [card("1.0", section("<@U1> please decide"), buttons("primary")), card("2.0", section("<@U1>"), buttons("primary"))];
  assert.equal(asked(first, second), "1.0");
});
test("a card asks nobody else, and one that was decided asks nobody", () => {
  assert.equal(asked(card("1.0", section("<@U2> please decide"), buttons("primary"))), null);
  assert.equal(asked(card("1.0", section("Approved by <@U1>"))), null);
  assert.equal(asked(card("1.0", section("<@U1> is the commander"), buttons())), null);
});
test("words that name somebody ask for no decision", () => assert.equal(asked({ ts: "1.0", user: "U2", text: "<@U1> see above" }), null));
