// What the server tells: live updates in their order, and reading anew what may have been missed.
import * as api from "./api";
import { isOut } from "./door";
import { onlyOf, takeStretch } from "./history";
import { listen } from "./live";
import { takeEvent, takeState } from "./model";
import { current, setModel, setScreen } from "./store";
import type { Id, LiveEvent, Stretch } from "./types";

/** What is read of a channel that is open while everything is read anew: as much as is shown, within these bounds. */
const LEAST = 60;
const MOST = 500;

let stopListening: () => void = () => undefined;
let held = 0;
let waiting: LiveEvent[] = [];
let soon = 0;

/** Follows the workspace as this person until somebody else is followed; `ready` hears each time that everything was read. */
export function follow(me: Id, ready: () => void): void {
  stopListening();
  waiting = [];
  stopListening = listen(me, {
    opened: () => {
      if (!current().model.live) setScreen(() => ({ notices: [] }));
      setModel((model) => ({ ...model, live: true }));
      void refresh().then(() => {
        if (current().model.me === me && current().model.loaded) ready();
      });
    },
    closed: () => {
      setModel((model) => ({ ...model, live: false }));
      void isOut().then((out) => {
        if (out) stopListening();
      });
    },
    event: (event) => {
      waiting.push(event);
      // Updates that come together are drawn together.
      if (soon === 0) soon = window.setTimeout(takeWaiting);
    },
  });
}

function takeWaiting(): void {
  window.clearTimeout(soon);
  soon = 0;
  if (held > 0 || waiting.length === 0) return;
  const events = waiting;
  waiting = [];
  setModel((model) => events.reduce(takeEvent, model));
}

/** Takes updates that come while something is read only after it, so that none falls into the gap. */
export async function holding<T>(reading: () => Promise<T>, take: (read: T) => void): Promise<void> {
  held += 1;
  try {
    take(await reading());
  } finally {
    held -= 1;
    takeWaiting();
  }
}

/** Reads everything anew, and of the messages those of the open channel; other channels are read when they are opened. */
export async function refresh(): Promise<void> {
  const { me } = current().model;
  const { channel } = current().screen;
  try {
    await holding(
      () => Promise.all([api.loadAbout(), api.loadGlance(me), reread(me, channel)]),
      ([about, state, stretch]) => {
        if (current().model.me !== me || !state) return;
        setModel((model) => {
          const now = onlyOf(takeState({ ...model, about }, state), channel);
          return stretch ? takeStretch(now, channel, stretch, { at: "alone" }) : now;
        });
      },
    );
  } catch {
    if (current().model.me === me) setModel((model) => ({ ...model, live: false }));
  }
}

/** The shown stretch of a channel as it is now: from its newest message, or around its middle when that is far away. */
function reread(me: Id, channel: Id): Promise<Stretch | null> {
  const { model } = current();
  const list = model.messages.get(channel);
  if (!list) return Promise.resolve(null);
  const limit = String(Math.max(LEAST, Math.min(MOST, list.length)));
  const middle = list[list.length >> 1];
  return api.loadHistory(me, channel, model.ends.get(channel)?.newer && middle ? { limit, around: middle.ts } : { limit });
}
