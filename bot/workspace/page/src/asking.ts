// What waits for the person in a channel: a card that names them and still has a button that decides something.
import type { Block, Id, Message } from "./types";

const isPrimary = (one: unknown): boolean => (one as { style?: string }).style === "primary";

const decides = ({ type, elements }: Block): boolean => type === "actions" && (elements ?? []).some(isPrimary);

const names = (block: Block, person: Id): boolean => [block.text, ...(block.fields ?? [])].some(
  (text) => typeof text === "object" && text?.type === "mrkdwn" && text.text.includes(`<@${person}>`),
);

/** The oldest of these messages that asks this person. A card that was decided has lost its buttons, and asks nobody. */
export const askingOf = (messages: readonly Message[], person: Id): Message | null => messages.find(
  ({ blocks }) => blocks?.some(decides) && blocks.some((block) => names(block, person)),
) ?? null;
