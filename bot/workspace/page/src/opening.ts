// Where a channel opens, as in Slack: at the first message that the person has not seen, else at the newest.
import { firstNewOf } from "./items";
import type { Id, Message, Ts, Unread } from "./types";

/**
 * The message to open at; null for the newest.
 *
 * Who was never in the channel reads it from its beginning, if that is here. Where it is not certain which message is the
 * first new one, as more lies above, the channel opens at the newest.
 */
export function opensAt(messages: readonly Message[], unread: Unread | undefined, me: Id, older: boolean): Ts | null {
  if (!unread || unread.count === 0) return null;
  if (unread.read !== "0") return firstNewOf(messages, unread.read, me, older);
  return older ? null : (messages[0]?.ts ?? null);
}
