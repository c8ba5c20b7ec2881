// The first minute: what to type in an empty workspace, and what will happen.
import type { ReactNode } from "react";
import { suggest } from "./actions";
import { channelName } from "./model";
import { useShared } from "./store";
import type { Id } from "./types";

const FIRST_COMMAND = "/incident declare checkout is down";

/** Stands at the beginning of a channel; in a workspace without an incident it says how to start. */
export function FirstMinute({ channel }: { channel: Id }): ReactNode {
  const header = useShared(({ model }) => model.channels.get(channel));
  const name = useShared(({ model }) => (header ? channelName(header, model) : ""));
  const started = useShared(({ model }) => [...model.channels.values()].some((one) => one.name.startsWith("incident-")));
  if (!header) return null;
  if (started || header.is_im) {
    return <p className="beginning">{header.is_im ? `This is between you and ${name}.` : `This is the beginning of #${name}.`}</p>;
  }
  return (
    <section className="hint" aria-label="How to start">
      <h2>Nothing is broken yet. Break something.</h2>
      <ol>
        <li>
          Type <code>{FIRST_COMMAND}</code> below and press Enter.{" "}
          <button type="button" className="button primary" onClick={() => suggest(FIRST_COMMAND)}>Type it for me</button>
        </li>
        <li>Muster opens a channel for the incident, pins its status there, and pages whoever is on call by direct message.</li>
        <li>Open that channel: each card says what is wanted, and from whom. Under “You are” you can act as anybody of the cast.</li>
      </ol>
    </section>
  );
}
