// The sign before a channel's name: public or private.
import type { ReactNode } from "react";
import type { Channel } from "./types";

export const ChannelSign = ({ channel }: { channel: Channel }): ReactNode =>
  channel.is_im ? null : <span className="sign" aria-hidden="true">{channel.is_private ? "🔒" : "#"}</span>;
