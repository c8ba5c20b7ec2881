// What stands above the first message of a channel.
import type { ReactNode } from "react";
import { channelName } from "./model";
import { useShared } from "./store";
import type { Id } from "./types";

export function Beginning({ channel }: { channel: Id }): ReactNode {
  const header = useShared(({ model }) => model.channels.get(channel));
  const name = useShared(({ model }) => (header ? channelName(header, model) : ""));
  const console = useShared(({ model }) => model.about?.console !== undefined);
  if (!header) return null;
  const first = header.is_im ? `This is between you and ${name}.` : `This is the beginning of #${name}.`;
  const kept = " Commands, buttons and forms count as in Slack. Other messages that people write here stay here, and end with the console: /incident note keeps words.";
  return <p className="beginning">{first}{console && kept}</p>;
}
