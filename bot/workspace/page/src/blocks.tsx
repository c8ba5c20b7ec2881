// Draws Block Kit. Blocks with text objects and elements are drawn here, exactly as Slack reads them; rich text, Markdown,
// tables, plans and charts by slack-blocks-to-jsx. (The library reads mrkdwn as Markdown: "# 5 nodes down" would vanish.)
import { Message as Library, type Block as LibraryBlock } from "slack-blocks-to-jsx";
import { memo, useState, type ReactNode } from "react";
import type { Place } from "./api";
import { ActionElement } from "./elements";
import { useTheme } from "./theme";
import { ChannelLink, Emoji, Link, SlackDate, Text, UserMention } from "./text";
import { titleOf } from "./model";
import type { Block, Element } from "./types";

interface Props {
  block: Block;
  place: Place;
}

/** How the library draws what leads elsewhere: by our own parts. It keeps the first hooks it sees, so they never change. */
const HOOKS = {
  user: ({ id }: { id: string }) => <UserMention id={id} />,
  channel: ({ id, name }: { id: string; name: string }) => <ChannelLink id={id} label={name} />,
  emoji: ({ name }: { name: string }) => <Emoji name={name} />,
  link: ({ href, children }: { href: string; children: ReactNode }) => <Link url={href}>{children}</Link>,
  date: (date: { timestamp: string; format: string; link: string | null; fallback: string }) => (
    <SlackDate seconds={Number(date.timestamp)} form={date.format} fallback={date.fallback} link={date.link} />
  ),
};

const LIBRARY_BLOCKS = new Set(["rich_text", "markdown", "table", "plan", "task_card", "data_visualization"]);

function FromLibrary({ block }: { block: Block }): ReactNode {
  const theme = useTheme();
  const ready = block.type === "table" ? { ...block, rows: block.rows?.map((row) => row.map(asRichText)) } : block;
  return <Library withoutWrapper theme={theme} logo="" name="" hooks={HOOKS} blocks={[ready as unknown as LibraryBlock]} />;
}

/** A raw table cell would be read as Markdown; as rich text it stays what it says. */
function asRichText(cell: unknown): unknown {
  const raw = cell as { type?: string; text?: string };
  if (raw.type !== "raw_text") return cell;
  const text = { type: "text", text: raw.text ?? "" };
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [text] }] };
}

function Section({ block, place }: Props): ReactNode {
  return (
    <div className="kit section">
      <div className="section-body">
        {block.text && <div className="section-text"><Text of={block.text} /></div>}
        {block.fields && (
          <div className="fields">{block.fields.map((field, at) => <div key={at}><Text of={field} /></div>)}</div>
        )}
      </div>
      {block.accessory && <div className="accessory"><ActionElement element={block.accessory} place={place} /></div>}
    </div>
  );
}

function Context({ block }: Props): ReactNode {
  return (
    <div className="kit context">
      {(block.elements ?? []).map((element, at) => (
        element.type === "image"
          ? <img key={at} src={element.image_url} alt={element.alt_text ?? ""} />
          : <span key={at}><Text of={element as unknown as Block["text"]} /></span>
      ))}
    </div>
  );
}

function Actions({ elements, place }: { elements: Element[]; place: Place }): ReactNode {
  return (
    <div className="kit actions" role="group" aria-label="Actions">
      {elements.map((element, at) => <ActionElement key={element.action_id ?? at} element={element} place={place} />)}
    </div>
  );
}

/** A picture; pictures from outside are not fetched, so their words and their address stand instead. */
export function Picture({ url, alt }: { url?: string; alt?: string }): ReactNode {
  const [failed, setFailed] = useState(false);
  if (!url || failed) return <p className="unknown">Picture: {alt || "no description"}{url && <> (<Link url={url}>open</Link>)</>}</p>;
  return <img className="picture" src={url} alt={alt ?? ""} onError={() => setFailed(true)} />;
}

function ImageBlock({ block }: Props): ReactNode {
  return (
    <figure className="kit">
      {block.title && <figcaption><Text of={block.title} /></figcaption>}
      <Picture url={block.image_url} alt={block.alt_text} />
    </figure>
  );
}

const LEVELS = new Map([["info", "Info"], ["warning", "Warning"], ["error", "Error"], ["success", "Done"]]);

function Alert({ block }: Props): ReactNode {
  const level = block.level ?? "";
  return (
    <div className={`kit alert ${LEVELS.has(level) ? `alert-${level}` : ""}`}>
      <strong>{LEVELS.get(level) ?? "Notice"}</strong> <span><Text of={block.text} /></span>
    </div>
  );
}

function Card({ block, place }: Props): ReactNode {
  return (
    <div className="kit card">
      {block.hero_image && <Picture url={block.hero_image.image_url} alt={block.hero_image.alt_text} />}
      {block.title && <div className="card-title"><Text of={block.title} /></div>}
      {block.subtitle && <div className="muted"><Text of={block.subtitle} /></div>}
      {block.body && <div><Text of={block.body} /></div>}
      {block.actions && <Actions elements={block.actions} place={place} />}
    </div>
  );
}

function Container({ block, place }: Props): ReactNode {
  const inside = <Blocks blocks={block.child_blocks ?? []} place={place} />;
  const heading = <><strong><Text of={block.title} /></strong> <span className="muted"><Text of={block.subtitle} /></span></>;
  if (!block.is_collapsible) return <div className="kit card"><div>{heading}</div>{inside}</div>;
  return <details className="kit card" open={!block.default_collapsed}><summary>{heading}</summary>{inside}</details>;
}

function Unknown({ block }: { block: Block }): ReactNode {
  const said = titleOf(block.text) || titleOf(block.title) || block.alt_text || `(${block.type.replaceAll("_", " ")})`;
  return <p className="unknown">{said}</p>;
}

/** One block. Input blocks are drawn by the form they stand in (`fields.tsx`). */
function OneBlock({ block, place: around }: Props): ReactNode {
  const place = { ...around, block_id: block.block_id };
  if (LIBRARY_BLOCKS.has(block.type)) return <FromLibrary block={block} />;
  switch (block.type) {
    case "section": return <Section block={block} place={place} />;
    case "header": return <h2 className="kit header"><Text of={block.text} /></h2>;
    case "context": return <Context block={block} place={place} />;
    case "divider": return <hr className="kit" />;
    case "actions":
    case "context_actions": return <Actions elements={block.elements ?? []} place={place} />;
    case "image": return <ImageBlock block={block} place={place} />;
    case "alert": return <Alert block={block} place={place} />;
    case "card": return <Card block={block} place={place} />;
    case "carousel":
      return <div className="kit carousel">{(block.elements ?? []).map((card, at) => <Card key={at} block={card as Block} place={place} />)}</div>;
    case "container": return <Container block={block} place={place} />;
    default: return <Unknown block={block} />;
  }
}

export const Blocks = memo(({ blocks, place }: { blocks: Block[]; place: Place }) => (
  <div className="blocks">
    {blocks.map((block, at) => <OneBlock key={block.block_id ?? at} block={block} place={place} />)}
  </div>
));
