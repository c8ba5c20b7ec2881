// As whom the workspace is seen: the start of the page, and the change to somebody else.
import * as api from "./api";
import { comeIn, linkIn } from "./door";
import { follow } from "./feed";
import { EMPTY, isPerson } from "./model";
import { openFromAddress } from "./moving";
import { current, readJson, setModel, setScreen } from "./store";
import type { Id, Ts } from "./types";

const ME = "muster.me";
export const dismissedKey = (me: Id): string => `muster.dismissed.${me}`;

/** Opens the page as the person of the address, or the last one, or the first of the cast; at the console as who is signed in. */
export async function start(link?: string): Promise<void> {
  if (!(await comeIn(link))) return;
  const wished = new URLSearchParams(location.search).get("as") ?? localStorage.getItem(ME) ?? "";
  await become(wished);
  window.onhashchange = () => (linkIn(location.hash) ? location.reload() : openFromAddress());
}

/** Shows the workspace as another person sees it. */
export async function become(wished: Id): Promise<void> {
  const me = await knownPerson(wished);
  localStorage.setItem(ME, me);
  history.replaceState(null, "", `?as=${encodeURIComponent(me)}${location.hash}`);
  setModel((model) => ({ ...EMPTY, me, about: model.about, users: model.users }));
  setScreen(() => ({
    dismissed: new Set(readJson<Ts[]>(dismissedKey(me), [])), channel: "", home: false, thread: null, jump: null, notices: [], busy: new Set(),
  }));
  follow(me, () => {
    if (current().screen.channel === "" && !current().screen.home) openFromAddress();
  });
}

/** Somebody the workspace does not know becomes the first person of the cast. */
async function knownPerson(wished: Id): Promise<Id> {
  const signedIn = current().model.about?.console?.you;
  if (signedIn) return signedIn;
  if (current().model.users.has(wished)) return wished;
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
