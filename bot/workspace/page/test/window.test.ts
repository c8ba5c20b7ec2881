// Which part of thousands of messages is drawn while somebody moves through them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { AT_END, FIRST, MOST, STEP, around, down, placesOf, up, windowOf, type Window } from "../src/window";

const list = Array.from({ length: 1000 }, (_, at) => ({ ts: `${at + 1000}.0` }));
const places = (window: Window, of = list): [number, number] => placesOf(of, window);

test("a channel opens with its newest, and follows what is new", () => {
  assert.deepEqual(places(AT_END), [1000 - FIRST, 1000]);
  assert.deepEqual(places(AT_END, [...list, { ts: "9999.0" }]), [1001 - FIRST, 1001]);
});
test("a short channel is drawn whole", () => assert.deepEqual(places(AT_END, list.slice(0, 7)), [0, 7]));
test("who reads upwards keeps the messages in view when new ones come", () => {
  const window = up(list, AT_END, 0, false);
  assert.deepEqual(places(window), [1000 - FIRST - STEP, 1000]);
  assert.deepEqual(places(window, [...list, { ts: "9999.0" }]), [1000 - FIRST - STEP, 1001]);
});
test("the window never grows without end, whichever way it moves", () => {
  let window: Window = AT_END;
  for (let step = 0; step < 30; step += 1) window = up(list, window, 1000, false);
  assert.deepEqual(places(window), [1000 - FIRST - 30 * STEP, 1000 - FIRST - 30 * STEP + MOST]);
  for (let step = 0; step < 200; step += 1) window = down(list, window, 1000, false);
  assert.deepEqual(places(window), [1000 - MOST, 1000]);
  assert.equal(window.to, null);
});
test("what fills the view is not taken away, however many lines it is", () => {
  let window: Window = AT_END;
  for (let step = 0; step < 10; step += 1) window = up(list, window, 0, false);
  assert.deepEqual(places(window), [1000 - FIRST - 10 * STEP, 1000]);
});
test("the beginning is the end of the way up", () => {
  let window: Window = AT_END;
  for (let step = 0; step < 200; step += 1) window = up(list, window, 1000, false);
  assert.equal(places(window)[0], 0);
});
test("a jump draws what stands around a message", () => {
  assert.deepEqual(places(around(list, "1500.0", false)), [475, 525]);
  assert.deepEqual(places(around(list, "1003.0", false)), [0, 28]);
  assert.equal(around(list, "1999.0", false).to, null);
});
test("a list that ends before the newest does not follow what is new", () =>
  assert.equal(windowOf(list, 900, 1000, true).to, "1999.0"));
test("the window stays where it was when its edge is deleted or older ones are read", () => {
  const window = windowOf(list, 500, 600, false);
  assert.deepEqual(places(window, list.filter((one) => one.ts !== "1500.0")), [500, 599]);
  assert.deepEqual(places(window, [{ ts: "1.0" }, { ts: "2.0" }, ...list]), [502, 602]);
});
test("when other messages stand in the list than those of the window, its end is drawn", () =>
  assert.deepEqual(places(windowOf(list, 0, 100, true), list.slice(500)), [450, 500]));
