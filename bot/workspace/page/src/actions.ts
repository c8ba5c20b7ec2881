// What the person does on the page: each function asks the server and puts what comes back where it is seen.
import * as api from "./api";
import { refresh } from "./feed";
import { findMessage } from "./history";
import { putView } from "./model";
import { dismissedKey } from "./person";
import { current, setModel, setScreen, tell } from "./store";
import type { Answer, Confirm, FieldValue, Id, Ts } from "./types";
import { inWords } from "./words";

const closedViews = new Set<string>();

/** Shows what an answer brought: an error in words, a form. What others see too comes by the live feed. */
function settle(answer: Answer): Answer {
  const { view } = answer;
  if (!answer.ok && !answer.errors) tell("error", inWords(answer.error));
  if (view && view.type !== "home" && !closedViews.has(view.id)) setModel((model) => ({ ...model, views: putView(model.views, view) }));
  if (!current().model.live) void refresh();
  return answer;
}

/** Sends what was typed: a line that starts with / is a command. Returns whether it arrived. */
export async function send(text: string, thread?: Ts): Promise<boolean> {
  const { model, screen } = current();
  const command = /^(\/[^\s]+)\s*([\s\S]*)$/.exec(text.trim());
  if (command && thread) {
    tell("error", "Commands do not work in threads. Type it in the channel instead.");
    return false;
  }
  setScreen(() => ({ notices: [] }));
  const answer = command
    ? await api.sendCommand(model.me, screen.channel, command[1]!, command[2]!)
    : await api.sendMessage(model.me, screen.channel, text.trim(), thread);
  if (answer.ok && !thread && current().screen.channel === screen.channel) setScreen(({ sent }) => ({ sent: sent + 1 }));
  return settle(answer).ok;
}

/** Names what is under way; what else is typed into the same view in the meantime does not count. */
export function busyKey(place: api.Place, action: string, value: FieldValue): string {
  const where = "view_id" in place ? place.view_id : `${place.channel}/${place.ts}`;
  return JSON.stringify([where, place.block_id ?? "", action, value]);
}

/** Presses a button or picks from a menu. A second press while the first is under way does nothing. */
export async function act(place: api.Place, action: string, value: FieldValue, confirm?: Confirm): Promise<void> {
  const key = busyKey(place, action, value);
  if (current().screen.busy.has(key)) return;
  if (confirm && !(await ask(confirm))) return;
  setScreen(({ busy }) => ({ busy: new Set(busy).add(key), notices: [] }));
  try {
    settle(await api.sendAction(current().model.me, place, action, value));
  } finally {
    setScreen(({ busy }) => ({ busy: new Set([...busy].filter((one) => one !== key)) }));
  }
}

/** Sends a form; its errors by block come back, null when it was taken. */
export async function submit(view: string, values: Record<string, FieldValue>): Promise<Answer> {
  const answer = await api.submitView(current().model.me, view, values);
  if (answer.ok && !answer.errors && !answer.view) dropView(view);
  if (answer.view) settle({ ...answer, ok: true });
  return answer;
}

export function close(view: string): void {
  closedViews.add(view);
  dropView(view);
  void api.closeView(current().model.me, view);
}

function dropView(view: string): void {
  setModel((model) => ({ ...model, views: model.views.filter((one) => one.id !== view) }));
}

export const shortcut = async (callback: string, channel?: Id, ts?: Ts): Promise<void> => {
  setScreen(() => ({ notices: [], drawerOpen: false }));
  settle(await api.runShortcut(current().model.me, callback, channel, ts));
};

export async function toggleReaction(channel: Id, ts: Ts, name: string): Promise<void> {
  const { model } = current();
  const message = findMessage(model, channel, ts);
  const mine = message?.reactions?.some((one) => one.name === name && one.users.includes(model.me)) ?? false;
  settle(await api.react(model.me, channel, ts, name, mine));
}

export function dismiss(ts: Ts): void {
  const dismissed = new Set(current().screen.dismissed).add(ts);
  localStorage.setItem(dismissedKey(current().model.me), JSON.stringify([...dismissed]));
  setScreen(() => ({ dismissed }));
}

/** Asks for a confirmation; the dialog that stands on the page answers. */
export function ask(confirm: Confirm): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (yes: boolean): void => {
      setScreen(() => ({ question: null }));
      resolve(yes);
    };
    setScreen(() => ({ question: { confirm, answer } }));
  });
}

