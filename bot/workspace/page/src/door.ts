// The emergency console's door: coming in by a personal link, and noticing that one is out.
import * as api from "./api";
import { current, setModel, setScreen } from "./store";

const LINK = "#sign-in=";
const OUT = "You were signed out: your link was revoked, or it is a week since you signed in. Open your link again, or ask for a new one.";

/** The secret part of a link, in the address of the page or wherever somebody pasted it from; null when there is none. */
export function linkIn(text: string): string | null {
  const at = text.indexOf(LINK);
  const found = /^[\w.-]+/.exec(at < 0 ? "" : text.slice(at + LINK.length).trim());
  return found ? found[0] : null;
}

/** Comes in by the link of the address or as whoever is signed in; false when the door stays shut, which the page then says. */
export async function comeIn(given: string | null = linkIn(location.hash)): Promise<boolean> {
  // What opens the console stays in no history and is in no address that somebody copies.
  if (location.hash.startsWith(LINK)) history.replaceState(null, "", location.pathname);
  const problem = given === null ? "" : await signedIn(given);
  // A workspace that is away tells so on its page.
  const about = await api.loadAbout().catch(() => undefined);
  if (about) setModel((model) => ({ ...model, about }));
  setScreen(() => ({ door: about === null ? problem : null }));
  return about !== null;
}

async function signedIn(link: string): Promise<string> {
  const answer = await api.signIn(link);
  return answer.ok ? "" : (answer.words ?? "The console does not answer. Is muster console running?");
}

/** Whether one is out by now; asked when the live feed broke off. */
export async function isOut(): Promise<boolean> {
  if (!current().model.about?.console) return false;
  const about = await api.loadAbout().catch(() => undefined);
  if (about !== null) return false;
  setScreen(() => ({ door: OUT }));
  return true;
}

export async function signOut(): Promise<void> {
  await api.signOut();
  location.reload();
}
