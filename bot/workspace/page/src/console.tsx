// What the emergency console has beside the workspace: its sign, who is signed in, whether Slack answers, and the way in.
import { useState, type FormEvent, type ReactNode } from "react";
import { linkIn, signOut } from "./door";
import { Avatar } from "./message";
import { teamOf } from "./model";
import { start } from "./person";
import { useShared } from "./store";
import type { SlackState } from "./types";

const timeOf = (seconds: number): string => new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

/** How Slack is, and what that means for what is done here; the second is left out where there is little room. */
const SLACK: Record<SlackState["answering"], (state: SlackState) => [string, string]> = {
  answers: () => ["Slack answers.", "What you do here is seen there, too."],
  silent: ({ since }) => [`Slack has not answered since ${timeOf(since)}.`, "It is brought up to date when it is back."],
  refuses: ({ why }) => [`Slack refuses Muster (${why.replaceAll("_", " ")}).`, "What you do here is not seen there."],
  unknown: () => ["Whether Slack answers is not known here.", ""],
};

/** Stands above every channel: where one is, as whom, and how Slack is. */
export function ConsoleSign(): ReactNode {
  const about = useShared(({ model }) => model.about);
  const name = useShared(({ model }) => model.users.get(model.me)?.real_name ?? "");
  if (!about?.console) return null;
  const { slack } = about.console;
  const [state, meaning] = SLACK[slack.answering](slack);
  return (
    <div className="console-sign" role="region" aria-label="Emergency console">
      <strong>Emergency console of {teamOf(about)}</strong>
      <span>{name && <>You are signed in as <b>{name}</b>.</>}</span>
      <span className={`slack-state ${slack.answering}`} role="status">{state} {meaning && <span className="only-wide">{meaning}</span>}</span>
    </div>
  );
}

/** Who is signed in; nobody else can be chosen. */
export function SignedInAs(): ReactNode {
  const me = useShared(({ model }) => model.me);
  const user = useShared(({ model }) => model.users.get(me));
  return (
    <div className="whoami">
      <span className="whoami-label">You are signed in as</span>
      <div className="whoami-box">
        <Avatar id={me} name={user?.real_name ?? ""} small />
        <span className="whoami-name"><strong>{user?.real_name ?? "…"}</strong><small>{user?.title}</small></span>
        <button type="button" className="button" onClick={() => void signOut()}>Sign out</button>
      </div>
    </div>
  );
}

/** All that somebody sees who has not signed in. */
export function SignIn({ problem }: { problem: string }): ReactNode {
  const [link, setLink] = useState("");
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const given = linkIn(link);
    setMissing(given === null);
    if (given === null || busy) return;
    setBusy(true);
    await start(given);
    setBusy(false);
  };
  const wrong = missing ? "This is no link to the console: it has #sign-in= in it." : problem;
  return (
    <main className="door">
      <h1>Emergency console</h1>
      <p>Incidents are led from here when Slack is down. You come in by your personal link.</p>
      {wrong && <p className="wrong" role="alert">{wrong}</p>}
      <form onSubmit={(event) => void submit(event)}>
        <label htmlFor="link">Your link</label>
        <input id="link" type="text" autoComplete="off" spellCheck={false} value={link} onChange={(event) => setLink(event.currentTarget.value)} placeholder="https://…/#sign-in=…" />
        <button type="submit" className="button primary" disabled={busy || link.trim() === ""}>{busy ? "Opening…" : "Open the console"}</button>
      </form>
      <h2>You have none?</h2>
      <ul>
        <li>While Slack answers: type <code>/incident console</code> there. Muster sends you one by direct message.</li>
        <li>Else whoever runs Muster prints one in a terminal: <code>muster console link @you</code></li>
        <li>Without a browser: <code>muster incident list</code> in a terminal of Muster’s machine.</li>
      </ul>
    </main>
  );
}
