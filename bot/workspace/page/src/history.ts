// What the page holds of each channel's messages: a stretch without gaps, the threads that are open, and pinned messages.
import type { Id, Message, Stretch, Ts } from "./types";

/** Messages by where they are shown. A channel that nobody opened here has no entry. */
export interface History {
  /** The stretch of each channel, oldest first, without thread replies. */
  messages: ReadonlyMap<Id, readonly Message[]>;
  /** Whether the channel goes on beyond the ends of its stretch. */
  ends: ReadonlyMap<Id, Ends>;
  /** Threads by `threadKey`: the parent and its replies. */
  threads: ReadonlyMap<string, readonly Message[]>;
  /** Messages shown beside their channel, wherever its stretch lies: the pinned ones. */
  beside: ReadonlyMap<Id, readonly Message[]>;
}

export interface Ends {
  older: boolean;
  newer: boolean;
}

export const NO_HISTORY: History = { messages: new Map(), ends: new Map(), threads: new Map(), beside: new Map() };

/** A channel that is left keeps so many of its newest messages at most. */
const KEPT = 120;

export const threadKey = (channel: Id, parent: Ts): string => `${channel}/${parent}`;

/** Whether a message stands in its thread only, not in the channel. */
export const isReply = (message: Pick<Message, "ts" | "thread_ts" | "subtype">): boolean =>
  Boolean(message.thread_ts) && message.thread_ts !== message.ts && message.subtype !== "thread_broadcast";

export const byTs = (a: { ts: Ts }, b: { ts: Ts }): number => Number(a.ts) - Number(b.ts);

/** The place of the first item that is not before `ts`. */
export function placeOf(list: readonly { ts: Ts }[], ts: Ts): number {
  const wanted = Number(ts);
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(list[middle]!.ts) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Puts an item where its ts belongs, in place of an older version of itself. */
export function putByTs<T extends { ts: Ts }>(list: readonly T[], item: T): readonly T[] {
  const at = placeOf(list, item.ts);
  const copy = [...list];
  copy.splice(at, list[at]?.ts === item.ts ? 1 : 0, item);
  return copy;
}

/** The new list with the objects of the old one where nothing changed, so that nothing is drawn twice. */
export function keepSame(before: readonly Message[], after: readonly Message[]): readonly Message[] {
  const known = new Map(before.map((message) => [message.ts, message]));
  return after.map((message) => {
    const old = known.get(message.ts);
    return old && JSON.stringify(old) === JSON.stringify(message) ? old : message;
  });
}

export function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}

/** How a stretch that was read joins the known one: beyond its first or last message, `edge`, or in its place. */
export type Joined = { at: "older" | "newer"; edge: Ts } | { at: "alone" };

/** Takes in a stretch that was read; nothing, when the end that it was read for is not the end any more. */
export function takeStretch<H extends History>(history: H, channel: Id, stretch: Stretch, joined: Joined): H {
  const known = history.messages.get(channel) ?? [];
  if (joined.at !== "alone" && known.at(joined.at === "older" ? 0 : -1)?.ts !== joined.edge) return history;
  const ends = history.ends.get(channel) ?? { older: false, newer: false };
  const more = [...stretch.messages].sort(byTs);
  const after = {
    older: () => [...more.filter((one) => byTs(one, known[0]!) < 0), ...known],
    newer: () => [...known, ...more.filter((one) => byTs(one, known.at(-1)!) > 0)],
    alone: () => keepSame(known, more),
  }[joined.at]();
  const { older, newer } = stretch;
  const now = { older: joined.at === "newer" ? ends.older : older, newer: joined.at === "older" ? ends.newer : newer };
  return { ...history, messages: withEntry(history.messages, channel, after), ends: withEntry(history.ends, channel, now) };
}

/** A message that is new or changed, wherever it is shown. What lies beyond the ends of the stretch is read when it is needed. */
export function takeMessage<H extends History>(history: H, channel: Id, message: Message): H {
  const list = history.messages.get(channel);
  const inStretch = list && !isReply(message) && within(list, history.ends.get(channel), message);
  const key = threadKey(channel, message.thread_ts ?? message.ts);
  const thread = history.threads.get(key);
  const beside = history.beside.get(channel);
  const isBeside = beside?.some((one) => one.ts === message.ts);
  return {
    ...history,
    messages: inStretch ? withEntry(history.messages, channel, putByTs(list, message)) : history.messages,
    threads: thread ? withEntry(history.threads, key, putByTs(thread, message)) : history.threads,
    beside: beside && isBeside ? withEntry(history.beside, channel, putByTs(beside, message)) : history.beside,
  };
}

function within(list: readonly Message[], ends: Ends | undefined, message: Message): boolean {
  if (list.length === 0) return !ends?.older && !ends?.newer;
  if (byTs(message, list[0]!) < 0) return !ends?.older;
  return byTs(message, list.at(-1)!) <= 0 || !ends?.newer;
}

/** A message that is gone, from everywhere. */
export function dropMessage<H extends History>(history: H, channel: Id, ts: Ts): H {
  const without = <K>(map: ReadonlyMap<K, readonly Message[]>, keys: Iterable<K>): ReadonlyMap<K, readonly Message[]> => {
    let changed = map;
    for (const key of keys) {
      const list = map.get(key);
      if (list?.some((one) => one.ts === ts)) changed = withEntry(changed, key, list.filter((one) => one.ts !== ts));
    }
    return changed;
  };
  const threads = [...history.threads.keys()].filter((key) => key.startsWith(`${channel}/`));
  return {
    ...history,
    messages: without(history.messages, [channel]),
    threads: without(history.threads, threads),
    beside: without(history.beside, [channel]),
  };
}

/** What remains of a channel that is left: its newest messages, so that it opens at once the next time. */
export function leaveChannel<H extends History>(history: H, channel: Id): H {
  const list = history.messages.get(channel);
  const ends = history.ends.get(channel);
  if (!list || !ends) return history;
  const messages = new Map(history.messages);
  const allEnds = new Map(history.ends);
  if (ends.newer) {
    messages.delete(channel);
    allEnds.delete(channel);
  } else if (list.length > KEPT) {
    messages.set(channel, list.slice(-KEPT));
    allEnds.set(channel, { older: true, newer: false });
  } else return history;
  return { ...history, messages, ends: allEnds };
}

/** Only what this channel and thread show, when the rest may have become old unseen. */
export function onlyOf<H extends History>(history: H, channel: Id): H {
  const only = <V>(map: ReadonlyMap<Id, V>): ReadonlyMap<Id, V> => {
    const value = map.get(channel);
    return value === undefined ? new Map() : new Map([[channel, value]]);
  };
  const threads = new Map([...history.threads].filter(([key]) => key.startsWith(`${channel}/`)));
  return { ...history, messages: only(history.messages), ends: only(history.ends), beside: only(history.beside), threads };
}

/** A message by its place, if it is here. */
export function findMessage(history: History, channel: Id, ts: Ts): Message | undefined {
  const list = history.messages.get(channel) ?? [];
  const found = list[placeOf(list, ts)];
  if (found?.ts === ts) return found;
  const inBeside = history.beside.get(channel)?.find((one) => one.ts === ts);
  if (inBeside) return inBeside;
  for (const [key, thread] of history.threads) {
    const hit = key.startsWith(`${channel}/`) && thread.find((one) => one.ts === ts);
    if (hit) return hit;
  }
  return undefined;
}
