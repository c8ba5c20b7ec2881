// The messages of the open channel: oldest above, newest below, in view unless the person scrolled up to read.
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { markRead } from "./actions";
import { dateOf, dayHeading } from "./dates";
import { FirstMinute } from "./hint";
import { OneEphemeral, OneMessage } from "./message";
import { isReply, repliesOf } from "./model";
import { current, useShared } from "./store";
import type { Ephemeral, Id, Message, Ts } from "./types";

/** Messages drawn at first, and how many more each time the person nears the top: a step stays within a frame or two. */
const FIRST = 60;
const MORE = 40;
const NEAR_TOP_PX = 600;
const NEAR_PX = 80;
const FOLLOWS_S = 300;
const NONE: readonly never[] = [];

type Item =
  | { kind: "day"; key: string; text: string }
  | { kind: "new"; key: string }
  | { kind: "ephemeral"; key: string; ephemeral: Ephemeral }
  | { kind: "message"; key: string; message: Message; follows: boolean };

/** What stands in the list: messages and this person's ephemerals by time, days between them, the mark of what is new. */
function itemsOf(messages: readonly Message[], ephemerals: readonly Ephemeral[], firstNew: Ts | null): Item[] {
  const items: Item[] = [];
  const queue = [...ephemerals];
  let before: Message | null = null;
  let day = "";
  const dayOf = (ts: Ts): void => {
    const text = dayHeading(dateOf(ts));
    if (text !== day) items.push({ kind: "day", key: `day-${ts}`, text });
    if (text !== day) before = null;
    day = text;
  };
  const pour = (until: number): void => {
    while (queue.length > 0 && Number(queue[0]!.ts) <= until) {
      const ephemeral = queue.shift()!;
      dayOf(ephemeral.ts);
      items.push({ kind: "ephemeral", key: `only-${ephemeral.ts}`, ephemeral });
      before = null;
    }
  };
  for (const message of messages) {
    pour(Number(message.ts));
    dayOf(message.ts);
    if (message.ts === firstNew) {
      items.push({ kind: "new", key: "new" });
      before = null;
    }
    items.push({ kind: "message", key: message.ts, message, follows: comesAfter(before, message) });
    before = message;
  }
  pour(Infinity);
  return items;
}

/** The first message that came while the person was elsewhere; null in a channel they open for the first time. */
function firstUnread(channel: Id): Ts | null {
  const { model, screen } = current();
  const seen = screen.read[channel];
  if (!seen) return null;
  const isNew = (one: Message): boolean => Number(one.ts) > Number(seen) && one.user !== model.me && !isReply(one);
  return model.messages.get(channel)?.find(isNew)?.ts ?? null;
}

function comesAfter(before: Message | null, message: Message): boolean {
  if (!before || before.user !== message.user || before.blocks?.length || message.blocks?.length) return false;
  return Number(message.ts) - Number(before.ts) < FOLLOWS_S;
}

/** Keeps the newest in view as long as the person has not scrolled away from it; `nearTop` hears of the other end. */
function useStickToBottom(nearTop: () => void): { box: React.RefObject<HTMLDivElement | null>; away: boolean; toBottom: () => void } {
  const box = useRef<HTMLDivElement>(null);
  const stick = useRef(true);
  const [away, setAway] = useState(false);
  const toBottom = (): void => {
    stick.current = true;
    box.current!.scrollTop = box.current!.scrollHeight;
  };
  useLayoutEffect(() => {
    const node = box.current!;
    const scrolled = (): void => {
      stick.current = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_PX;
      setAway(!stick.current);
      if (!stick.current && node.scrollTop < NEAR_TOP_PX) nearTop();
    };
    const grown = new ResizeObserver(() => {
      if (stick.current) node.scrollTop = node.scrollHeight;
    });
    grown.observe(node);
    grown.observe(node.firstElementChild!);
    node.addEventListener("scroll", scrolled, { passive: true });
    toBottom();
    return () => {
      grown.disconnect();
      node.removeEventListener("scroll", scrolled);
    };
  }, []);
  return { box, away, toBottom };
}

/** Brings the message that was asked for into view. */
function useJump(box: React.RefObject<HTMLDivElement | null>, show: (ts: Ts) => void): { ts: Ts; count: number } | null {
  const jump = useShared(({ screen }) => screen.jump);
  useEffect(() => {
    if (!jump) return;
    show(jump.ts);
    requestAnimationFrame(() => {
      const target = box.current?.querySelector<HTMLElement>(`[data-ts="${CSS.escape(jump.ts)}"]`);
      target?.scrollIntoView({ block: "center" });
      target?.focus({ preventScroll: true });
    });
  }, [jump]);
  return jump;
}

export function Messages({ channel }: { channel: Id }): ReactNode {
  const all = useShared(({ model }) => model.messages.get(channel) ?? NONE);
  const ephemerals = useShared(({ model }) => model.ephemerals.get(channel) ?? NONE);
  const dismissed = useShared(({ screen }) => screen.dismissed);
  const header = useShared(({ model }) => model.channels.get(channel));
  const [shown, setShown] = useState(FIRST);
  const total = useRef(0);
  const [firstNew] = useState(() => firstUnread(channel));
  const { box, away, toBottom } = useStickToBottom(() => setShown((before) => (before < total.current ? before + MORE : before)));
  const jump = useJump(box, (ts) => {
    const at = all.findIndex((message) => message.ts === ts);
    if (at >= 0) setShown((before) => Math.max(before, all.length - at + 20));
  });

  const replies = repliesOf(all);
  const pins = useMemo(() => new Set(header?.pins ?? []), [header?.pins]);
  const roots = useMemo(() => all.filter((message) => !isReply(message)), [all]);
  total.current = roots.length;
  const visible = useMemo(() => ephemerals.filter((one) => !dismissed.has(one.ts)), [ephemerals, dismissed]);
  const items = useMemo(
    () => itemsOf(roots.slice(-shown), visible, firstNew), [roots, visible, shown, firstNew],
  );

  useEffect(() => {
    if (away) return undefined;
    markRead();
    document.addEventListener("visibilitychange", markRead);
    return () => document.removeEventListener("visibilitychange", markRead);
  }, [all, away]);

  return (
    <div className="messages" ref={box}>
      <div className="messages-inside" role="log" aria-label="Messages" aria-live="polite">
        {roots.length > shown
          ? <button type="button" className="link older" onClick={() => setShown(shown + MORE)}>Show older messages</button>
          : <FirstMinute channel={channel} />}
        {items.map((item) => {
          if (item.kind === "day") return <div key={item.key} className="day" role="separator"><span>{item.text}</span></div>;
          if (item.kind === "new") return <div key={item.key} className="day new" role="separator"><span>New</span></div>;
          if (item.kind === "ephemeral") return <OneEphemeral key={item.key} channel={channel} ephemeral={item.ephemeral} />;
          const { message } = item;
          return (
            <OneMessage
              key={item.key} channel={channel} message={message} follows={item.follows} pinned={pins.has(message.ts)}
              replies={replies.get(message.ts)} marked={jump?.ts === message.ts ? jump.count : 0}
            />
          );
        })}
      </div>
      {away && <button type="button" className="to-bottom" onClick={toBottom}>Newest ↓</button>}
    </div>
  );
}
