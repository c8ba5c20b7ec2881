// Who the person is, and the cast to become somebody else of: with what each may do, and what waits for them right now.
import { useState, type ReactNode } from "react";
import { Chooser } from "./chooser";
import { castFor, waitsInWords } from "./finding";
import { Avatar } from "./message";
import { become } from "./person";
import { setScreen, useShared } from "./store";
import type { Id, User } from "./types";
import { allOf, countInWords } from "./unread";

const open = (choosing: boolean): void => setScreen(() => ({ choosing, drawerOpen: false }));

/** How many of the others are being paged. */
function useOthersPaged(me: Id): number {
  return useShared(({ model }) => {
    let paged = 0;
    for (const user of model.users.values()) if (user.id !== me && user.waiting?.pages) paged += 1;
    return paged;
  });
}

export function WhoAmI(): ReactNode {
  const me = useShared(({ model }) => model.me);
  const user = useShared(({ model }) => model.users.get(me));
  const paged = useOthersPaged(me);
  return (
    <div className="whoami">
      <span className="whoami-label">You are{paged > 0 && <span className="badge count">{paged} being paged</span>}</span>
      <button
        type="button" className="whoami-box" aria-haspopup="dialog" onClick={() => open(true)}
        aria-label={`You are ${user?.real_name ?? "nobody yet"}, ${user?.title ?? ""}. ${paged > 0 ? `${paged} others are being paged. ` : ""}Change`}
      >
        <Avatar id={me} name={user?.real_name ?? ""} small />
        <span className="whoami-name"><strong>{user?.real_name ?? "…"}</strong> <small>{user?.title}</small></span>
        <span aria-hidden="true">▾</span>
      </button>
    </div>
  );
}

export function Cast(): ReactNode {
  const choosing = useShared(({ screen }) => screen.choosing);
  return choosing ? <CastList /> : null;
}

function CastList(): ReactNode {
  const [query, setQuery] = useState("");
  const me = useShared(({ model }) => model.me);
  const users = useShared(({ model }) => model.users);
  const choices = castFor(query, [...users.values()]).map((user) => ({
    key: user.id,
    heading: user.waiting?.pages ? "Being paged" : "Everybody",
    shown: <OnePerson user={user} me={me} />,
    take: () => {
      open(false);
      if (user.id !== me) void become(user.id);
    },
  }));
  return (
    <Chooser
      label="See the workspace as" placeholder="See the workspace as…" query={query} setQuery={setQuery} choices={choices} close={() => open(false)}
      hint={choices.length === 0 ? "Nobody of that name, title or role." : undefined}
    />
  );
}

function OnePerson({ user, me }: { user: User; me: Id }): ReactNode {
  const waits = allOf(user.waiting);
  const roles = (user.roles ?? []).filter((role) => role.toLowerCase() !== user.title?.toLowerCase());
  return (
    <>
      <Avatar id={user.id} name={user.real_name} />
      <span className="cast-who">
        <span><strong>{user.real_name}</strong>{user.id === me && <span className="muted"> (you)</span>}</span>
        <span className="muted">{user.title}</span>
        {roles.length > 0 && <span className="muted cast-roles">{roles.join(" · ")}</span>}
      </span>
      {waits > 0 && (
        <span className="cast-waits">
          <span className={user.waiting!.pages > 0 ? "badge count" : "badge"} aria-hidden="true">{countInWords(user.waiting!.pages || waits)}</span>
          <span className="muted">{waitsInWords(user.waiting!)}</span>
        </span>
      )}
    </>
  );
}
