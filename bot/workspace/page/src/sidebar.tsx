// The left side: the workspace, who the person is, channels and direct messages with what is unread.
import { useEffect, useRef, type ReactNode } from "react";
import { shortcut } from "./actions";
import { AppRow } from "./home";
import { Avatar } from "./message";
import { openChannel } from "./moving";
import { become } from "./person";
import { channelName, isPerson, partner, teamOf } from "./model";
import { SearchBox } from "./search";
import { ChannelSign } from "./sign";
import { setScreen, useShared } from "./store";
import { chooseTheme, useThemeChoice, type Choice } from "./theme";
import type { Channel } from "./types";
import { countInWords } from "./unread";

function WhoAmI(): ReactNode {
  const me = useShared(({ model }) => model.me);
  const users = useShared(({ model }) => model.users);
  const people = [...users.values()].filter(isPerson);
  const user = users.get(me);
  return (
    <label className="whoami">
      <span className="whoami-label">You are</span>
      <span className="whoami-box">
        <Avatar id={me} name={user?.real_name ?? ""} small />
        <span className="whoami-name"><strong>{user?.real_name ?? "…"}</strong><small>{user?.title}</small></span>
        <span aria-hidden="true">▾</span>
        <select value={me} aria-label="You are" onChange={(event) => void become(event.currentTarget.value)}>
          {people.map((one) => <option key={one.id} value={one.id}>{one.real_name}{one.title ? ` · ${one.title}` : ""}</option>)}
        </select>
      </span>
    </label>
  );
}

function Row({ channel }: { channel: Channel }): ReactNode {
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
}

const byName = (a: Channel, b: Channel): number => a.name.localeCompare(b.name, undefined, { numeric: true });

function Channels(): ReactNode {
  const channels = useShared(({ model }) => model.channels);
  const mine = [...channels.values()];
  const rooms = mine.filter((one) => !one.is_im && !one.is_archived).sort(byName);
  const direct = mine.filter((one) => one.is_im);
  const archived = mine.filter((one) => one.is_archived && !one.is_im).sort(byName);
  return (
    <nav aria-label="Channels" className="rows">
      <h2>Channels</h2>
      <ul>{rooms.map((one) => <Row key={one.id} channel={one} />)}</ul>
      <h2>Direct messages</h2>
      <ul>
        {direct.map((one) => <Row key={one.id} channel={one} />)}
        {direct.length === 0 && <li className="none">Pages from Muster arrive here.</li>}
      </ul>
      <h2>Apps</h2>
      <AppRow />
      {archived.length > 0 && <details><summary>Archived ({archived.length})</summary><ul>{archived.map((one) => <Row key={one.id} channel={one} />)}</ul></details>}
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
        <WhoAmI />
        <SearchBox />
        <button type="button" className="button declare" onClick={() => void shortcut("declare")}>Declare an incident…</button>
        <Channels />
        <Theme />
      </aside>
    </>
  );
}
