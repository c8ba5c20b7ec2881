// What somebody typed: drafts that outlive a reload, and the commands that were sent, to be had back with the arrow up.
import type { Id, Ts } from "./types";

/** Where text is kept: the session of this tab, so that two tabs as two people do not mix. */
export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const RECALLED = 30;

const draftKey = (me: Id, channel: Id, thread?: Ts): string => `muster.draft.${me}/${channel}/${thread ?? ""}`;
const saidKey = (me: Id): string => `muster.said.${me}`;

export const draftOf = (store: Store, me: Id, channel: Id, thread?: Ts): string => store.getItem(draftKey(me, channel, thread)) ?? "";

export function keepDraft(store: Store, text: string, me: Id, channel: Id, thread?: Ts): void {
  const key = draftKey(me, channel, thread);
  if (text === "") store.removeItem(key);
  else store.setItem(key, text);
}

/** The commands this person sent, the oldest first. */
export const said = (store: Store, me: Id): string[] => JSON.parse(store.getItem(saidKey(me)) ?? "[]") as string[];

/** Remembers a line that was sent, if it is a command; one that is sent again moves to the end. */
export function remember(store: Store, me: Id, line: string): void {
  if (!line.startsWith("/")) return;
  const lines = [...said(store, me).filter((one) => one !== line), line].slice(-RECALLED);
  store.setItem(saidKey(me), JSON.stringify(lines));
}

/**
 * What stands in the box after an arrow key: the command before or after the one that stands there now.
 * Null when the key is for the text itself: something else was typed there.
 */
export function recalled(lines: readonly string[], text: string, step: -1 | 1): string | null {
  const at = text === "" ? lines.length : lines.lastIndexOf(text);
  if (at < 0) return null;
  const next = at + step;
  if (next < 0 || (text === "" && step > 0)) return null;
  return lines[next] ?? "";
}
