// What stands in the list of a channel: messages and answers for this person only, by time, days between them, the mark of what is new.
import { dateOf, dayHeading } from "./dates";
import { byTs } from "./history";
import type { Ephemeral, Id, Message, Ts } from "./types";

/** Messages of one author within so many seconds stand together under one name. */
const FOLLOWS_S = 300;

export type Item =
  | { kind: "day"; key: string; text: string }
  | { kind: "new"; key: string }
  | { kind: "ephemeral"; key: string; ephemeral: Ephemeral }
  | { kind: "message"; key: string; message: Message; follows: boolean };

/**
 * The items of a part of a channel.
 *
 * `before` is the message that stands above the part without being in it: so that an item does not change when it comes in.
 */
export function itemsOf(
  messages: readonly Message[], ephemerals: readonly Ephemeral[], firstNew: Ts | null, before: Message | null = null,
): Item[] {
  const items: Item[] = [];
  const queue = [...ephemerals];
  let above = before;
  let day = before ? dayHeading(dateOf(before.ts)) : "";
  const dayOf = (ts: Ts): void => {
    const text = dayHeading(dateOf(ts));
    if (text === day) return;
    items.push({ kind: "day", key: `day-${ts}`, text });
    above = null;
    day = text;
  };
  const pour = (until: number): void => {
    while (queue.length > 0 && Number(queue[0]!.ts) <= until) {
      const ephemeral = queue.shift()!;
      dayOf(ephemeral.ts);
      items.push({ kind: "ephemeral", key: `only-${ephemeral.ts}`, ephemeral });
      above = null;
    }
  };
  for (const message of messages) {
    pour(Number(message.ts));
    dayOf(message.ts);
    if (message.ts === firstNew) {
      items.push({ kind: "new", key: `new-${message.ts}` });
      above = null;
    }
    items.push({ kind: "message", key: message.ts, message, follows: comesAfter(above, message) });
    above = message;
  }
  pour(Infinity);
  return items;
}

function comesAfter(before: Message | null, message: Message): boolean {
  if (!before || before.user !== message.user || before.blocks?.length || message.blocks?.length) return false;
  return Number(message.ts) - Number(before.ts) < FOLLOWS_S;
}

/** The first message of others after what was seen; null when nothing was seen yet, or when it is not certain which is the first. */
export function firstNewOf(messages: readonly Message[], seen: Ts, me: Id, older: boolean): Ts | null {
  if (seen === "0" || messages.length === 0) return null;
  if (older && byTs(messages[0]!, { ts: seen }) > 0) return null;
  return messages.find((one) => Number(one.ts) > Number(seen) && one.user !== me)?.ts ?? null;
}
