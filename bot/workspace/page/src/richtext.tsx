// Rich text, as Slack's own composer makes it: sections, lists, quotes and code, every word as it was written.
import type { ReactNode } from "react";
import { ChannelLink, Emoji, Link, SlackDate, UserMention } from "./text";
import type { Block } from "./types";

type Style = Partial<Record<"bold" | "italic" | "strike" | "underline" | "code", boolean>>;

/** One open shape for everything in the tree: what counts is decided by its type. */
interface Rich {
  type: string;
  elements?: Rich[];
  style?: Style | "bullet" | "ordered";
  indent?: number;
  offset?: number;
  text?: string;
  url?: string;
  user_id?: string;
  channel_id?: string;
  usergroup_id?: string;
  range?: string;
  name?: string;
  unicode?: string;
  timestamp?: number;
  format?: string;
  fallback?: string;
  value?: string;
}

/** How deep lists are marked, each level by its own sign, as in Slack. */
const BULLETS = ["disc", "circle", "square"];
const NUMBERS = ["decimal", "lower-alpha", "lower-roman"];

function styled(style: Style, inside: ReactNode): ReactNode {
  let drawn = style.code ? <code>{inside}</code> : inside;
  if (style.strike) drawn = <s>{drawn}</s>;
  if (style.underline) drawn = <u>{drawn}</u>;
  if (style.italic) drawn = <em>{drawn}</em>;
  if (style.bold) drawn = <strong>{drawn}</strong>;
  return drawn;
}

function piece(one: Rich): ReactNode {
  switch (one.type) {
    case "text": return one.text;
    case "link": return <Link url={one.url ?? ""}>{one.text || one.url}</Link>;
    case "user": return <UserMention id={one.user_id ?? ""} />;
    case "channel": return <ChannelLink id={one.channel_id ?? ""} />;
    case "usergroup": return <span className="mention">@{one.usergroup_id}</span>;
    case "team": return <span className="mention">@team</span>;
    case "broadcast": return <span className="mention mention-me">@{one.range}</span>;
    case "emoji": return <Emoji name={one.name ?? ""} />;
    case "date": return <SlackDate seconds={one.timestamp ?? NaN} form={one.format ?? ""} fallback={one.fallback ?? ""} link={one.url} />;
    case "color": return <span className="colour"><span aria-hidden="true" style={{ background: one.value }} />{one.value}</span>;
    default: return one.text ?? one.fallback ?? null;
  }
}

const Pieces = ({ of }: { of: Rich[] | undefined }): ReactNode => (of ?? []).map((one, at) => (
  <span key={at}>{typeof one.style === "object" ? styled(one.style, piece(one)) : piece(one)}</span>
));

function List({ of }: { of: Rich }): ReactNode {
  const depth = of.indent ?? 0;
  const ordered = of.style === "ordered";
  const marks = ordered ? NUMBERS : BULLETS;
  const look = { listStyleType: marks[depth % marks.length], marginLeft: `${depth * 1.6}em` };
  const items = (of.elements ?? []).map((one, at) => <li key={at}><Pieces of={one.elements} /></li>);
  return ordered ? <ol style={look} start={(of.offset ?? 0) + 1}>{items}</ol> : <ul style={look}>{items}</ul>;
}

function part(one: Rich): ReactNode {
  switch (one.type) {
    case "rich_text_list": return <List of={one} />;
    case "rich_text_quote": return <blockquote><Pieces of={one.elements} /></blockquote>;
    case "rich_text_preformatted": return <pre tabIndex={0}><Pieces of={one.elements} /></pre>;
    default: return <div><Pieces of={one.elements} /></div>;
  }
}

/** A rich_text block, or a cell, a task's output or a title that is one. */
export function RichText({ of }: { of: Block | undefined }): ReactNode {
  const elements = (of?.elements ?? []) as unknown as Rich[];
  return <div className="rich">{elements.map((one, at) => <div key={at}>{part(one)}</div>)}</div>;
}
