// What somebody looks for by a few letters: channels and people at once, and which letters of a text were meant.
import { channelName, isPerson, type Model } from "./model";
import type { Channel, User, Waiting } from "./types";
import { countInWords } from "./unread";

const CHANNELS = 6;
const PEOPLE = 4;

/** How well a name fits: 0 not at all; its beginning counts most, then the beginning of a word, then anything. */
function fit(name: string, wanted: string): number {
  const low = name.toLowerCase();
  if (low.startsWith(wanted)) return 3;
  if (low.split(/[\s._-]+/).some((word) => word.startsWith(wanted))) return 2;
  return low.includes(wanted) ? 1 : 0;
}

function best<T>(all: Iterable<T>, score: (one: T) => number, most: number): T[] {
  return [...all]
    .map((one) => ({ one, points: score(one) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
    .slice(0, most)
    .map(({ one }) => one);
}

/** What is unread comes first among names that fit as well as others; archived channels come last. */
const news = ({ unread, is_archived }: Channel): number =>
  is_archived ? -0.5 : unread && unread.mentions > 0 ? 0.5 : unread && unread.count > 0 ? 0.25 : 0;

/** The channels for some letters; for none, those with something unread. */
export function findChannels(wanted: string, model: Pick<Model, "channels" | "users" | "me">): Channel[] {
  const low = wanted.trim().toLowerCase().replace(/^#/, "");
  const score = (channel: Channel): number => {
    if (low === "") return news(channel);
    const points = fit(channelName(channel, model), low);
    return points === 0 ? 0 : points + news(channel);
  };
  return best(model.channels.values(), score, CHANNELS);
}

export function findPeople(wanted: string, model: Pick<Model, "users">): User[] {
  const low = wanted.trim().toLowerCase().replace(/^@/, "");
  if (low === "") return [];
  return best([...model.users.values()].filter(isPerson), (user) => Math.max(fit(user.real_name, low), fit(user.name, low), fit(user.title ?? "", low) / 2), PEOPLE);
}

/** The cast for some letters of a name, title or role: who is being paged first, then in the order of the organisation. */
export function castFor(wanted: string, users: readonly User[]): User[] {
  const low = wanted.trim().toLowerCase().replace(/^@/, "");
  const people = users.filter(isPerson).filter((user) => [user.real_name, user.name, user.title ?? "", ...(user.roles ?? [])].some((text) => fit(text, low) > 0));
  return [...people.filter((user) => user.waiting?.pages), ...people.filter((user) => !user.waiting?.pages)];
}

export function waitsInWords({ pages, mentions }: Waiting): string {
  const counted = (count: number, word: string): string => `${countInWords(count)} ${word}${count === 1 ? "" : "s"}`;
  return [pages > 0 ? `${counted(pages, "page")} to answer` : "", mentions > 0 ? `${countInWords(mentions)} unread` : ""].filter(Boolean).join(", ");
}

/** The words that a search for messages looks for, without what narrows it. */
export const wordsOf = (query: string): string[] =>
  query.toLowerCase().split(/\s+/).filter((word) => word !== "" && !/^(?:in:#?|from:@?)./.test(word));

/** A text in parts: those that were looked for, and what is between them. */
export function marked(text: string, words: readonly string[]): { text: string; hit: boolean }[] {
  if (words.length === 0) return [{ text, hit: false }];
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "gi");
  return text.split(pattern).map((part, at) => ({ text: part, hit: at % 2 === 1 })).filter((part) => part.text !== "");
}
