// People in a sentence.
import type { Id } from "./types";

/** "Ana Ortiz, Bo Lindqvist and you": oneself last, as in Slack. */
export function whoReacted(users: readonly string[], me: Id, nameOf: (id: Id) => string): string {
  const names = users.filter((id) => id !== me).map(nameOf);
  if (users.includes(me)) names.push(names.length > 0 ? "you" : "You");
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : (names[0] ?? "");
}
