// What a field holds before the person touches it: pure, as the element says it.
import type { Element, FieldValue, Id } from "./types";

/** What a single choice starts with. */
export const initialChoice = (element: Element, here: Id = ""): Id =>
  element.initial_option?.value ?? element.initial_user ?? element.initial_channel ??
  element.initial_conversation ?? (element.default_to_current_conversation ? here : undefined) ??
  element.initial_date ?? element.initial_time ?? "";

/** What a choice of several starts with. */
export const initialChoices = (element: Element): string[] =>
  element.initial_options?.map((option) => option.value) ?? element.initial_users ?? element.initial_channels ?? element.initial_conversations ?? [];

/** Whether several values can be chosen. */
export const isPlural = ({ type }: Element): boolean => type.startsWith("multi_") || type === "checkboxes" || type === "file_input";

export function initialValue(element: Element): FieldValue {
  if (isPlural(element)) return initialChoices(element);
  if (element.initial_date_time) return String(element.initial_date_time);
  if (typeof element.initial_value === "object") return plainText(element.initial_value);
  return element.initial_value || initialChoice(element) || null;
}

/** The words of a rich text, for the plain field it is typed in here. */
export function plainText(rich: unknown): string {
  const node = rich as { text?: string; elements?: unknown[] };
  return node.text ?? (node.elements ?? []).map(plainText).join("");
}
