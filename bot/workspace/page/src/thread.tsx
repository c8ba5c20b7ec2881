// A thread beside the channel: the message it hangs on, its replies, and a composer of its own.
import type { KeyboardEvent, ReactNode } from "react";
import { Composer } from "./composer";
import { OneMessage } from "./message";
import { repliesOf } from "./model";
import { setScreen, useShared } from "./store";
import type { Id, Ts } from "./types";

const closeOnEscape = (event: KeyboardEvent): void => {
  if (event.key === "Escape") setScreen(() => ({ thread: null }));
};

const NONE: readonly never[] = [];

export function Thread({ channel, ts }: { channel: Id; ts: Ts }): ReactNode {
  const messages = useShared(({ model }) => model.messages.get(channel) ?? NONE);
  const jump = useShared(({ screen }) => screen.jump);
  const parent = messages.find((message) => message.ts === ts);
  const replies = repliesOf(messages).get(ts) ?? NONE;
  return (
    <aside className="panel thread" aria-label="Thread" onKeyDown={closeOnEscape}>
      <header>
        <h2>Thread</h2>
        <button type="button" className="icon" aria-label="Close thread" onClick={() => setScreen(() => ({ thread: null }))}>✕</button>
      </header>
      <div className="panel-body">
        {parent
          ? <OneMessage channel={channel} message={parent} follows={false} pinned={false} marked={0} inThread />
          : <p className="unknown">The message this thread hangs on is gone.</p>}
        <div className="day" role="separator"><span>{replies.length} {replies.length === 1 ? "reply" : "replies"}</span></div>
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
