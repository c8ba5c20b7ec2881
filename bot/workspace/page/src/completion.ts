// What the composer offers while a command or a name is being typed: pure, so that it can be read as a table.
import type { Channel, Command, Id, SubCommand, User } from "./types";

export interface Suggestion {
  /** The whole text of the composer when this one is taken. */
  text: string;
  label: string;
  usage: string;
  help: string;
}

export interface Completion {
  suggestions: Suggestion[];
  /** Shown while arguments are typed: how the sub-command is used. */
  usage: { form: string; help: string } | null;
}

const NOTHING: Completion = { suggestions: [], usage: null };
const SHOWN_NAMES = 8;

/** Everybody in the channel; offered once a letter of it was typed, so that nobody is called by accident. */
const GROUPS = [{ name: "here", help: "Notifies everybody in this channel" }, { name: "channel", help: "Notifies everybody in this channel" }];

/** Offers for a text whose cursor stands at its end. */
export function complete(
  text: string, commands: readonly Command[], users: ReadonlyMap<Id, User>, channels: ReadonlyMap<Id, Channel>,
): Completion {
  const names = completeName(text, users, channels);
  if (names.length > 0) return { suggestions: names, usage: null };
  if (!text.startsWith("/") || text.includes("\n")) return NOTHING;
  const [, head = "", space = "", rest = ""] = /^(\/\S*)(\s*)(.*)$/s.exec(text) ?? [];
  if (space === "") return { suggestions: completeCommand(head, commands), usage: null };
  const command = commands.find((one) => one.command === head);
  return command ? completeSub(command, rest) : NOTHING;
}

function completeCommand(head: string, commands: readonly Command[]): Suggestion[] {
  return commands
    .filter((one) => one.command.startsWith(head.toLowerCase()))
    .map((one) => ({ text: `${one.command} `, label: one.command, usage: one.usage_hint ?? "", help: one.description ?? "" }));
}

/** How a sub-command is written, from its name on. */
const form = (command: Command, sub: SubCommand): string =>
  (sub.usage.startsWith(command.command) ? sub.usage.slice(command.command.length).trim() : sub.usage) || sub.name;

function completeSub(command: Command, rest: string): Completion {
  const typed = rest.split(/\s/)[0]!;
  if (rest.length > typed.length) {
    const sub = command.sub_commands.find((one) => one.name === typed.toLowerCase());
    return { suggestions: [], usage: sub ? { form: `${command.command} ${form(command, sub)}`, help: sub.help } : null };
  }
  const suggestions = command.sub_commands
    .filter((one) => one.name.startsWith(typed.toLowerCase()))
    .map((one) => ({ text: `${command.command} ${one.name} `, label: one.name, usage: form(command, one).slice(one.name.length).trim(), help: one.help }));
  return { suggestions, usage: null };
}

function completeName(text: string, users: ReadonlyMap<Id, User>, channels: ReadonlyMap<Id, Channel>): Suggestion[] {
  const found = /(^|\s)([@#])([\p{L}\p{N}._-]*)$/u.exec(text);
  if (!found) return [];
  const [whole, before, sign, typed] = found as unknown as [string, string, string, string];
  const start = text.slice(0, text.length - whole.length) + before;
  const wanted = typed.toLowerCase();
  if (sign === "#") {
    return [...channels.values()]
      .filter((one) => !one.is_im && one.name.includes(wanted))
      .slice(0, SHOWN_NAMES)
      .map((one) => ({ text: `${start}#${one.name} `, label: `#${one.name}`, usage: "", help: "" }));
  }
  const groups = GROUPS.filter((one) => one.name.startsWith(wanted) && wanted !== "");
  const people = [...users.values()]
    .filter((one) => one.name.startsWith(wanted) || one.real_name.toLowerCase().split(" ").some((part) => part.startsWith(wanted)))
    .slice(0, SHOWN_NAMES)
    .map((one) => ({ text: `${start}@${one.name} `, label: `@${one.name}`, usage: "", help: one.title ? `${one.real_name} · ${one.title}` : one.real_name }));
  return [...people, ...groups.map((one) => ({ text: `${start}@${one.name} `, label: `@${one.name}`, usage: "", help: one.help }))];
}
