// What the page knows, and how each event changes it: pure functions, so that live updates and reloads cannot differ.
import type { About, Channel, Ephemeral, Id, LiveEvent, Message, Ts, User, View, WorkspaceState } from "./types";

export interface Model {
  me: Id;
  loaded: boolean;
  users: ReadonlyMap<Id, User>;
  channels: ReadonlyMap<Id, Channel>;
  /** Messages of each channel, thread replies among them, oldest first. */
  messages: ReadonlyMap<Id, readonly Message[]>;
  ephemerals: ReadonlyMap<Id, readonly Ephemeral[]>;
  /** The open modals of this person, the lowest first. */
  views: readonly View[];
  about: About | null;
  /** Whether the live feed stands. */
  live: boolean;
}

export const EMPTY: Model = {
  me: "",
  loaded: false,
  users: new Map(),
  channels: new Map(),
  messages: new Map(),
  ephemerals: new Map(),
  views: [],
  about: null,
  live: true,
};

const byTs = (a: { ts: Ts }, b: { ts: Ts }): number => Number(a.ts) - Number(b.ts);

/** Takes the whole state of the server in; unchanged messages keep their identity, so that nothing is drawn twice. */
export function takeState(model: Model, state: WorkspaceState): Model {
  const messages = new Map<Id, readonly Message[]>();
  const channels = new Map<Id, Channel>();
  for (const { messages: list, ...channel } of state.channels) {
    channels.set(channel.id, channel);
    messages.set(channel.id, keepSame(model.messages.get(channel.id) ?? [], [...list].sort(byTs)));
  }
  const ephemerals = new Map<Id, Ephemeral[]>();
  for (const one of [...state.ephemeral].sort(byTs)) {
    if (one.user !== model.me) continue;
    ephemerals.set(one.channel, [...(ephemerals.get(one.channel) ?? []), one]);
  }
  const views = state.views.filter((view) => !view.user || view.user === model.me);
  const users = new Map(state.users.map((user) => [user.id, user]));
  return { ...model, loaded: true, users, channels, messages, ephemerals, views: keepViews(model.views, views) };
}

function keepSame(before: readonly Message[], after: Message[]): readonly Message[] {
  const known = new Map(before.map((message) => [message.ts, message]));
  return after.map((message) => {
    const old = known.get(message.ts);
    return old && JSON.stringify(old) === JSON.stringify(message) ? old : message;
  });
}

function keepViews(before: readonly View[], after: readonly View[]): readonly View[] {
  return JSON.stringify(before) === JSON.stringify(after) ? before : after;
}

/** Puts an item where its ts belongs, in place of an older version of itself. */
export function putByTs<T extends { ts: Ts }>(list: readonly T[], item: T): readonly T[] {
  let at = list.length;
  while (at > 0 && byTs(list[at - 1]!, item) > 0) at -= 1;
  const replaces = at > 0 && list[at - 1]!.ts === item.ts;
  const copy = [...list];
  copy.splice(replaces ? at - 1 : at, replaces ? 1 : 0, item);
  return copy;
}

function withEntry<V>(map: ReadonlyMap<Id, V>, key: Id, value: V): ReadonlyMap<Id, V> {
  return new Map(map).set(key, value);
}

/** Takes the view that is now on top: a new one is stacked, a known one loses what lay over it. */
export function putView(views: readonly View[], top: View): readonly View[] {
  const at = views.findIndex((one) => one.id === top.id);
  return [...(at < 0 ? views : views.slice(0, at)), top];
}

/** A channel's new header; one that this person was taken out of is gone for them. */
function takeChannel(model: Model, channel: Channel): Model {
  const hidden = (channel.is_private || channel.is_im) && !channel.members?.includes(model.me);
  const channels = new Map(model.channels);
  if (hidden) channels.delete(channel.id);
  else channels.set(channel.id, channel);
  return { ...model, channels };
}

/** What one live event makes of the model. */
export function takeEvent(model: Model, event: LiveEvent): Model {
  switch (event.type) {
    case "message": {
      const list = putByTs(model.messages.get(event.channel) ?? [], event.message);
      return { ...model, messages: withEntry(model.messages, event.channel, list) };
    }
    case "message_deleted": {
      const list = (model.messages.get(event.channel) ?? []).filter((one) => one.ts !== event.ts);
      return { ...model, messages: withEntry(model.messages, event.channel, list) };
    }
    case "channel":
      return takeChannel(model, event.channel);
    case "ephemeral": {
      const list = putByTs(model.ephemerals.get(event.channel) ?? [], event.ephemeral);
      return { ...model, ephemerals: withEntry(model.ephemerals, event.channel, list) };
    }
    case "ephemeral_deleted": {
      const list = (model.ephemerals.get(event.channel) ?? []).filter((one) => one.ts !== event.ts);
      return { ...model, ephemerals: withEntry(model.ephemerals, event.channel, list) };
    }
    case "view":
      return { ...model, views: event.view ? putView(model.views, event.view) : [] };
    case "about":
      if (!model.about) return model;
      return { ...model, about: { ...model.about, connected: event.connected, speed: event.speed, now: event.now } };
    default:
      return model;
  }
}

export const isReply = (message: { ts: Ts; thread_ts?: Ts | null }): boolean =>
  Boolean(message.thread_ts) && message.thread_ts !== message.ts;

const REPLIES = new WeakMap<readonly Message[], ReadonlyMap<Ts, readonly Message[]>>();

/** The replies of each thread of a channel; worked out once for each version of the list. */
export function repliesOf(messages: readonly Message[]): ReadonlyMap<Ts, readonly Message[]> {
  const known = REPLIES.get(messages);
  if (known) return known;
  const threads = new Map<Ts, Message[]>();
  for (const message of messages) {
    if (!isReply(message)) continue;
    const list = threads.get(message.thread_ts!) ?? [];
    list.push(message);
    threads.set(message.thread_ts!, list);
  }
  REPLIES.set(messages, threads);
  return threads;
}

export const words = (value: string | { value: string } | undefined): string =>
  typeof value === "string" ? value : (value?.value ?? "");

export const titleOf = (text: { text: string } | string | null | undefined): string =>
  typeof text === "string" ? text : (text?.text ?? "");

/** Whether somebody can be played on this page: everybody but apps. */
export const isPerson = (user: User): boolean => !user.is_bot;

export const botOf = (about: About | null): Id =>
  about === null ? "" : typeof about.bot_user === "string" ? about.bot_user : about.bot_user.id;

export const teamOf = (about: About | null): string =>
  about === null ? "" : typeof about.team === "string" ? about.team : about.team.name;

/** The other person of a direct message: its `user` is the one who talks with the bot. */
export const partner = (channel: Channel, me: Id): Id =>
  (channel.user === me ? channel.members?.find((id) => id !== me) : channel.user) ?? channel.user ?? "";

/** How a channel is called: a direct message carries the other person's name. */
export function channelName(channel: Channel, { users, me }: Pick<Model, "users" | "me">): string {
  if (!channel.is_im) return channel.name;
  const user = users.get(partner(channel, me));
  return user ? user.real_name || user.name : channel.name;
}
