// Where the person is: opening channels, threads and messages, reading on in a channel, and what counts as seen.
import * as api from "./api";
import { holding } from "./feed";
import { findMessage, isReply, leaveChannel, placeOf, takeStretch, threadKey, withEntry, type Joined } from "./history";
import { takeUnread } from "./model";
import { current, setModel, setScreen, tell } from "./store";
import type { Id, Ts } from "./types";
import { inWords } from "./words";

const channelKey = (me: Id): string => `muster.channel.${me}`;

/** Messages read at once while somebody scrolls. */
const MORE = "100";

/** What the address names the app's Home. */
const HOME = "home";

/** Opens the app's Home, which the app draws anew for that. */
export function openHome(): void {
  const { model, screen } = current();
  history.replaceState(null, "", `${location.search}#${HOME}`);
  if (screen.channel !== "") setModel((before) => leaveChannel(before, screen.channel));
  setScreen(() => ({ channel: "", home: true, thread: null, pinsOpen: false, drawerOpen: false, jump: null, notices: [] }));
  void api.openHome(model.me).then((answer) => {
    if (!answer.ok && current().screen.home) tell("error", inWords(answer.error));
  });
}

/** Opens what the address names after its #, else the channel this person had open last. */
export function openFromAddress(): void {
  const { model } = current();
  const [channel, ts] = decodeURIComponent(location.hash.slice(1)).split("/");
  if (channel === HOME) return openHome();
  if (channel && goTo(channel, ts)) return;
  const last = localStorage.getItem(channelKey(model.me)) ?? "";
  const first = [...model.channels.values()].find((one) => one.name === "general") ?? [...model.channels.values()][0];
  if (model.channels.has(last)) openChannel(last);
  else if (first) openChannel(first.id);
}

function turnTo(channel: Id): void {
  const { model, screen } = current();
  localStorage.setItem(channelKey(model.me), channel);
  history.replaceState(null, "", `${location.search}#${channel}`);
  if (screen.channel !== channel) setModel((before) => leaveChannel(before, screen.channel));
  setScreen(() => ({ channel, home: false, thread: null, drawerOpen: false, jump: null, notices: [] }));
}

export function openChannel(channel: Id): void {
  turnTo(channel);
  if (!current().model.messages.has(channel)) void read(channel, {});
}

/** Opens a channel, and a message in it; false when this person cannot see that channel. */
export function goTo(channel: Id, ts?: Ts): boolean {
  const { model, screen } = current();
  if (!model.channels.has(channel)) return false;
  if (!ts) {
    if (screen.channel !== channel) openChannel(channel);
    return true;
  }
  if (screen.channel !== channel) turnTo(channel);
  else setScreen(() => ({ drawerOpen: false }));
  void showMessage(channel, ts);
  return true;
}

/** Brings a message into view, wherever in the history it stands; a reply in its thread. */
async function showMessage(channel: Id, ts: Ts): Promise<void> {
  const { me } = current().model;
  const message = findMessage(current().model, channel, ts) ?? (await once(api.loadMessages(me, channel, [ts])))?.[0];
  if (current().model.me !== me || current().screen.channel !== channel) return;
  if (!message) {
    tell("error", inWords("message_not_found"));
    if (!current().model.messages.has(channel)) void read(channel, {});
    return;
  }
  const root = isReply(message) ? message.thread_ts! : ts;
  const list = current().model.messages.get(channel) ?? [];
  if (list[placeOf(list, root)]?.ts !== root) await read(channel, { around: root });
  if (isReply(message)) {
    setScreen(() => ({ thread: root, pinsOpen: false }));
    await readThread(channel, root);
  }
  if (current().screen.channel === channel) setScreen((before) => ({ jump: { ts, count: (before.jump?.count ?? 0) + 1 } }));
}

/** Goes to the first message after the one that was read last. */
export async function showSince(channel: Id, ts: Ts): Promise<void> {
  const stretch = await once(api.loadHistory(current().model.me, channel, { after: ts, limit: "1" }));
  const first = stretch?.messages[0];
  if (first && current().screen.channel === channel) await showMessage(channel, first.ts);
}

const once = async <T>(reading: Promise<T>): Promise<T | null> => reading.catch(() => null);
const underWay = new Set<string>();

/** Reads a part of a channel; a part that is being read already is not read twice. */
async function read(channel: Id, part: Record<string, string>, joined: Joined = { at: "alone" }): Promise<void> {
  const { me } = current().model;
  const key = `${me}/${channel}/${joined.at}`;
  if (underWay.has(key)) return;
  underWay.add(key);
  try {
    await holding(() => once(api.loadHistory(me, channel, part)), (stretch) => {
      if (stretch && current().model.me === me) setModel((model) => takeStretch(model, channel, stretch, joined));
    });
  } finally {
    underWay.delete(key);
  }
}

/** Reads on beyond the upper end of what is here. */
export function readOlder(channel: Id): void {
  const { messages, ends } = current().model;
  const first = messages.get(channel)?.[0];
  if (first && ends.get(channel)?.older) void read(channel, { before: first.ts, limit: MORE }, { at: "older", edge: first.ts });
}

/** Reads on beyond the lower end. */
export function readNewer(channel: Id): void {
  const { messages, ends } = current().model;
  const last = messages.get(channel)?.at(-1);
  if (last && ends.get(channel)?.newer) void read(channel, { after: last.ts, limit: MORE }, { at: "newer", edge: last.ts });
}

/** From somewhere in the past back to the newest. */
export const readNewest = (channel: Id): Promise<void> => read(channel, {});

export async function readThread(channel: Id, ts: Ts): Promise<void> {
  const { me } = current().model;
  await holding(() => once(api.loadThread(me, channel, ts)), (thread) => {
    if (!thread || current().model.me !== me) return;
    setModel((model) => ({ ...model, threads: withEntry(model.threads, threadKey(channel, ts), thread.messages) }));
  });
}

export async function readPins(channel: Id, pins: readonly Ts[]): Promise<void> {
  const { me } = current().model;
  await holding(() => once(api.loadMessages(me, channel, pins)), (found) => {
    if (found && current().model.me === me) setModel((model) => ({ ...model, beside: withEntry(model.beside, channel, found) }));
  });
}

/** Remembers how far this person has read in the open channel, if that is further than before; the server counts the rest. */
export function markReadUpTo(ts: Ts | null): void {
  const { model, screen } = current();
  const unread = model.channels.get(screen.channel)?.unread;
  if (document.visibilityState === "hidden" || !ts || !unread || Number(unread.read) >= Number(ts)) return;
  if (model.messages.get(screen.channel)?.some((one) => one.ts === ts)) void api.sendRead(model.me, screen.channel, ts);
}

/** Remembers that this person has seen everything in the open channel. Only what is really in view counts. */
export function markRead(): void {
  if (document.visibilityState === "hidden") return;
  const { model, screen } = current();
  const unread = model.channels.get(screen.channel)?.unread;
  const last = model.messages.get(screen.channel)?.at(-1)?.ts;
  if (!last || !unread || model.ends.get(screen.channel)?.newer) return;
  const seen = Number(unread.latest) > Number(last) ? unread.latest : last;
  if (Number(unread.read) >= Number(seen)) return;
  setModel((before) => takeUnread(before, screen.channel, { read: seen, count: 0, mentions: 0, latest: "0" }));
  void api.sendRead(model.me, screen.channel, seen);
}
