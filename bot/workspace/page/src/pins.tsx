// The pinned items of a channel, each a jump to where it stands.
import { useEffect, type ReactNode } from "react";
import { Blocks } from "./blocks";
import { Time } from "./message";
import { goTo, readPins } from "./moving";
import { Safe } from "./safe";
import { setScreen, useShared } from "./store";
import { Mrkdwn } from "./text";
import type { Id, Message } from "./types";

const PREVIEW_BLOCKS = 3;

function Pin({ channel, message }: { channel: Id; message: Message }): ReactNode {
  const user = useShared(({ model }) => model.users.get(message.user));
  const shown = (message.blocks ?? []).filter((block) => block.type !== "actions" && block.type !== "divider").slice(0, PREVIEW_BLOCKS);
  const words = <Mrkdwn text={message.text} />;
  const jump = (): void => {
    goTo(channel, message.ts);
    if (window.matchMedia("(max-width: 900px)").matches) setScreen(() => ({ pinsOpen: false }));
  };
  return (
    <li className="pin">
      <div className="who"><strong>{user?.real_name ?? message.user}</strong><Time ts={message.ts} /></div>
      {shown.length > 0
        ? <Safe of={message.blocks} otherwise={words}><Blocks blocks={shown} place={{ channel, ts: message.ts }} /></Safe>
        : words}
      <button type="button" className="button" onClick={jump}>Jump to message</button>
    </li>
  );
}

export function Pins({ channel }: { channel: Id }): ReactNode {
  const header = useShared(({ model }) => model.channels.get(channel));
  const messages = useShared(({ model }) => model.beside.get(channel));
  const reads = useShared(({ model }) => model.reads);
  const pinned = header?.pins?.join() ?? "";
  useEffect(() => void readPins(channel, pinned.split(",")), [channel, pinned, reads]);
  const pins = pinned.split(",").map((ts) => messages?.find((message) => message.ts === ts)).filter((one) => one !== undefined);
  return (
    <aside className="panel pins" aria-label="Pinned items">
      <header>
        <h2>Pinned</h2>
        <button type="button" className="icon" aria-label="Close pinned items" onClick={() => setScreen(() => ({ pinsOpen: false }))}>✕</button>
      </header>
      <div className="panel-body">
        {messages && pins.length === 0 && <p className="muted">Nothing is pinned here.</p>}
        <ul>{pins.map((message) => <Pin key={message.ts} channel={channel} message={message} />)}</ul>
      </div>
    </aside>
  );
}
