// What the person does on the page: each function asks the server and puts what comes back where it is seen.
import * as api from "./api";
import { listen } from "./live";
import { EMPTY, isPerson, putView, takeEvent, takeState } from "./model";
import { current, setModel, setScreen, type Notice } from "./store";
import type { Answer, Confirm, FieldValue, Id, LiveEvent, Ts } from "./types";
import { inWords } from "./words";

const ME = "muster.me";
const readKey = (me: Id): string => `muster.read.${me}`;
const dismissedKey = (me: Id): string => `muster.dismissed.${me}`;
const channelKey = (me: Id): string => `muster.channel.${me}`;

let stopListening: () => void = () => undefined;
let waiting: LiveEvent[] | null = null;
const closedViews = new Set<string>();

/** Opens the page as the person of the address, or the last one, or the first of the cast. */
export async function start(): Promise<void> {
  const wished = new URLSearchParams(location.search).get("as") ?? localStorage.getItem(ME) ?? "";
  await become(wished);
  window.addEventListener("hashchange", () => openFromAddress());
}

/** Shows the workspace as another person sees it. */
export async function become(wished: Id): Promise<void> {
  stopListening();
  const me = await knownPerson(wished);
  localStorage.setItem(ME, me);
  history.replaceState(null, "", `?as=${encodeURIComponent(me)}${location.hash}`);
  setModel((model) => ({ ...EMPTY, me, about: model.about }));
  setScreen(() => ({
    read: readJson(readKey(me), {}), dismissed: new Set(readJson<Ts[]>(dismissedKey(me), [])),
    thread: null, jump: null, notices: [], busy: new Set(),
  }));
  waiting = [];
  stopListening = listen(me, {
    opened: () => {
      if (!current().model.live) setScreen(() => ({ notices: [] }));
      setModel((model) => ({ ...model, live: true }));
      void refresh();
    },
    closed: () => setModel((model) => ({ ...model, live: false })),
    event: (event) => (waiting ? waiting.push(event) : take(event)),
  });
  await refresh();
  openFromAddress();
}

/** Somebody the workspace does not know becomes the first person of the cast. */
async function knownPerson(wished: Id): Promise<Id> {
  for (let wait = 500; ; wait = Math.min(wait * 2, 5000)) {
    try {
      const people = (await api.loadPeople()).filter(isPerson);
      return people.some((user) => user.id === wished) ? wished : (people[0]?.id ?? wished);
    } catch {
      setModel((model) => ({ ...model, live: false }));
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** Reads everything anew; events that come meanwhile are applied after it. */
async function refresh(): Promise<void> {
  const me = current().model.me;
  waiting ??= [];
  try {
    const [about, state] = await Promise.all([api.loadAbout(), api.loadState(me)]);
    if (current().model.me === me && state) setModel((model) => takeState({ ...model, about }, state));
  } catch {
    setModel((model) => ({ ...model, live: false }));
  } finally {
    if (current().model.me === me) {
      const events: LiveEvent[] = waiting ?? [];
      waiting = null;
      events.forEach(take);
    }
  }
}

function take(event: LiveEvent): void {
  const { model } = current();
  const isNew = event.type === "channel" && !model.channels.has(event.channel.id);
  setModel((before) => takeEvent(before, event));
  if (isNew) void refresh();
}

function readJson<T>(key: string, otherwise: T): T {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? "null") as T | null) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Remembers that this person has seen everything in the open channel. Only what is really in view counts. */
export function markRead(): void {
  if (document.visibilityState === "hidden") return;
  const { model, screen } = current();
  const last = model.messages.get(screen.channel)?.at(-1)?.ts;
  if (!last || screen.read[screen.channel] === last) return;
  const read = { ...screen.read, [screen.channel]: last };
  localStorage.setItem(readKey(model.me), JSON.stringify(read));
  setScreen(() => ({ read }));
}

/** Opens what the address names after its #, else the channel this person had open last. */
function openFromAddress(): void {
  const { model } = current();
  const [channel, ts] = decodeURIComponent(location.hash.slice(1)).split("/");
  if (channel && goTo(channel, ts)) return;
  const last = localStorage.getItem(channelKey(model.me)) ?? "";
  const first = [...model.channels.values()].find((one) => one.name === "general") ?? [...model.channels.values()][0];
  if (model.channels.has(last)) openChannel(last);
  else if (first) openChannel(first.id);
}

export function openChannel(channel: Id): void {
  const { model } = current();
  localStorage.setItem(channelKey(model.me), channel);
  history.replaceState(null, "", `${location.search}#${channel}`);
  setScreen(() => ({ channel, thread: null, drawerOpen: false, jump: null, notices: [] }));
}

/** Opens a channel, and a message in it; false when this person cannot see that channel. */
export function goTo(channel: Id, ts?: Ts): boolean {
  const { model, screen } = current();
  if (!model.channels.has(channel)) return false;
  if (screen.channel !== channel) openChannel(channel);
  if (!ts) return true;
  const message = model.messages.get(channel)?.find((one) => one.ts === ts);
  const thread = message?.thread_ts && message.thread_ts !== ts ? message.thread_ts : current().screen.thread;
  setScreen((before) => ({ thread, jump: { ts, count: (before.jump?.count ?? 0) + 1 } }));
  return true;
}

let noticeId = 0;

export function tell(kind: Notice["kind"], text: string): void {
  noticeId += 1;
  setScreen(({ notices }) => ({ notices: [...notices.filter((one) => one.text !== text), { id: noticeId, kind, text }] }));
}

export const putAway = (id: number): void =>
  setScreen(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));

/** Shows what an answer brought: an error in words, a form. What others see too comes by the live feed. */
function settle(answer: Answer): Answer {
  const { view } = answer;
  if (!answer.ok && !answer.errors) tell("error", inWords(answer.error));
  if (view && !closedViews.has(view.id)) setModel((model) => ({ ...model, views: putView(model.views, view) }));
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
  const message = model.messages.get(channel)?.find((one) => one.ts === ts);
  const mine = message?.reactions?.some((one) => one.name === name && one.users.includes(model.me)) ?? false;
  settle(await api.react(model.me, channel, ts, name, mine));
}

export function dismiss(ts: Ts): void {
  const dismissed = new Set(current().screen.dismissed).add(ts);
  localStorage.setItem(dismissedKey(current().model.me), JSON.stringify([...dismissed]));
  setScreen(() => ({ dismissed }));
}

export const suggest = (text: string): void =>
  setScreen(({ draft }) => ({ draft: { text, count: (draft?.count ?? 0) + 1 }, drawerOpen: false }));

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

