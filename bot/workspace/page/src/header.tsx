// The head of a channel: its name, topic, bookmarks, members and pinned items.
import type { ReactNode } from "react";
import { GuideButton } from "./firstminute";
import { AppTabs } from "./home";
import { botOf, channelName, partner, words } from "./model";
import { SearchIcon } from "./search";
import { ChannelSign } from "./sign";
import { setScreen, useShared } from "./store";
import { Emoji, Link, Mrkdwn } from "./text";
import { countInWords, mentionsOutside } from "./unread";
import type { Bookmark, Id } from "./types";

function Bookmarks({ bookmarks }: { bookmarks: readonly Bookmark[] }): ReactNode {
  if (bookmarks.length === 0) return null;
  return (
    <nav className="bookmarks" aria-label="Bookmarks">
      {bookmarks.map((one, at) => (
        <Link key={one.id ?? at} url={one.link}>
          {one.emoji ? <Emoji name={one.emoji.replaceAll(":", "")} /> : <span aria-hidden="true">🔖</span>} {one.title}
        </Link>
      ))}
    </nav>
  );
}

export function Header({ channel }: { channel: Id }): ReactNode {
  const header = useShared(({ model }) => model.channels.get(channel));
  const name = useShared(({ model }) => (header ? channelName(header, model) : ""));
  const pinsOpen = useShared(({ screen }) => screen.pinsOpen);
  const elsewhere = useShared(({ model }) => mentionsOutside(model, channel));
  const home = useShared(({ screen }) => screen.home);
  const app = useShared(({ model }) => model.users.get(botOf(model.about)));
  const isApp = useShared(({ model }) => header?.is_im === true && partner(header, model.me) === botOf(model.about));
  const mark = <span className="app-mark">App</span>;
  const drawer = (
    <button
      type="button" className="icon only-narrow drawer" onClick={() => setScreen(() => ({ drawerOpen: true }))}
      aria-label={elsewhere > 0 ? `Open channel list, ${elsewhere} for you elsewhere` : "Open channel list"}
    >
      ☰{elsewhere > 0 && <span className="badge count" aria-hidden="true">{countInWords(elsewhere)}</span>}
    </button>
  );
  if (home) {
    return (
      <header className="channel-head">
        <div className="channel-line">{drawer}<h1>{app?.real_name ?? "Muster"} {mark}</h1><SearchIcon /><GuideButton /></div>
        <AppTabs at="home" />
      </header>
    );
  }
  if (!header) return <header className="channel-head"><div className="channel-line">{drawer}<h1>Muster workspace</h1></div></header>;
  const topic = words(header.topic);
  const pins = header.pins?.length ?? 0;
  return (
    <header className="channel-head">
      <div className="channel-line">
        {drawer}
        <h1><ChannelSign channel={header} />{name}{header.is_private && !header.is_im && <span className="sr"> (private)</span>} {isApp && mark}</h1>
        {header.is_archived && <span className="badge">archived</span>}
        <SearchIcon />
        {!header.is_im && <span className="muted members">{header.members?.length ?? 0} members</span>}
        {pins > 0 && (
          <button
            type="button" className="button pins-button" aria-expanded={pinsOpen}
            onClick={() => setScreen(() => ({ pinsOpen: !pinsOpen, thread: null }))}
          >
            <span aria-hidden="true">📌</span> {pins} <span className="pins-word">pinned</span>
          </button>
        )}
        <GuideButton />
      </div>
      {isApp && <AppTabs at="messages" />}
      {topic && <div className="topic" title={topic}><Mrkdwn text={topic} /></div>}
      <Bookmarks bookmarks={header.bookmarks ?? []} />
    </header>
  );
}
