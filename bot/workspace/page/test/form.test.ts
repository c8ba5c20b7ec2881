// What a form holds while it is filled in, refused, updated and sent.
import assert from "node:assert/strict";
import { test } from "node:test";
import { carried, complaints, isTouched, values } from "../src/form";
import type { Block, Element, View } from "../src/types";

const field = (id: string, element: Partial<Element> = {}, more: Partial<Block> = {}): Block =>
  ({ type: "input", block_id: id, element: { type: "plain_text_input", action_id: "value", ...element }, ...more });
const view = (...blocks: Block[]): View => ({ id: "V1", title: "T", blocks });
const option = (value: string) => ({ value, text: { type: "plain_text" as const, text: value } });

test("a field starts with what the view says", () => {
  const fields = carried({}, view(
    field("a", { initial_value: "x" }), field("b", { type: "checkboxes", initial_options: [option("1")] }),
    field("c", { type: "datetimepicker", initial_date_time: 60 }), field("d", { type: "multi_users_select" }),
    field("e", { type: "rich_text_input", initial_value: { elements: [{ elements: [{ text: "rich" }] }] } }), field("f"),
  ));
  assert.deepEqual(Object.values(fields), ["x", ["1"], "60", [], "rich", null]);
});
test("an updated view keeps what was typed where block_id and action_id are the same", () => {
  const typed = { ...carried({}, view(field("a"))), "a/value": "typed" };
  assert.equal(carried(typed, view(field("a", { initial_value: "other" })))["a/value"], "typed");
  assert.equal(carried(typed, view(field("b", { initial_value: "other" })))["b/value"], "other");
  assert.equal(carried(typed, view(field("a", { action_id: "new", initial_value: "other" })))["a/new"], "other");
});
test("as in Slack, a field that nobody touched keeps its first value, too", () => {
  const first = carried({}, view(field("a", { initial_value: "first" })));
  assert.equal(carried(first, view(field("a", { initial_value: "second" })))["a/value"], "first");
});
test("a field that was gone for a while has its text again", () => {
  const typed = { "a/value": "typed" };
  assert.equal(carried(carried(typed, view()), view(field("a")))["a/value"], "typed");
});
test("after a reload the form holds what the server knows was typed", () => {
  const entries = {
    a: { value: { type: "plain_text_input", value: "typed" } }, b: { value: { type: "static_select", selected_option: option("P1") } },
    c: { value: { type: "checkboxes", selected_options: [option("1")] } }, d: { value: { type: "file_input", files: [{ id: "F1" }] } },
  };
  const shown = { ...view(field("a"), field("b", { type: "static_select" }), field("c", { type: "checkboxes" }), field("d", { type: "file_input" })), values: entries };
  assert.deepEqual(Object.values(carried({}, shown)), ["typed", "P1", ["1"], ["F1"]]);
});
test("only the fields that the view shows are sent, by their block_id", () =>
  assert.deepEqual(values(view(field("a"), field("b")), { "a/value": "x", "gone/value": "y" }), { a: "x", b: null }));
test("what must be filled in, what is too short and what is too long is told by field; optional ones may be empty", () => {
  const shown = view(field("a"), field("b", {}, { optional: true }), field("c", { min_length: 5 }), field("d", { max_length: 3 }), field("e", { type: "checkboxes" }));
  assert.deepEqual(complaints(shown, { "a/value": " ", "c/value": "abc", "d/value": "12345", "e/value": [] }), {
    a: "Please fill this in.", c: "At least 5 characters, please.", d: "2 characters too many: at most 3, please.", e: "Please fill this in.",
  });
});
test("leaving asks only where something was typed", () => {
  const shown = view(field("a", { initial_value: "x" }));
  assert.equal(isTouched(shown, carried({}, shown)), false);
  assert.equal(isTouched(shown, { "a/value": "y" }), true);
});
