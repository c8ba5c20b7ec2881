// The order of the channel list: pages first, then the rooms, then incidents with the newest on top.
import type { Channel, Id } from "./types";

export interface Sections {
  direct: Channel[];
  rooms: Channel[];
  incidents: Channel[];
  /** Public channels that the person is not in. */
  others: Channel[];
  archived: Channel[];
}

/** One collator for all: `localeCompare` makes one for each comparison, and this runs with every message. */
const collator = new Intl.Collator(undefined, { numeric: true });

/** Names in order, numbers in them by size: of incidents the newest is the last. */
export const byName = (a: Channel, b: Channel): number => collator.compare(a.name, b.name);

/** Each channel in one section. */
export function sectionsOf(channels: Iterable<Channel>, me: Id): Sections {
  const sections: Sections = { direct: [], rooms: [], incidents: [], others: [], archived: [] };
  for (const channel of channels) sections[sectionOf(channel, me)].push(channel);
  const { direct, rooms, incidents, others, archived } = sections;
  return {
    direct, rooms: rooms.sort(byName), incidents: incidents.sort(byName).reverse(), others: others.sort(byName), archived: archived.sort(byName).reverse(),
  };
}

function sectionOf(channel: Channel, me: Id): keyof Sections {
  if (channel.is_im) return "direct";
  if (channel.is_archived) return "archived";
  if (!channel.members?.includes(me)) return "others";
  return channel.name.startsWith("incident-") ? "incidents" : "rooms";
}
