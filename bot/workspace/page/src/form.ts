// What a form holds: the value of each field, what an updated view keeps of it, and what must be mended before it is sent.
import { initialValue, plainText } from "./values";
import type { Block, FieldValue, View } from "./types";

/** Values by field: block_id and action_id together name one, as in Slack. */
export type Fields = Readonly<Record<string, FieldValue>>;

export interface InputBlock extends Block {
  element: NonNullable<Block["element"]>;
}

export const keyOf = (block: Block, at: number): string => block.block_id ?? `block-${at}`;

export const fieldKey = (block: InputBlock, at: number): string => `${keyOf(block, at)}/${block.element.action_id ?? ""}`;

export const isInput = (block: Block): block is InputBlock => block.type === "input" && block.element !== undefined;

function inputs(view: View): { block: InputBlock; key: string; field: string }[] {
  return view.blocks.flatMap((block, at) => (isInput(block) ? [{ block, key: keyOf(block, at), field: fieldKey(block, at) }] : []));
}

/**
 * What the fields hold once this view is shown: what they held before where block_id and action_id are the same, touched or
 * not, as in Slack; what the server knows was typed; else what the view starts with. Fields that are gone are kept, too:
 * a view that comes back brings their text back.
 */
export function carried(before: Fields, view: View): Fields {
  const fields: Record<string, FieldValue> = { ...before };
  for (const { block, key, field } of inputs(view)) {
    if (field in fields) continue;
    const known = view.values?.[key]?.[block.element.action_id ?? ""];
    fields[field] = known ? entryValue(known) : initialValue(block.element);
  }
  return fields;
}

/** A value as Slack's `state.values` has it, as a field of the page holds it. */
function entryValue(entry: Record<string, unknown>): FieldValue {
  const found = Object.entries(entry).find(([name]) => name !== "type")?.[1];
  if (Array.isArray(found)) return found.map((one) => (typeof one === "string" ? one : ((one as { value?: string; id?: string }).value ?? (one as { id: string }).id)));
  if (found === null || found === undefined) return null;
  if (typeof found === "object") return (found as { value?: string }).value ?? plainText(found);
  return String(found);
}

/** What is sent: the value of each input block that the view has, by its block_id. */
export function values(view: View, fields: Fields): Record<string, FieldValue> {
  return Object.fromEntries(inputs(view).map(({ key, field }) => [key, fields[field] ?? null]));
}

/** Whether anything differs from what the view started with. */
export const isTouched = (view: View, fields: Fields): boolean =>
  inputs(view).some(({ block, field }) => JSON.stringify(fields[field] ?? null) !== JSON.stringify(initialValue(block.element)));

const isEmpty = (value: FieldValue): boolean =>
  value === null || (typeof value === "string" ? value.trim() === "" : value.length === 0);

/** Slack's own checks before a form is sent, by block_id; what is too long stays as it was typed. */
export function complaints(view: View, fields: Fields): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { block, key, field } of inputs(view)) {
    const value = fields[field] ?? null;
    const { min_length: least = 0, max_length: most = Infinity } = block.element;
    if (isEmpty(value)) {
      if (!block.optional) found[key] = "Please fill this in.";
    } else if (typeof value === "string" && value.length < least) {
      found[key] = `At least ${least} characters, please.`;
    } else if (typeof value === "string" && value.length > most) {
      found[key] = `${value.length - most} characters too many: at most ${most}, please.`;
    }
  }
  return found;
}
