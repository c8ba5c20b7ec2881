// Reactions under a message: who reacted, one's own by a click, and the window to choose another.
import { useState, type ReactNode } from "react";
import { toggleReaction } from "./actions";
import { findEmoji } from "./emoji";
import { whoReacted } from "./people";
import { Popover } from "./popover";
import { useShared } from "./store";
import { Emoji } from "./text";
import type { Id, Reaction, Ts } from "./types";

/** What is offered first: what people answer to an incident with. */
export const QUICK = ["eyes", "white_check_mark", "raised_hands"];
const COMMON = [
  ...QUICK, "+1", "-1", "pray", "tada", "heart", "fire", "rocket", "warning", "rotating_light", "hourglass_flowing_sand", "mag", "bug",
  "hammer_and_wrench", "thinking_face", "joy", "cry", "scream", "sweat_smile", "muscle", "clap", "wave", "coffee", "100", "heavy_plus_sign", "question",
];

const spoken = (name: string): string => name.replaceAll("_", " ");

export function Reactions({ channel, ts, reactions }: { channel: Id; ts: Ts; reactions: readonly Reaction[] }): ReactNode {
  const me = useShared(({ model }) => model.me);
  const users = useShared(({ model }) => model.users);
  if (reactions.length === 0) return null;
  return (
    <div className="reactions">
      {reactions.map(({ name, users: by, count }) => {
        const who = `${whoReacted(by, me, (id) => users.get(id)?.real_name ?? id)} reacted with ${spoken(name)}`;
        return (
          <button key={name} type="button" aria-pressed={by.includes(me)} title={who} aria-label={`${count ?? by.length}: ${who}`} onClick={() => void toggleReaction(channel, ts, name)}>
            <Emoji name={name} /> {count ?? by.length}
          </button>
        );
      })}
      <AddReaction channel={channel} ts={ts} />
    </div>
  );
}

/** A window with the common ones, and a field to find any other by its name. */
export function AddReaction({ channel, ts }: { channel: Id; ts: Ts }): ReactNode {
  const [wanted, setWanted] = useState("");
  const found = wanted === "" ? COMMON : findEmoji(wanted);
  return (
    <Popover label="Add a reaction" closed={() => setWanted("")} button={{ className: "icon add-reaction", label: "Add a reaction", content: <span aria-hidden="true">☺⁺</span> }}>
      {(close) => (
        <>
          <input type="search" className="field-input" placeholder="Find…" aria-label="Find an emoji by its name" value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />
          <div className="emoji-grid">
            {found.map((name) => (
              <button
                key={name} type="button" className="icon" aria-label={spoken(name)} title={`:${name}:`}
                onClick={() => {
                  close();
                  void toggleReaction(channel, ts, name);
                }}
              >
                <Emoji name={name} />
              </button>
            ))}
            {found.length === 0 && <p className="muted">No emoji is called so.</p>}
          </div>
        </>
      )}
    </Popover>
  );
}
