// What of a file is shown before somebody opens it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { firstLines, kindOf, readable, rowsOf } from "../src/preview";

test("a file's kind is known by its name, else by its type", () => {
  const kinds = [["timeline.md", "text/plain"], ["a.CSV", ""], ["state.json", "application/json"], ["x.png", "image/png"], ["x.log", ""], ["x", "text/plain"], ["x.bin", "application/octet-stream"]] as const;
  assert.deepEqual(kinds.map(([name, type]) => kindOf(name, type)), ["markdown", "csv", "json", "picture", "text", "text", "other"]);
});
test("the first lines, and how many there are", () => assert.deepEqual(firstLines("a\nb\nc\n", 2), { shown: "a\nb", lines: 3 }));
test("JSON is indented, broken JSON stays as it is", () => {
  assert.equal(readable('{"a":[1]}', "json"), '{\n  "a": [\n    1\n  ]\n}');
  assert.equal(readable('{"a":', "json"), '{"a":');
});
test("a CSV's cells may hold commas, quotes and lines", () => {
  assert.deepEqual(rowsOf('a,b\r\n"x, y","say ""hi"""\n"two\nlines",\n'), [["a", "b"], ["x, y", 'say "hi"'], ["two\nlines", ""]]);
  assert.deepEqual(rowsOf(""), []);
  assert.deepEqual(rowsOf('a"b,c'), [['a"b', "c"]]);
});
