// Search: one box for channels, people and messages, opened from anywhere with Ctrl+K; arrows choose, Enter goes there.
import { useEffect, useMemo, useState, type ReactNode } from "react";
import * as api from "./api";
import { Chooser } from "./chooser";
import { clock, dateOf, dayHeading } from "./dates";
import { findChannels, findPeople, marked, wordsOf } from "./finding";
import { Avatar } from "./message";
import { channelName, partner } from "./model";
import { goTo } from "./moving";
import { become } from "./person";
import { ChannelSign } from "./sign";
import { setScreen, useShared } from "./store";
import type { Channel, Hit, User } from "./types";
import { allOf, countInWords } from "./unread";

/** The server is asked when nothing more was typed for so long. */
const PAUSE_MS = 120;

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
export const SEARCH_KEYS = isMac ? "⌘K" : "Ctrl+K";

const open = (searching: boolean): void => setScreen(() => ({ searching, drawerOpen: false }));

/** Ctrl+K or Cmd+K from anywhere, also while typing. Not over a form: what is typed there comes first. */
export function useSearchKey(): void {
  useEffect(() => {
    const pressed = (event: globalThis.KeyboardEvent): void => {
      if (event.key.toLowerCase() !== "k" || !(isMac ? event.metaKey : event.ctrlKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      if (!document.querySelector("dialog[open]:not(.chooser)")) open(true);
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}

export function SearchBox(): ReactNode {
  return (
    <button type="button" className="search-box" aria-keyshortcuts={isMac ? "Meta+K" : "Control+K"} onClick={() => open(true)}>
      <Glass /> <span>Search</span> <kbd aria-hidden="true">{SEARCH_KEYS}</kbd>
    </button>
  );
}

export function SearchIcon(): ReactNode {
  return <button type="button" className="icon only-narrow" aria-label="Search" onClick={() => open(true)}><Glass /></button>;
}

const Glass = (): ReactNode => (
  <svg className="glass" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <circle cx="6.8" cy="6.8" r="4.6" /><path d="m10.4 10.4 4 4" />
  </svg>
);

type Found =
  | { kind: "channel"; key: string; channel: Channel }
  | { kind: "person"; key: string; user: User }
  | { kind: "message"; key: string; hit: Hit };

const HEADINGS = { channel: "Channels", person: "People", message: "Messages" };

/** What the server finds for a query, and whether it is still looking. */
function useHits(query: string): { hits: Hit[]; looking: boolean; failed: boolean } {
  const me = useShared(({ model }) => model.me);
  const [answer, setAnswer] = useState<{ query: string; hits: Hit[]; failed: boolean }>({ query: "", hits: [], failed: false });
  const wanted = query.trim();
  useEffect(() => {
    if (wanted === "") return undefined;
    let late = false;
    const timer = window.setTimeout(() => {
      const take = (hits: Hit[], failed: boolean): void => {
        if (!late) setAnswer({ query: wanted, hits, failed });
      };
      api.search(me, wanted).then((hits) => take(hits, false), () => take([], true));
    }, PAUSE_MS);
    return () => {
      late = true;
      window.clearTimeout(timer);
    };
  }, [wanted, me]);
  const looking = wanted !== "" && answer.query !== wanted;
  return wanted === "" ? { hits: [], looking: false, failed: false } : { hits: answer.hits, looking, failed: answer.failed };
}

/** Goes to what was found. */
function follow(found: Found): void {
  open(false);
  if (found.kind === "channel") goTo(found.channel.id);
  else if (found.kind === "message") goTo(found.hit.channel, found.hit.ts);
  else void become(found.user.id);
}

export function Search(): ReactNode {
  const searching = useShared(({ screen }) => screen.searching);
  return searching ? <Palette /> : null;
}

function Palette(): ReactNode {
  const [query, setQuery] = useState("");
  const model = useShared(({ model: all }) => all);
  const { hits, looking, failed } = useHits(query);
  const empty = query.trim() === "";
  const words = wordsOf(query);
  const found = useMemo<Found[]>(() => [
    ...findChannels(query, model).map((channel) => ({ kind: "channel" as const, key: channel.id, channel })),
    ...(model.about?.console ? [] : findPeople(query, model)).map((user) => ({ kind: "person" as const, key: user.id, user })),
    ...hits.map((hit) => ({ kind: "message" as const, key: `${hit.channel}/${hit.ts}`, hit })),
  ], [query, hits, model.channels, model.users]);
  const choices = found.map((one) => ({
    key: `${one.kind}/${one.key}`,
    heading: empty ? "Unread" : HEADINGS[one.kind],
    shown: <OneFound found={one} words={words} />,
    take: () => follow(one),
  }));
  const hint = empty
    ? <>Words are looked for in every message and card. <code>in:#channel</code> and <code>from:@person</code> narrow it.</>
    : failed ? "The workspace does not answer." : found.length === 0 && !looking ? "Nothing found in what you can see." : undefined;
  return (
    <Chooser
      label="Search messages, channels and people" placeholder="Messages, channels, people" icon={<Glass />}
      query={query} setQuery={setQuery} choices={choices} busy={looking} hint={hint} close={() => open(false)}
    />
  );
}

function Marked({ text, words }: { text: string; words: readonly string[] }): ReactNode {
  return marked(text, words).map((part, at) => (part.hit ? <mark key={at}>{part.text}</mark> : part.text));
}

function OneFound({ found, words }: { found: Found; words: readonly string[] }): ReactNode {
  const model = useShared(({ model: all }) => all);
  if (found.kind === "channel") {
    const { channel } = found;
    const { count = 0, mentions = 0 } = channel.unread ?? {};
    return (
      <>
        <span className="find-sign">{channel.is_im ? <Avatar id={partner(channel, model.me)} name={channelName(channel, model)} small /> : <ChannelSign channel={channel} />}</span>
        <span className={count > 0 ? "find-name unread" : "find-name"}><Marked text={channelName(channel, model)} words={words} /></span>
        {channel.is_archived && <span className="muted">archived</span>}
        {mentions > 0 && <span className="badge count">{countInWords(mentions)}</span>}
      </>
    );
  }
  if (found.kind === "person") {
    const { user } = found;
    const waits = allOf(user.waiting);
    return (
      <>
        <span className="find-sign"><Avatar id={user.id} name={user.real_name} small /></span>
        <span className="find-name"><Marked text={user.real_name} words={words} /> <span className="muted">{user.title}</span></span>
        {waits > 0 && <span className="badge count">{countInWords(waits)}</span>}
        <span className="muted find-do">{user.id === model.me ? "you" : "be this person"}</span>
      </>
    );
  }
  const { hit } = found;
  const channel = model.channels.get(hit.channel);
  const author = model.users.get(hit.user ?? "")?.real_name ?? hit.user ?? "";
  return (
    <>
      <span className="find-sign"><Avatar id={hit.user ?? ""} name={author} small /></span>
      <span className="find-text">
        <span className="find-head">
          <strong>{author}</strong>
          <span className="muted">
            {channel && <>{channel.is_im ? "direct message" : `#${channel.name}`} · </>}{dayHeading(dateOf(hit.ts))}, {clock(dateOf(hit.ts))}
          </span>
        </span>
        <span className="find-excerpt"><Marked text={hit.excerpt} words={words} /></span>
      </span>
    </>
  );
}
