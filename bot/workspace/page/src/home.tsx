// The app's own place: its Home as the app drew it for this person, and its messages, behind two tabs.
import type { ReactNode } from "react";
import { Notices } from "./composer";
import { Avatar } from "./message";
import { botOf, partner } from "./model";
import { openChannel, openHome } from "./moving";
import { Safe } from "./safe";
import { useShared } from "./store";
import type { Channel, View } from "./types";
import { useView, ViewBody } from "./viewbody";

const useBotName = (): string => useShared(({ model }) => model.users.get(botOf(model.about))?.real_name ?? "Muster");

/** The direct messages with the app, once there are any. */
const useMessages = (): Channel | undefined =>
  useShared(({ model }) => [...model.channels.values()].find((one) => one.is_im && partner(one, model.me) === botOf(model.about)));

/** Home and Messages of the app; stands in the head of both. */
export function AppTabs({ at }: { at: "home" | "messages" }): ReactNode {
  const messages = useMessages();
  const name = useBotName();
  return (
    <nav className="tabs" aria-label={name}>
      <button type="button" aria-current={at === "home" ? "page" : undefined} onClick={() => openHome()}>Home</button>
      <button
        type="button" aria-current={at === "messages" ? "page" : undefined} disabled={!messages}
        title={messages ? undefined : `${name} has not written to you yet`} onClick={() => messages && openChannel(messages.id)}
      >
        Messages
      </button>
    </nav>
  );
}

/** The app in the sidebar. */
export function AppRow(): ReactNode {
  const open = useShared(({ screen }) => screen.home);
  const bot = useShared(({ model }) => botOf(model.about));
  const name = useBotName();
  return (
    <button type="button" className="row" aria-current={open ? "page" : undefined} onClick={() => openHome()}>
      <Avatar id={bot} name={name} small />
      <span className="row-name">{name} Home</span>
    </button>
  );
}

function Drawn({ view }: { view: View }): ReactNode {
  const { fields, set } = useView(view);
  return <ViewBody view={view} fields={fields} set={set} />;
}

/** What the app published; while it is asked anew, what it published last: it says itself as of when. */
export function Home(): ReactNode {
  const view = useShared(({ model }) => model.home);
  const failed = useShared(({ screen }) => screen.notices.length > 0);
  if (!view) return <><Notices /><p className="loading" role="status">{failed ? "There is no Home to show yet." : "Opening the Home…"}</p></>;
  return (
    <div className="home" tabIndex={0} role="group" aria-label="Home">
      <div className="home-inside"><Notices /><Safe of={view} otherwise={<p className="unknown">This Home cannot be drawn.</p>}><Drawn key={view.id} view={view} /></Safe></div>
    </div>
  );
}
