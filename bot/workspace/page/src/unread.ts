// What waits for the person, in the title of the browser's tab.
import { channelName, type Model } from "./model";
import type { Shared } from "./store";
import type { Id, Waiting } from "./types";

/** Counts end here: nobody reads further, and the server counts no further. */
const MOST = 99;

export const countInWords = (count: number): string => (count > MOST ? `${MOST}+` : String(count));

/** A page that nobody looked at is unread, too: it counts once. */
export const allOf = (waiting: Waiting | undefined): number => (waiting ? Math.max(waiting.pages, waiting.mentions) : 0);

/** What waits for the person in other channels than this one. */
export function mentionsOutside({ channels }: Model, open: Id): number {
  let sum = 0;
  for (const channel of channels.values()) if (channel.id !== open) sum += channel.unread?.mentions ?? 0;
  return sum;
}

/** The title of the browser's tab: how much waits for the person, and where they are. */
export function tabTitle({ model, screen }: Shared): string {
  const waiting = mentionsOutside(model, "");
  const channel = model.channels.get(screen.channel);
  const place = channel ? `${channel.is_im ? "" : "#"}${channelName(channel, model)} · ` : "";
  return `${waiting > 0 ? `(${countInWords(waiting)}) ` : ""}${place}${model.about?.console ? "Emergency console" : "Muster workspace"}`;
}
