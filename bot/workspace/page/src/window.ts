// Which part of a channel's messages is drawn: a window that moves with the reader, so that a long channel costs what a short one does.
import { placeOf } from "./history";
import type { Ts } from "./types";

/** From the message `from` to the message `to`, both in it; null: so many before `to`, and as far as the newest. */
export interface Window {
  from: Ts | null;
  to: Ts | null;
}

/** The newest, and every new one that comes. */
export const AT_END: Window = { from: null, to: null };

/** Messages drawn at first; how many more each time the reader nears an end; and how many at most, if they fill the view. */
export const FIRST = 50;
export const STEP = 6;
export const MOST = 110;

type List = readonly { ts: Ts }[];

/** The window as places in the list, the second not in it. A list that was put in the place of another is shown from its end. */
export function placesOf(list: List, { from, to }: Window): [number, number] {
  const isElsewhere = to !== null && list.length > 0 && Number(to) < Number(list[0]!.ts);
  if (isElsewhere) return placesOf(list, AT_END);
  const end = to === null ? list.length : Math.min(list.length, placeOf(list, to) + 1);
  return [from === null ? Math.max(0, end - FIRST) : Math.min(placeOf(list, from), end), end];
}

/** The window between two places; at the end of the list it goes along with what is new, unless the list itself ends early. */
export function windowOf(list: List, start: number, end: number, newer: boolean): Window {
  return { from: list[start]?.ts ?? null, to: end >= list.length && !newer ? null : (list[end - 1]?.ts ?? null) };
}

/** Goes a step up. `spare` is how many of its last messages are far enough below the view to be taken away. */
export function up(list: List, window: Window, spare: number, newer: boolean): Window {
  const [start, end] = placesOf(list, window);
  const first = Math.max(0, start - STEP);
  const tooMany = Math.max(0, end - first - MOST);
  return windowOf(list, first, end - Math.min(spare, tooMany), newer);
}

/** Goes a step down. `spare` is how many of its first messages are far enough above the view. */
export function down(list: List, window: Window, spare: number, newer: boolean): Window {
  const [start, end] = placesOf(list, window);
  const last = Math.min(list.length, end + STEP);
  const tooMany = Math.max(0, last - start - MOST);
  return windowOf(list, start + Math.min(spare, tooMany), last, newer);
}

/** As many before and after a message as the page starts with. */
export function around(list: List, ts: Ts, newer: boolean): Window {
  const at = placeOf(list, ts);
  return windowOf(list, Math.max(0, at - FIRST / 2), Math.min(list.length, at + FIRST / 2), newer);
}
