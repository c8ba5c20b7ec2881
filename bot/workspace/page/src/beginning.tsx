// What stands above the first message of a channel.
import type { ReactNode } from "react";
import { channelName } from "./model";
import { useShared } from "./store";
import type { Id } from "./types";

export function Beginning({ channel }: { channel: Id }): ReactNode {
  const header = useShared(({ model }) => model.channels.get(channel));
  const name = useShared(({ model }) => (header ? channelName(header, model) : ""));
  if (!header) return null;
  return <p className="beginning">{header.is_im ? `This is between you and ${name}.` : `This is the beginning of #${name}.`}</p>;
}
