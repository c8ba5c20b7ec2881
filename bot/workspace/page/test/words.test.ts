// Errors, dates and emoji as a person reads them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dateToken } from "../src/dates";
import { emoji, findEmoji } from "../src/emoji";
import { inWords } from "../src/words";

const NOON = new Date(2026, 10, 21, 12, 0);
const at = (hours: number, form: string): string | null => dateToken(NOON.getTime() / 1000 + hours * 3600, form, NOON);

test("a time-out says what to do", () => assert.match(inWords("operation_timeout"), /did not answer within 3 seconds.*look at the channel/));
test("an unknown word is shown, so that it can be searched for", () => assert.equal(inWords("some_new_word"), "That did not work: some new word."));
test("a word of the language itself is no error of ours", () => assert.equal(inWords("constructor"), "That did not work: constructor."));
test("dates near now are words", () => {
  assert.equal(at(0, "{date_pretty}"), "Today");
  assert.equal(at(-24, "since {date_short_pretty}"), "since yesterday");
  assert.equal(at(24, "{date_long_pretty}"), "Tomorrow");
});
test("a date as numbers is the same in every language", () => assert.equal(at(0, "{date_num}"), "2026-11-21"));
test("a date that cannot be read falls back to the text that came with it", () => {
  assert.equal(dateToken(Number("x"), "{time}"), null);
  assert.equal(at(0, "{constructor}"), null);
});
test("emoji by Slack's names, and no others", () => {
  assert.deepEqual(["eyes", "large_green_circle", "+1", "thumbsup"].map(emoji), ["👀", "🟢", "👍", "👍"]);
  assert.equal(emoji("constructor"), null);
});
test("emoji that only Slack calls so", () => {
  const names = ["face_with_rolling_eyes", "octagonal_sign", "male-technologist", "flag-de", "warning", "one", "spiral_note_pad", "robot_face"];
  assert.deepEqual(names.map(emoji), ["🙄", "🛑", "👨‍💻", "🇩🇪", "⚠️", "1️⃣", "🗒️", "🤖"]);
});
test("skin tones colour hands and faces, and nothing else", () => {
  assert.deepEqual(["+1::skin-tone-2", "wave::skin-tone-6", "rocket::skin-tone-3"].map(emoji), ["👍🏻", "👋🏿", "🚀"]);
});
test("an emoji is found by a part of its name, what begins so first", () => {
  assert.deepEqual(findEmoji(":rocket").slice(0, 1), ["rocket"]);
  assert.ok(findEmoji("check mark").includes("white_check_mark"));
  assert.deepEqual(findEmoji("no such thing"), []);
});
