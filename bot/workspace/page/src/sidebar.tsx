// The left side: the workspace, who the person is, channels and direct messages with what is unread.
import { memo, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { shortcut } from "./actions";
import { WhoAmI } from "./cast";
import { SignedInAs } from "./console";
import { AppRow } from "./home";
import { Avatar } from "./message";
import { openChannel } from "./moving";
import { channelName, partner, teamOf } from "./model";
import { SearchBox } from "./search";
import { sectionsOf } from "./sections";
import { ChannelSign } from "./sign";
import { setScreen, useShared } from "./store";
import { chooseTheme, useThemeChoice, type Choice } from "./theme";
import type { Channel } from "./types";
import { countInWords } from "./unread";

const Row = memo(({ channel }: { channel: Channel }): ReactNode => {
  const open = useShared(({ screen }) => screen.channel === channel.id);
  const name = useShared(({ model }) => channelName(channel, model));
  const picture = useShared(({ model }) => partner(channel, model.me));
  const { count, mentions } = channel.unread ?? { count: 0, mentions: 0 };
  const said = count === 0 ? "" : mentions > 0 ? `, ${mentions} for you` : `, ${count} unread`;
  return (
    <li>
      <button
        type="button" className={`row${count > 0 && !open ? " unread" : ""}`} aria-current={open ? "page" : undefined}
        aria-label={`${channel.is_im ? "Direct messages with " : channel.is_private ? "Private channel " : "Channel "}${name}${said}`}
        onClick={() => openChannel(channel.id)}
      >
        {channel.is_im ? <Avatar id={picture} name={name} small /> : <ChannelSign channel={channel} />}
        <span className="row-name">{name}</span>
        {mentions > 0 && !open && <span className="badge count">{countInWords(mentions)}</span>}
      </button>
    </li>
  );
});

function Section({ title, list }: { title: string; list: readonly Channel[] }): ReactNode {
  if (list.length === 0) return null;
  return <><h2>{title}</h2><ul>{list.map((one) => <Row key={one.id} channel={one} />)}</ul></>;
}

/** Channels that few look for: closed until asked for, but never around the one that is open. */
function Folded({ title, list }: { title: string; list: readonly Channel[] }): ReactNode {
  const inside = useShared(({ screen }) => list.some((one) => one.id === screen.channel));
  const [open, setOpen] = useState(inside);
  useEffect(() => {
    if (inside) setOpen(true);
  }, [inside]);
  if (list.length === 0) return null;
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title} ({list.length})</summary>
      {open && <ul>{list.map((one) => <Row key={one.id} channel={one} />)}</ul>}
    </details>
  );
}

function Channels(): ReactNode {
  const channels = useShared(({ model }) => model.channels);
  const me = useShared(({ model }) => model.me);
  const { direct, rooms, incidents, others, archived } = useMemo(() => sectionsOf(channels.values(), me), [channels, me]);
  return (
    <nav aria-label="Channels" className="rows">
      <h2>Direct messages</h2>
      <ul>
        {direct.map((one) => <Row key={one.id} channel={one} />)}
        {direct.length === 0 && <li className="none">Pages from Muster arrive here.</li>}
      </ul>
      <h2>Apps</h2>
      <AppRow />
      <Section title="Channels" list={rooms} />
      <Section title="Incidents" list={incidents} />
      <Folded title="Channels you are not in" list={others} />
      <Folded title="Archived" list={archived} />
    </nav>
  );
}

function Theme(): ReactNode {
  const choice = useThemeChoice();
  return (
    <label className="theme">
      Colours
      <select value={choice} onChange={(event) => chooseTheme(event.currentTarget.value as Choice)}>
        <option value="system">as the system</option>
        <option value="light">light</option>
        <option value="dark">dark</option>
      </select>
    </label>
  );
}

export function Sidebar(): ReactNode {
  const about = useShared(({ model }) => model.about);
  const open = useShared(({ screen }) => screen.drawerOpen);
  const side = useRef<HTMLElement>(null);
  const speed = about?.speed ?? 1;

  useEffect(() => {
    if (!open) return undefined;
    side.current?.querySelector<HTMLElement>("[aria-current]")?.focus();
    const leave = (event: KeyboardEvent): void => {
      if (event.key === "Escape") setScreen(() => ({ drawerOpen: false }));
    };
    document.addEventListener("keydown", leave);
    return () => document.removeEventListener("keydown", leave);
  }, [open]);

  return (
    <>
      {open && <div className="shade" onClick={() => setScreen(() => ({ drawerOpen: false }))} />}
      <aside ref={side} className={open ? "sidebar open" : "sidebar"} aria-label="Workspace">
        <div className="team">
          <strong>{teamOf(about) || "Local workspace"}</strong>
          {speed !== 1 && <span className="badge speed" title="Set by muster up --speed">clocks run {speed}x</span>}
          <button type="button" className="icon only-narrow" aria-label="Close channel list" onClick={() => setScreen(() => ({ drawerOpen: false }))}>✕</button>
        </div>
        {about?.console ? <SignedInAs /> : <WhoAmI />}
        <SearchBox />
        <button type="button" className="button declare" onClick={() => void shortcut("declare")}>Declare an incident…</button>
        <Channels />
        <Theme />
      </aside>
    </>
  );
}
