// The messages of the open channel: oldest above, newest below; a window on them is drawn, and moves with the reader.
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from "react";
import { clock, dateOf } from "./dates";
import { Beginning } from "./beginning";
import { Asking } from "./askingbar";
import { placeOf } from "./history";
import { firstNewOf, itemsOf, type Item } from "./items";
import { walkMessages } from "./keys";
import { OneEphemeral, OneMessage } from "./message";
import { markRead, markReadUpTo, readNewer, readNewest, readOlder, showSince } from "./moving";
import { opensAt } from "./opening";
import { useScrolling } from "./scrolling";
import { useShared } from "./store";
import type { Ephemeral, Id, Message, Ts } from "./types";
import { countInWords } from "./unread";
import { AT_END, FIRST, STEP, around, down, placesOf, up, windowOf, type Window } from "./window";

/** When fewer messages than this lie beyond the window, more are asked of the server. */
const AHEAD = 10 * STEP;
const NONE: readonly never[] = [];
const NO_ENDS = { older: false, newer: false };

/** Brings the message that was asked for into view and gives it the focus, as soon as it is drawn. */
function useJump(box: RefObject<HTMLDivElement | null>, list: readonly Message[], draw: (ts: Ts) => void): { ts: Ts; count: number } | null {
  const jump = useShared(({ screen }) => screen.jump);
  const wanted = useRef<Ts | null>(null);
  useLayoutEffect(() => {
    if (jump && list.some((message) => message.ts === jump.ts)) {
      wanted.current = jump.ts;
      draw(jump.ts);
    }
  }, [jump]);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const target = box.current?.querySelector<HTMLElement>(`[data-ts="${CSS.escape(wanted.current)}"]`);
    if (!target) return;
    wanted.current = null;
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  });
  return jump;
}

/** Where the line "New" stands: after what was read when the channel was opened, later after what was seen when the person turned away. */
function useNewLine(
  channel: Id, list: readonly Message[], answers: readonly Ephemeral[], away: boolean, newer: boolean, seen: Ts | null,
): { since: Ts; count: number; at: number } {
  const unread = useShared(({ model }) => model.channels.get(channel)?.unread);
  const me = useShared(({ model }) => model.me);
  // What comes while the person looks on is not marked as new.
  const [opened] = useState(unread && unread.count > 0 ? { since: unread.read, count: unread.count } : { since: "0", count: 0 });
  const [since, setSince] = useState(opened.since);
  // The end, where the person was once; before that nobody has turned away from it.
  const end = useRef<Ts | null>(null);
  const last = list.at(-1)?.ts ?? "0";
  useEffect(() => {
    if (!away && !newer && document.visibilityState === "visible") end.current = last;
    else if (!newer && end.current !== null && Number(last) > Number(end.current)) setSince(end.current);
  }, [last, away]);
  const here = useMemo(() => {
    const after = end.current === null ? seen : later(seen, end.current);
    if (!away || after === null) return 0;
    const isNew = (one: { ts: Ts }): boolean => Number(one.ts) > Number(after);
    return list.filter((one) => isNew(one) && one.user !== me).length + answers.filter(isNew).length;
  }, [list, answers, away, seen]);
  // Of what is not even read here only the server's count is known.
  const fresh = newer ? (unread?.count ?? 0) : here;
  return { since, count: since === opened.since ? opened.count : 0, at: fresh };
}

/** What was seen is marked as read, while the page is in view: all of it where the newest is, else as far as one came. */
function useMarkRead(list: readonly Message[], away: boolean, seen: Ts | null): void {
  useEffect(() => {
    const mark = (): void => (away ? markReadUpTo(seen) : markRead());
    mark();
    document.addEventListener("visibilitychange", mark);
    return () => document.removeEventListener("visibilitychange", mark);
  }, [list, away, seen]);
}

const later = (one: Ts | null, other: Ts): Ts => (one !== null && Number(one) > Number(other) ? one : other);

const between = (all: readonly Ephemeral[], after: Message | null, until: Message | null): readonly Ephemeral[] =>
  all.filter((one) => (!after || Number(one.ts) > Number(after.ts)) && (!until || Number(one.ts) < Number(until.ts)));

export function Messages({ channel }: { channel: Id }): ReactNode {
  const list = useShared(({ model }) => model.messages.get(channel) ?? NONE);
  const { older, newer } = useShared(({ model }) => model.ends.get(channel) ?? NO_ENDS);
  const ephemerals = useShared(({ model }) => model.ephemerals.get(channel) ?? NONE);
  const dismissed = useShared(({ screen }) => screen.dismissed);
  const me = useShared(({ model }) => model.me);
  const unread = useShared(({ model }) => model.channels.get(channel)?.unread);
  const [opened] = useState(() => opensAt(list, unread, me, older));
  // How far down the person has been: who opened it at what is new has seen what was read before.
  const [seen, setSeen] = useState<Ts | null>(opened === null ? null : unread!.read);
  const [view, setView] = useState<Window>(() => (opened !== null && placeOf(list, opened) < list.length - FIRST ? around(list, opened, newer) : AT_END));
  const [start, end] = placesOf(list, view);

  const { box, away, toBottom, leave } = useScrolling({
    atEnd: view.to === null && !newer, opensAt: opened, rests: (last) => setSeen((before) => later(before, last)),
    nearTop: (spare) => {
      if (start > 0) setView((before) => up(list, before, spare, newer));
      if (start < AHEAD) readOlder(channel);
    },
    nearBottom: (spare) => {
      setView((before) => down(list, before, spare, newer));
      if (list.length - end < AHEAD) readNewer(channel);
    },
  });
  const jump = useJump(box, list, (ts) => {
    leave();
    setView(around(list, ts, newer));
  });
  const line = useNewLine(channel, list, ephemerals, away, newer, seen);
  useMarkRead(list, away, seen);
  useEffect(() => {
    // What is read stays drawn when new messages come; at the end only the newest are drawn.
    setView((before) => (away ? windowOf(list, ...placesOf(list, before), newer) : newer ? before : AT_END));
  }, [away]);

  const firstNew = useMemo(() => firstNewOf(list, line.since, me, older), [list, line.since, me, older]);
  const items = useMemo(() => {
    const above = list[start - 1] ?? null;
    const only = between(ephemerals.filter((one) => !dismissed.has(one.ts)), older && start === 0 ? list[0]! : above, list[end] ?? null);
    return itemsOf(list.slice(start, end), only, firstNew, above);
  }, [list, start, end, ephemerals, dismissed, firstNew, older]);
  const newest = (): void => {
    const show = (): void => {
      setView(AT_END);
      toBottom();
    };
    if (newer) void readNewest(channel).then(show);
    else show();
  };
  useAfterSending(newest);

  return (
    <div className="messages-frame">
      <div className="messages" ref={box} tabIndex={0} role="group" aria-label="Messages" onKeyDown={walkMessages}>
        <div className="messages-inside" role="log" aria-label="Messages" aria-live={away ? "off" : "polite"}>
          {start > 0 || older ? <p className="older" aria-hidden="true">…</p> : <Beginning channel={channel} />}
          {items.map((item) => <OneItem key={item.key} item={item} channel={channel} jump={jump} />)}
        </div>
      </div>
      <div className="over">
        <Asking box={box} list={list} channel={channel} drawnFrom={list[start]?.ts ?? "0"} />
        <Above show={line.count > 0 && (firstNew === null || !items.some((item) => item.kind === "new"))} channel={channel} {...line} />
      </div>
      <div role="status">
        {away && (
          <button type="button" className={`to-bottom${line.at > 0 ? " fresh" : ""}`} onClick={newest}>
            {line.at > 0 ? `${countInWords(line.at)} new ${line.at === 1 ? "message" : "messages"}` : "Newest"} <span aria-hidden="true">↓</span>
          </button>
        )}
      </div>
    </div>
  );
}

/** Who sent something sees it, and what comes of it: as in Slack, that leads to the newest. */
function useAfterSending(newest: () => void): void {
  const sent = useShared(({ screen }) => screen.sent);
  const before = useRef(sent);
  useEffect(() => {
    if (sent !== before.current) newest();
    before.current = sent;
  }, [sent]);
}

function OneItem({ item, channel, jump }: { item: Item; channel: Id; jump: { ts: Ts; count: number } | null }): ReactNode {
  const header = useShared(({ model }) => model.channels.get(channel));
  if (item.kind === "day") return <div className="day" role="separator"><span>{item.text}</span></div>;
  if (item.kind === "new") return <div className="day new" role="separator"><span>New</span></div>;
  if (item.kind === "ephemeral") return <OneEphemeral channel={channel} ephemeral={item.ephemeral} />;
  const { message } = item;
  return (
    <OneMessage
      channel={channel} message={message} follows={item.follows} pinned={header?.pins?.includes(message.ts) ?? false}
      marked={jump?.ts === message.ts ? jump.count : 0}
    />
  );
}

/** Above the view something is new: how much, since when, and the way there. Gone once it was followed or put away. */
function Above({ show, channel, since, count }: { show: boolean; channel: Id; since: Ts; count: number }): ReactNode {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!show && count > 0) setDone(true);
  }, [show]);
  if (!show || done || since === "0") return null;
  return (
    <div className="above">
      <button type="button" onClick={() => { setDone(true); void showSince(channel, since); }}>
        <span aria-hidden="true">↑</span> {countInWords(count)} new since {clock(dateOf(since))}
      </button>
      <button type="button" className="icon" aria-label="Put away" onClick={() => setDone(true)}>✕</button>
    </div>
  );
}
