// A thread beside the channel: the message it hangs on, its replies, and a composer of its own.
import { useEffect, useRef, type ReactNode } from "react";
import { Composer } from "./composer";
import { threadKey } from "./history";
import { walkMessages } from "./keys";
import { OneMessage } from "./message";
import { readThread } from "./moving";
import { setScreen, useShared } from "./store";
import type { Id, Message, Ts } from "./types";

/** Opens at the newest reply, stays there as long as the person does, and goes to a reply that was asked for. */
function useEnd(messages: readonly Message[] | undefined): React.RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const sticks = useRef(true);
  const jump = useShared(({ screen }) => screen.jump);
  useEffect(() => {
    const node = box.current!;
    const scrolled = (): void => {
      sticks.current = node.scrollHeight - node.scrollTop - node.clientHeight < 40;
    };
    node.addEventListener("scroll", scrolled, { passive: true });
    return () => node.removeEventListener("scroll", scrolled);
  }, []);
  useEffect(() => {
    const node = box.current!;
    if (sticks.current) node.scrollTop = node.scrollHeight;
  }, [messages]);
  useEffect(() => {
    const target = jump && box.current?.querySelector<HTMLElement>(`[data-ts="${CSS.escape(jump.ts)}"]`);
    target?.scrollIntoView({ block: "center" });
    target?.focus({ preventScroll: true });
  }, [jump]);
  return box;
}

export function Thread({ channel, ts }: { channel: Id; ts: Ts }): ReactNode {
  const messages = useShared(({ model }) => model.threads.get(threadKey(channel, ts)));
  const reads = useShared(({ model }) => model.reads);
  const jump = useShared(({ screen }) => screen.jump);
  const box = useEnd(messages);
  useEffect(() => void readThread(channel, ts), [channel, ts, reads]);
  const parent = messages?.find((message) => message.ts === ts);
  const replies = (messages ?? []).filter((message) => message.ts !== ts);
  return (
    <aside className="panel thread" aria-label="Thread">
      <header>
        <h2>Thread</h2>
        <button type="button" className="icon" aria-label="Close thread" onClick={() => setScreen(() => ({ thread: null }))}>✕</button>
      </header>
      <div className="panel-body" ref={box} tabIndex={0} role="log" aria-label="Replies" onKeyDown={walkMessages}>
        {parent && <OneMessage channel={channel} message={parent} follows={false} pinned={false} marked={0} inThread />}
        {messages && !parent && <p className="unknown">The message this thread hangs on is gone.</p>}
        {messages && <div className="day" role="separator"><span>{replies.length} {replies.length === 1 ? "reply" : "replies"}</span></div>}
        {replies.map((message) => (
          <OneMessage
            key={message.ts} channel={channel} message={message} follows={false} pinned={false} inThread
            marked={jump?.ts === message.ts ? jump.count : 0}
          />
        ))}
      </div>
      <Composer channel={channel} thread={ts} />
    </aside>
  );
}
