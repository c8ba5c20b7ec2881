// The page's one store: holds the model and what is open on this screen, and tells React what changed.
import { useSyncExternalStore } from "react";
import { EMPTY, type Model } from "./model";
import type { Confirm, Id, Ts } from "./types";

/** Something to tell the person, near where they type. */
export interface Notice {
  id: number;
  kind: "error" | "info";
  text: string;
}

export interface Screen {
  /** The open channel; empty while the app's Home is open. */
  channel: Id;
  home: boolean;
  thread: Ts | null;
  pinsOpen: boolean;
  searching: boolean;
  /** Whether the cast is shown to choose from. */
  choosing: boolean;
  /** At the console's door: what went wrong there, "" for nothing; null for who is inside, undefined before that is known. */
  door: string | null | undefined;
  drawerOpen: boolean;
  notices: readonly Notice[];
  /** Grows with everything that the person sends into a channel. */
  sent: number;
  /** A message to bring into view and mark; `count` makes a second jump to the same one a new wish. */
  jump: { ts: Ts; count: number } | null;
  /** Elements whose answer is still awaited, by `busyKey`. */
  busy: ReadonlySet<string>;
  /** A confirmation that is being asked for. */
  question: { confirm: Confirm; answer: (yes: boolean) => void } | null;
  /** Ephemeral messages the person put away. */
  dismissed: ReadonlySet<Ts>;
}

export interface Shared {
  model: Model;
  screen: Screen;
}

let shared: Shared = {
  model: EMPTY,
  screen: {
    channel: "", home: false, thread: null, pinsOpen: false, searching: false, choosing: false, door: undefined, drawerOpen: false, notices: [], sent: 0, jump: null,
    busy: new Set(), question: null, dismissed: new Set(),
  },
};
const listeners = new Set<() => void>();

export const current = (): Shared => shared;

export function setModel(change: (model: Model) => Model): void {
  const model = change(shared.model);
  if (model !== shared.model) set({ ...shared, model });
}

export function setScreen(change: (screen: Screen) => Partial<Screen>): void {
  set({ ...shared, screen: { ...shared.screen, ...change(shared.screen) } });
}

let noticeId = 0;

/** Tells the person something, once. */
export function tell(kind: Notice["kind"], text: string): void {
  noticeId += 1;
  setScreen(({ notices }) => ({ notices: [...notices.filter((one) => one.text !== text), { id: noticeId, kind, text }] }));
}

export const putAway = (id: number): void =>
  setScreen(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));

/** What this browser remembers under a name. */
export function readJson<T>(key: string, otherwise: T): T {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? "null") as T | null) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function set(next: Shared): void {
  shared = next;
  for (const listener of listeners) listener();
}

/** Hears of every change; returns how to stop. */
export function onChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Draws again when what `pick` returns changes; it must return something that keeps its identity. */
export function useShared<T>(pick: (shared: Shared) => T): T {
  return useSyncExternalStore(onChange, () => pick(shared));
}
