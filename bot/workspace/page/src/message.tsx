// One message: author, time, marks, its blocks or text, files, reactions, and what can be done with it.
import { memo, useMemo, type ReactNode } from "react";
import { dismiss, shortcut, toggleReaction } from "./actions";
import { Blocks } from "./blocks";
import { clock, dateOf, exact, shortClock } from "./dates";
import { FileCard } from "./files";
import { Menu, type MenuItem } from "./menu";
import { botOf } from "./model";
import { AddReaction, QUICK, Reactions } from "./reactions";
import { Safe } from "./safe";
import { setScreen, useShared } from "./store";
import { Emoji, Mrkdwn } from "./text";
import type { Block, Ephemeral, Id, Message, Shortcut, Ts } from "./types";

const HUES = 12;

/** A picture made of the initials, in a colour of the person's own. */
export function Avatar({ id, name, small = false }: { id: Id; name: string; small?: boolean }): ReactNode {
  const initials = name.split(/\s+/).map((part) => [...part][0] ?? "").slice(0, 2).join("").toUpperCase();
  const hue = [...id].reduce((sum, char) => (sum * 31 + char.codePointAt(0)!) % 997, 7) % HUES;
  return <span className={`avatar hue-${hue}${small ? " small" : ""}`} data-initials={initials || "?"} aria-hidden="true" />;
}

interface Author {
  name: string;
  title: string;
  isApp: boolean;
}

function useAuthor(id: Id, username?: string | null): Author {
  const user = useShared(({ model }) => model.users.get(id));
  const bot = useShared(({ model }) => botOf(model.about));
  return { name: username || user?.real_name || user?.name || id, title: user?.title ?? "", isApp: id === bot || Boolean(user?.is_bot) };
}

export function Time({ ts, short = false }: { ts: Ts; short?: boolean }): ReactNode {
  const date = dateOf(ts);
  return <time className="time" dateTime={date.toISOString()} title={exact(date)}>{short ? shortClock(date) : clock(date)}</time>;
}

const WORDLESS = new Set(["image", "video", "file", "divider", "data_visualization"]);

/** Whether the blocks can be read aloud; where they are pictures only, the fallback text is read instead. */
const saysInWords = (blocks: Block[]): boolean => blocks.some((block) => !WORDLESS.has(block.type));

function Body({ channel, ts, text, blocks }: { channel: Id; ts: Ts; text: string; blocks?: Block[] | null }): ReactNode {
  const place = useMemo(() => ({ channel, ts }), [channel, ts]);
  const words = <div className="text"><Mrkdwn text={text} /></div>;
  if (!blocks || blocks.length === 0) return words;
  return (
    <Safe of={blocks} otherwise={words}>
      {!saysInWords(blocks) && <div className="sr"><Mrkdwn text={text} /></div>}
      <Blocks blocks={blocks} place={place} />
    </Safe>
  );
}

const NO_SHORTCUTS: readonly Shortcut[] = [];

function Tools({ channel, ts, thread }: { channel: Id; ts: Ts; thread: boolean }): ReactNode {
  const shortcuts = useShared(({ model }) => model.about?.shortcuts ?? NO_SHORTCUTS);
  const items: MenuItem[] = [
    ...(thread ? [{ key: "thread", label: "Reply in thread", run: () => setScreen(() => ({ thread: ts, pinsOpen: false })) }] : []),
    { key: "link", label: "Copy link to message", run: () => void navigator.clipboard.writeText(`${location.origin}/#${channel}/${ts}`) },
    ...shortcuts.filter((one) => one.type === "message").map(({ callback_id: callback, name }) => ({
      key: callback, label: name, run: () => void shortcut(callback, channel, ts),
    })),
  ];
  return (
    <div className="tools">
      {QUICK.map((name) => (
        <button key={name} type="button" className="icon" aria-label={`React with ${name.replaceAll("_", " ")}`} onClick={() => void toggleReaction(channel, ts, name)}>
          <Emoji name={name} />
        </button>
      ))}
      <AddReaction channel={channel} ts={ts} />
      <Menu label="Message actions" className="icon" items={items}>⋯</Menu>
    </div>
  );
}

function ThreadLink({ ts, count, last }: { ts: Ts; count: number; last?: Ts }): ReactNode {
  return (
    <button type="button" className="thread-link" onClick={() => setScreen(() => ({ thread: ts, pinsOpen: false }))}>
      {count} {count === 1 ? "reply" : "replies"} {last && <span className="muted">last at {clock(dateOf(last))}</span>}
    </button>
  );
}

interface Props {
  channel: Id;
  message: Message;
  /** Whether the message before is the same author's, moments ago: then name and picture are left out. */
  follows: boolean;
  pinned: boolean;
  /** Set by a jump: changes with each, so that the mark shows again. */
  marked: number;
  inThread?: boolean;
}

/** What stands for a message that was deleted while its thread has replies. */
function Tombstone({ message, inThread }: { message: Message; inThread: boolean }): ReactNode {
  return (
    <article className="message" data-ts={message.ts} tabIndex={-1} aria-label={message.text}>
      <div className="side" />
      <div className="main">
        <p className="tombstone">{message.text}</p>
        {!inThread && message.reply_count ? <ThreadLink ts={message.ts} count={message.reply_count} last={message.latest_reply} /> : null}
      </div>
    </article>
  );
}

export const OneMessage = memo((props: Props) => (
  props.message.subtype === "tombstone" ? <Tombstone message={props.message} inThread={props.inThread ?? false} /> : <Written {...props} />
));

function Written({ channel, message, follows, pinned, marked, inThread = false }: Props): ReactNode {
  const author = useAuthor(message.user, message.username);
  const { ts } = message;
  const short = follows && !pinned;
  return (
    <article
      key={marked} className={`message${short ? " follows" : ""}${pinned ? " pinned" : ""}${marked ? " marked" : ""}`}
      data-ts={ts} data-card={message.metadata?.event_payload?.["key"] as string | undefined} tabIndex={-1}
      aria-label={`${author.name}, ${clock(dateOf(ts))}`}
    >
      <div className="side">{short ? <Time ts={ts} short /> : <Avatar id={message.user} name={author.name} />}</div>
      <div className="main">
        {pinned && <div className="pin-mark"><span aria-hidden="true">📌</span> Pinned</div>}
        {!short && (
          <div className="who">
            <strong>{author.name}</strong>
            {author.isApp ? <span className="app-mark">App</span> : author.title && <span className="muted who-title">{author.title}</span>}
            <Time ts={ts} />
          </div>
        )}
        <Body channel={channel} ts={ts} text={message.text} blocks={message.blocks} />
        {message.edited && !author.isApp && <span className="muted edited">(edited)</span>}
        {message.files?.map((file) => <FileCard key={file.id} file={file} />)}
        {message.reactions && <Reactions channel={channel} ts={ts} reactions={message.reactions} />}
        {!inThread && message.reply_count ? <ThreadLink ts={ts} count={message.reply_count} last={message.latest_reply} /> : null}
      </div>
      <Tools channel={channel} ts={ts} thread={!inThread} />
    </article>
  );
}

/** An answer that only this person sees. */
export const OneEphemeral = memo(({ channel, ephemeral }: { channel: Id; ephemeral: Ephemeral }) => {
  const bot = useShared(({ model }) => botOf(model.about));
  const author = useAuthor(bot);
  return (
    <article className="message ephemeral" data-ts={ephemeral.ts} tabIndex={-1} aria-label={`${author.name}, only visible to you`}>
      <div className="side"><Avatar id={bot} name={author.name} /></div>
      <div className="main">
        <div className="only-you"><span aria-hidden="true">👁</span> Only visible to you</div>
        <div className="who"><strong>{author.name}</strong><span className="app-mark">App</span><Time ts={ephemeral.ts} /></div>
        <Body channel={channel} ts={ephemeral.ts} text={ephemeral.text} blocks={ephemeral.blocks} />
        <button type="button" className="link" onClick={() => dismiss(ephemeral.ts)}>Dismiss</button>
      </div>
    </article>
  );
});
