// The page as a whole: sidebar, channel, panel at the side, forms over it, and banners when something is away.
import { useEffect, useSyncExternalStore, type ReactNode } from "react";
import { Cast } from "./cast";
import { Composer } from "./composer";
import { ConsoleSign, SignIn } from "./console";
import { Guide } from "./firstminute";
import { Header } from "./header";
import { Home } from "./home";
import { useEscape } from "./keys";
import { Messages } from "./messages";
import { Modals } from "./modal";
import { Pins } from "./pins";
import { Search, useSearchKey } from "./search";
import { Sidebar } from "./sidebar";
import { useShared } from "./store";
import { Thread } from "./thread";
import { tabTitle } from "./unread";

function Banners(): ReactNode {
  const live = useShared(({ model }) => model.live);
  const program = useShared(({ model }) => (model.about?.console ? "muster console" : "muster up"));
  const connected = useShared(({ model }) => model.about?.connected ?? true);
  if (!live) {
    return <div className="banner" role="alert">The workspace does not answer. What you see may be old; trying again… Is {program} still running?</div>;
  }
  if (!connected) {
    return <div className="banner" role="alert">Muster is not connected: commands and buttons are not answered until it is back.</div>;
  }
  return null;
}

const NARROW = window.matchMedia("(max-width: 760px)");

/** Whether the list of channels is a drawer that lies over the channel (style.css). */
const useNarrow = (): boolean => useSyncExternalStore(
  (changed) => {
    NARROW.addEventListener("change", changed);
    return () => NARROW.removeEventListener("change", changed);
  },
  () => NARROW.matches,
);

export function App(): ReactNode {
  const door = useShared(({ screen }) => screen.door);
  if (door === undefined) return <p className="loading" role="status">Opening the workspace…</p>;
  return door === null ? <Workspace /> : <SignIn problem={door} />;
}

function Workspace(): ReactNode {
  const loaded = useShared(({ model }) => model.loaded);
  const me = useShared(({ model }) => model.me);
  const channel = useShared(({ screen }) => screen.channel);
  const opened = useShared(({ model, screen }) => model.messages.has(screen.channel));
  const home = useShared(({ screen }) => screen.home);
  const drawerOpen = useShared(({ screen }) => screen.drawerOpen);
  const narrow = useNarrow();
  const thread = useShared(({ screen }) => screen.thread);
  const pinsOpen = useShared(({ screen }) => screen.pinsOpen);
  const title = useShared(tabTitle);
  useEffect(() => {
    document.title = title;
  }, [title]);
  useSearchKey();
  useEscape();
  return (
    <div className="app">
      <Sidebar />
      <main className="channel" inert={drawerOpen && narrow}>
        <ConsoleSign />
        <Banners />
        <Header channel={channel} />
        {loaded && <Guide />}
        {home && <Home key={`home/${me}`} />}
        {!home && (loaded && channel && opened
          ? <Messages key={`messages/${me}/${channel}`} channel={channel} />
          : <p className="loading" role="status">Opening the workspace…</p>)}
        {loaded && channel && <Composer key={`composer/${me}/${channel}`} channel={channel} />}
      </main>
      {thread && <Thread key={`${channel}/${thread}`} channel={channel} ts={thread} />}
      {!thread && pinsOpen && <Pins channel={channel} />}
      <Modals />
      <Search />
      <Cast />
    </div>
  );
}
