// The first minute: its five steps, and what of them has really happened, read from what this person can see.
import type { Model } from "./model";
import { byName } from "./sections";
import type { Block, Channel, Element, Id, Message, User } from "./types";

export const STEPS = ["declare", "look", "answer", "assess", "decide"] as const;
export type Step = (typeof STEPS)[number];

const isIncident = (channel: Channel): boolean => !channel.is_im && channel.name.startsWith("incident-");

const SORTED = new WeakMap<Model["channels"], Channel[]>();

/** The channels of incidents, the newest last: their names end in the incident's number. Worked out once for each version. */
export function incidentChannels({ channels }: Pick<Model, "channels">): readonly Channel[] {
  const known = SORTED.get(channels) ?? [...channels.values()].filter(isIncident).sort(byName);
  SORTED.set(channels, known);
  return known;
}

/** The card of that key, as far as it was read here. */
export const cardOf = (list: readonly Message[] | undefined, key: string): Message | undefined =>
  list?.findLast((message) => String(message.metadata?.event_payload["key"] ?? "").startsWith(key));

/** A button of a card; gone once it has been answered. */
export function buttonOf(card: Message | undefined, action: string): { block: Block; element: Element } | undefined {
  for (const block of card?.blocks ?? []) {
    const element = block.elements?.find((one) => one.action_id === action);
    if (element) return { block, element };
  }
  return undefined;
}

/** Which steps can be seen to have happened, where this person is now. */
export function happened(model: Pick<Model, "channels" | "messages">, open: Id): Step[] {
  const rooms = incidentChannels(model);
  const room = rooms.at(-1);
  const direct = [...model.channels.values()].filter((one) => one.is_im).map((one) => cardOf(model.messages.get(one.id), "page:"));
  const gate = room && cardOf(model.messages.get(room.id), "gate:triage");
  const seen: Record<Step, boolean> = {
    declare: rooms.length > 0,
    look: rooms.some((one) => one.id === open),
    answer: direct.some((card) => card !== undefined && !buttonOf(card, "page_ack")),
    assess: gate !== undefined,
    decide: gate !== undefined && !buttonOf(gate, "gate_approve"),
  };
  return STEPS.filter((step) => seen[step]);
}

/** What is known of the steps: what happened now or was seen to happen before; nothing in a workspace that is empty again. */
export function known(before: readonly Step[], now: readonly Step[]): Step[] {
  if (!now.includes("declare")) return [];
  return STEPS.filter((step) => before.includes(step) || now.includes(step));
}

/** The step to do next: the first that has not happened, or null when all have. */
export const nextOf = (done: readonly Step[]): Step | null => STEPS.find((step) => !done.includes(step)) ?? null;

/** Who has been paged and has not answered: this person first. */
export function paged(users: Iterable<User>, me: Id): User | undefined {
  const called = [...users].filter((user) => (user.waiting?.pages ?? 0) > 0);
  return called.find((user) => user.id === me) ?? called[0];
}
