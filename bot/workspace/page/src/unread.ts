// What a person has not seen yet, and what of it is meant for them.
import { channelName } from "./model";
import type { Shared } from "./store";
import type { Channel, Id } from "./types";

/** Nobody counts further than this, so neither does the page: the cost stays the same however much lies unread. */
const MOST = 100;

export interface Unread {
  count: number;
  /** Direct messages, and messages that mention the person or everybody. */
  mentions: number;
}

export function unread({ model, screen }: Shared, channel: Channel): Unread {
  const seen = Number(screen.read[channel.id] ?? 0);
  const messages = model.messages.get(channel.id) ?? [];
  const news: Unread = { count: 0, mentions: 0 };
  for (let at = messages.length - 1; at >= 0 && Number(messages[at]!.ts) > seen && news.count < MOST; at -= 1) {
    const message = messages[at]!;
    if (message.user === model.me) continue;
    news.count += 1;
    if (channel.is_im || mentionsPerson(message.text, model.me)) news.mentions += 1;
  }
  return news;
}

const mentionsPerson = (text: string, me: Id): boolean =>
  text.includes(`<@${me}>`) || /<!(?:here|channel|everyone)>/.test(text);

/** The title of the browser's tab: how much waits for the person, and where they are. */
export function tabTitle(shared: Shared): string {
  const { model, screen } = shared;
  const waiting = [...model.channels.values()].reduce((sum, channel) => sum + unread(shared, channel).mentions, 0);
  const channel = model.channels.get(screen.channel);
  const place = channel ? `${channel.is_im ? "" : "#"}${channelName(channel, model)} · ` : "";
  return `${waiting > 0 ? `(${waiting}) ` : ""}${place}Muster workspace`;
}
