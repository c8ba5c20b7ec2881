// What the page knows, and how each event changes it: pure functions, so that live updates and reloads cannot differ.
import { NO_HISTORY, byTs, dropMessage, putByTs, takeMessage, withEntry, type History } from "./history";
import type { About, Channel, Ephemeral, Glance, Id, LiveEvent, Unread, User, View } from "./types";

export interface Model extends History {
  me: Id;
  loaded: boolean;
  users: ReadonlyMap<Id, User>;
  channels: ReadonlyMap<Id, Channel>;
  ephemerals: ReadonlyMap<Id, readonly Ephemeral[]>;
  /** The open modals of this person, the lowest first. */
  views: readonly View[];
  /** What the app published as this person's Home. */
  home: View | null;
  about: About | null;
  /** Whether the live feed stands. */
  live: boolean;
  /** Grows each time the state was read anew: what was read apart from it has to be read again. */
  reads: number;
}

export const EMPTY: Model = {
  ...NO_HISTORY,
  me: "",
  loaded: false,
  users: new Map(),
  channels: new Map(),
  ephemerals: new Map(),
  views: [],
  home: null,
  about: null,
  live: true,
  reads: 0,
};

/** Takes in what the server shows at a glance; messages are read apart from it. */
export function takeState(model: Model, state: Glance): Model {
  const channels = new Map(state.channels.map((channel) => [channel.id, channel]));
  const ephemerals = new Map<Id, Ephemeral[]>();
  for (const one of [...state.ephemeral].sort(byTs)) {
    if (one.user !== model.me) continue;
    ephemerals.set(one.channel, [...(ephemerals.get(one.channel) ?? []), one]);
  }
  const views = state.views.filter((view) => !view.user || view.user === model.me);
  const users = new Map(state.users.map((user) => [user.id, user]));
  const home = state.homes[model.me] ?? null;
  return { ...model, loaded: true, users, channels, ephemerals, views: keepViews(model.views, views), home, reads: model.reads + 1 };
}

function keepViews(before: readonly View[], after: readonly View[]): readonly View[] {
  return JSON.stringify(before) === JSON.stringify(after) ? before : after;
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
  else channels.set(channel.id, { ...channel, unread: model.channels.get(channel.id)?.unread ?? NOTHING });
  return { ...model, channels };
}

const NOTHING: Unread = { read: "0", count: 0, mentions: 0, latest: "0" };

/** New counts of a channel; counts from before the person read further are late, and not taken. */
export function takeUnread(model: Model, id: Id, unread: Unread): Model {
  const channel = model.channels.get(id);
  if (!channel || Number(unread.read) < Number(channel.unread?.read ?? 0)) return model;
  if (JSON.stringify(unread) === JSON.stringify(channel.unread)) return model;
  return { ...model, channels: withEntry(model.channels, id, { ...channel, unread }) };
}

/** What one live event makes of the model. */
export function takeEvent(model: Model, event: LiveEvent): Model {
  switch (event.type) {
    case "message":
      return takeMessage(model, event.channel, event.message);
    case "message_deleted":
      return dropMessage(model, event.channel, event.ts);
    case "unread":
      return takeUnread(model, event.channel, event.unread);
    case "waiting": {
      const user = model.users.get(event.user);
      return user ? { ...model, users: withEntry(model.users, user.id, { ...user, waiting: event.waiting }) } : model;
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
    case "home":
      return { ...model, home: event.view };
    case "about":
      if (!model.about) return model;
      return { ...model, about: { ...model.about, connected: event.connected, speed: event.speed, now: event.now } };
    case "console":
      if (!model.about?.console) return model;
      return { ...model, about: { ...model.about, console: { ...model.about.console, slack: event.slack } } };
    default:
      return model;
  }
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
