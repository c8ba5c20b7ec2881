// Every request the page makes: the state as one person sees it, and what that person does.
import type { About, Answer, FieldValue, Glance, Hit, Id, Message, SharedFile, Stretch, Ts, User, View } from "./types";

const UNREACHABLE: Answer = { ok: false, error: "workspace_unreachable" };

async function get<T>(path: string, missing?: number): Promise<T | null> {
  const response = await fetch(path, { headers: { Accept: "application/json" } });
  if (response.status === missing) return null;
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as T;
}

/** Does something as a person; an answer always comes back, also when the server is away. */
async function post(path: string, body: Record<string, unknown>): Promise<Answer> {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Partial<Answer>;
    const ok = answer.ok ?? response.ok;
    return { ...answer, ok, error: answer.error ?? (ok ? null : `http_${response.status}`) };
  } catch {
    return UNREACHABLE;
  }
}

const asked = (door: string, facts: Record<string, string>): string => `/local/${door}?${new URLSearchParams(facts)}`;

/** Everything that person sees but messages; null when the workspace does not know the person. */
export const loadGlance = (as: Id): Promise<Glance | null> => get<Glance>(asked("glance", { as }), 404);

/** The cast, for a page that does not know yet as whom it is opened. */
export const loadPeople = async (): Promise<User[]> => (await get<{ users: User[] }>("/local/people"))?.users ?? [];

/** A stretch of a channel: the newest, or by `before`, `after` or `around` a ts. Null when the channel cannot be seen. */
export const loadHistory = (as: Id, channel: Id, part: Record<string, string> = {}): Promise<Stretch | null> =>
  get<Stretch>(asked("history", { as, channel, ...part }), 404);

export const loadThread = (as: Id, channel: Id, ts: Ts): Promise<{ parent: Ts; messages: Message[] } | null> =>
  get(asked("thread", { as, channel, ts }), 404);

export const loadMessages = async (as: Id, channel: Id, ts: readonly Ts[]): Promise<Message[]> =>
  (await get<{ messages: Message[] }>(asked("messages", { as, channel, ts: ts.join(",") }), 404))?.messages ?? [];

export const search = async (as: Id, q: string): Promise<Hit[]> =>
  (await get<{ found: Hit[] }>(asked("search", { as, q })))?.found ?? [];

export const sendRead = (user: Id, channel: Id, ts: Ts): Promise<Answer> => post("/local/read", { user, channel, ts });

/** Facts about the workspace; null at the emergency console for who has not signed in. */
export const loadAbout = (): Promise<About | null> => get("/local/about", 401);

export const signIn = (link: string): Promise<Answer> => post("/sign-in", { link });

export const signOut = (): Promise<Answer> => post("/sign-out", {});

export const sendMessage = (user: Id, channel: Id, text: string, thread?: Ts): Promise<Answer> =>
  post("/local/message", { user, channel, text, ...(thread ? { thread_ts: thread } : {}) });

export const sendCommand = (user: Id, channel: Id, command: string, text: string): Promise<Answer> =>
  post("/local/command", { user, channel, command, text });

/** Where an element stands: in a message of a channel, or in a view, with what was typed there so far. */
export type Place =
  | { channel: Id; ts: Ts; block_id?: string }
  | { view_id: View["id"]; values: Record<string, FieldValue>; block_id?: string };

export const sendAction = (user: Id, place: Place, action: string, value: FieldValue): Promise<Answer> =>
  post("/local/action", { user, ...place, action_id: action, ...(value === null ? {} : { value }) });

export const submitView = (user: Id, view: string, values: Record<string, FieldValue>): Promise<Answer> =>
  post("/local/submit", { user, view_id: view, values });

export const closeView = (user: Id, view: string): Promise<Answer> =>
  post("/local/close", { user, view_id: view });

export const openHome = (user: Id): Promise<Answer> => post("/local/home", { user });

export const runShortcut = (user: Id, callback: string, channel?: Id, ts?: Ts): Promise<Answer> =>
  post("/local/shortcut", { user, callback_id: callback, ...(channel ? { channel } : {}), ...(ts ? { ts } : {}) });

export const react = (user: Id, channel: Id, ts: Ts, name: string, remove: boolean): Promise<Answer> =>
  post("/local/react", { user, channel, ts, name, remove });

/** Sends a file of that person's; the answer names it. */
export async function uploadFile(user: Id, file: File): Promise<Answer & { file?: SharedFile }> {
  try {
    const response = await fetch(`/local/upload?${new URLSearchParams({ user, name: file.name })}`, { method: "POST", body: file });
    return (await response.json()) as Answer & { file?: SharedFile };
  } catch {
    return UNREACHABLE;
  }
}
