// What waits for the person, in the title of the browser's tab.
import { channelName } from "./model";
import type { Shared } from "./store";
import type { Waiting } from "./types";

/** Counts end here: nobody reads further, and the server counts no further. */
const MOST = 99;

export const countInWords = (count: number): string => (count > MOST ? `${MOST}+` : String(count));

export const allOf = (waiting: Waiting | undefined): number => (waiting ? waiting.pages + waiting.mentions : 0);

/** The title of the browser's tab: how much waits for the person, and where they are. */
export function tabTitle({ model, screen }: Shared): string {
  let waiting = 0;
  for (const channel of model.channels.values()) waiting += channel.unread?.mentions ?? 0;
  const channel = model.channels.get(screen.channel);
  const place = channel ? `${channel.is_im ? "" : "#"}${channelName(channel, model)} · ` : "";
  return `${waiting > 0 ? `(${countInWords(waiting)}) ` : ""}${place}Muster workspace`;
}
