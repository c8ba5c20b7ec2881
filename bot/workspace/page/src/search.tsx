// Search: one box for channels, people and messages, opened from anywhere with Ctrl+K; arrows choose, Enter goes there.
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import * as api from "./api";
import { clock, dateOf, dayHeading } from "./dates";
import { findChannels, findPeople, marked, wordsOf } from "./finding";
import { Avatar } from "./message";
import { channelName } from "./model";
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
      if (!document.querySelector("dialog[open]:not(.palette)")) open(true);
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
  const dialog = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const id = useId();
  const model = useShared(({ model: all }) => all);
  const { hits, looking, failed } = useHits(query);
  const found = useMemo<Found[]>(() => [
    ...findChannels(query, model).map((channel) => ({ kind: "channel" as const, key: channel.id, channel })),
    ...findPeople(query, model).map((user) => ({ kind: "person" as const, key: user.id, user })),
    ...hits.map((hit) => ({ kind: "message" as const, key: `${hit.channel}/${hit.ts}`, hit })),
  ], [query, hits, model.channels, model.users]);
  const at = Math.min(active, found.length - 1);

  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    dialog.current?.showModal();
    return () => {
      if (document.activeElement === document.body) before?.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    dialog.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const keys = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length > 0) setActive((at + step + found.length) % found.length);
    else if (event.key === "Enter" && found[at]) follow(found[at]);
    else return;
    event.preventDefault();
  };
  const nothing = query.trim() !== "" && found.length === 0 && !looking;

  return (
    <dialog
      ref={dialog} className="palette" aria-label="Search" onClick={(event) => event.target === dialog.current && open(false)}
      onCancel={(event) => {
        event.preventDefault();
        open(false);
      }}
    >
      <div className="palette-inside">
        <div className="palette-top">
          <Glass />
          <input
            autoFocus type="text" role="combobox" aria-expanded={found.length > 0} aria-controls={id} aria-autocomplete="list" aria-label="Search messages, channels and people"
            aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined} placeholder="Messages, channels, people" autoComplete="off" spellCheck={false} value={query}
            onKeyDown={keys} onChange={(event) => { setQuery(event.currentTarget.value); setActive(0); }}
          />
          <button type="button" className="icon" aria-label="Close search" onClick={() => open(false)}>✕</button>
        </div>
        <div id={id} className="found" role="listbox" aria-label="Found" aria-busy={looking}>
          {found.map((one, place) => (
            <div key={`${one.kind}/${one.key}`}>
              {one.kind !== found[place - 1]?.kind && <h3 role="presentation">{query.trim() === "" ? "Unread" : HEADINGS[one.kind]}</h3>}
              <div
                id={`${id}-${place}`} role="option" aria-selected={place === at} className="find"
                onMouseMove={() => setActive(place)} onClick={() => follow(one)}
              >
                <OneFound found={one} words={wordsOf(query)} />
              </div>
            </div>
          ))}
          {nothing && <p className="palette-hint">{failed ? "The workspace does not answer." : "Nothing found in what you can see."}</p>}
          {query.trim() === "" && (
            <p className="palette-hint">Words are looked for in every message and card. <code>in:#channel</code> and <code>from:@person</code> narrow it.</p>
          )}
        </div>
        <p className="sr" role="status">{looking ? "Searching" : query.trim() === "" ? "" : `${found.length} found`}</p>
      </div>
    </dialog>
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
        <span className="find-sign">{channel.is_im ? <Avatar id={channel.id} name={channelName(channel, model)} small /> : <ChannelSign channel={channel} />}</span>
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
