// Draws text objects and their parts: mentions, dates, links, emoji. Everything reaches the page as text nodes.
import { Fragment, memo, type MouseEvent, type ReactNode } from "react";
import { dateToken, exact } from "./dates";
import { emoji } from "./emoji";
import { channelName } from "./model";
import { goTo, openChannel } from "./moving";
import { isSafeUrl, parseMrkdwn, parsePlain, type Node } from "./mrkdwn";
import { useShared } from "./store";
import type { Id, TextObject } from "./types";

export function UserMention({ id, label }: { id: Id; label?: string }): ReactNode {
  const user = useShared(({ model }) => model.users.get(id));
  const me = useShared(({ model }) => model.me);
  const name = user?.real_name || user?.name || label || id;
  return <span className={id === me ? "mention mention-me" : "mention"} title={user?.title}>@{name}</span>;
}

export function ChannelLink({ id, label }: { id: Id; label?: string }): ReactNode {
  const channel = useShared(({ model }) => model.channels.get(id));
  const name = useShared(({ model }) => (channel ? channelName(channel, model) : ""));
  if (!channel) return <span className="mention" title="You cannot see this channel">#{label || "private channel"}</span>;
  return (
    <button type="button" className="mention mention-link" onClick={() => openChannel(id)}>
      {channel.is_im ? "@" : "#"}{name}
    </button>
  );
}

/** Addresses that lead to a channel or message of this workspace open it here. */
const PERMALINK = /\/(?:archives|client\/T[A-Z0-9]+)\/([CDG][A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?/;
const REDIRECT = /\/app_redirect\?(?:.*&)?channel=([CDG][A-Z0-9]+)/;

export function followHere(url: string): boolean {
  const found = PERMALINK.exec(url) ?? REDIRECT.exec(url);
  if (!found) return false;
  return goTo(found[1]!, found[2] ? `${found[2]}.${found[3]}` : undefined);
}

export function Link({ url, children }: { url: string; children: ReactNode }): ReactNode {
  if (!isSafeUrl(url)) return <>{children}</>;
  const follow = (event: MouseEvent): void => {
    if (followHere(url)) event.preventDefault();
  };
  return <a href={url} target="_blank" rel="noopener noreferrer" onClick={follow}>{children}</a>;
}

export function SlackDate({ seconds, form, fallback, link }: {
  seconds: number; form: string; fallback: string; link?: string | null;
}): ReactNode {
  const text = dateToken(seconds, form);
  if (text === null) return <>{fallback}</>;
  const time = <time dateTime={new Date(seconds * 1000).toISOString()} title={exact(new Date(seconds * 1000))}>{text}</time>;
  return link ? <Link url={link}>{time}</Link> : time;
}

export function Emoji({ name }: { name: string }): ReactNode {
  const character = emoji(name);
  if (character === null) return <>:{name}:</>;
  return <span className="emoji" role="img" aria-label={name.replaceAll("_", " ")} title={`:${name}:`}>{character}</span>;
}

function one(node: Node): ReactNode {
  switch (node.type) {
    case "text": return node.text;
    case "break": return <br />;
    case "code": return <code>{node.text}</code>;
    case "pre": return <pre tabIndex={0}>{node.text}</pre>;
    case "emoji": return <Emoji name={node.name} />;
    case "user": return <UserMention id={node.id} label={node.label} />;
    case "channel": return <ChannelLink id={node.id} label={node.label} />;
    case "group": return <span className="mention">{node.label ?? `@${node.id}`}</span>;
    case "broadcast": return <span className="mention mention-me">@{node.range}</span>;
    case "date": return <SlackDate {...node} />;
    case "link": return <Link url={node.url}>{node.label ?? node.url.replace(/^mailto:/, "")}</Link>;
    case "bold": return <strong>{all(node.children)}</strong>;
    case "italic": return <em>{all(node.children)}</em>;
    case "strike": return <s>{all(node.children)}</s>;
    case "quote": return <blockquote>{all(node.children)}</blockquote>;
  }
}

const all = (nodes: Node[]): ReactNode => nodes.map((node, at) => <Fragment key={at}>{one(node)}</Fragment>);

export const Mrkdwn = memo(({ text }: { text: string }) => <>{all(parseMrkdwn(text))}</>);

export const Plain = memo(({ text, emoji: withEmoji = true }: { text: string; emoji?: boolean }) => (
  <>{all(parsePlain(text, withEmoji))}</>
));

/** A text object of Block Kit. */
export function Text({ of }: { of: TextObject | string | null | undefined }): ReactNode {
  if (of === null || of === undefined) return null;
  if (typeof of === "string") return <Plain text={of} />;
  return of.type === "mrkdwn" ? <Mrkdwn text={of.text} /> : <Plain text={of.text} emoji={of.emoji !== false} />;
}
