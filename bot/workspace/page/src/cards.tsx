// Blocks that frame others or lead elsewhere: alert, card, carousel, container, video and file.
import type { ReactNode } from "react";
import type { Place } from "./api";
import { ActionElement } from "./elements";
import { Icon, Picture } from "./picture";
import { RichText } from "./richtext";
import { Link, Text } from "./text";
import { titleOf } from "./model";
import type { Block, Element } from "./types";

export interface BlockProps {
  block: Block;
  place: Place;
}

export function Actions({ elements, place }: { elements: Element[]; place: Place }): ReactNode {
  return (
    <div className="kit actions">
      {elements.map((element, at) => <ActionElement key={element.action_id ?? at} element={element} place={place} />)}
    </div>
  );
}

const LEVELS = new Map([
  ["info", { sign: "ℹ", word: "Info" }],
  ["warning", { sign: "⚠", word: "Warning" }],
  ["error", { sign: "⛔", word: "Error" }],
  ["success", { sign: "✓", word: "Done" }],
]);

export function Alert({ block }: { block: Block }): ReactNode {
  const level = LEVELS.get(block.level ?? "");
  return (
    <div className={`kit alert ${level ? `alert-${block.level}` : ""}`}>
      {level && <span className="alert-sign"><span aria-hidden="true">{level.sign}</span><span className="sr">{level.word}: </span></span>}
      <div><Text of={block.text} /></div>
    </div>
  );
}

export function Card({ block, place }: BlockProps): ReactNode {
  return (
    <div className="kit card">
      {block.hero_image && <Picture className="hero" url={block.hero_image.image_url} alt={block.hero_image.alt_text} />}
      {(block.title || block.subtitle || block.icon) && (
        <div className="card-head">
          <Icon url={block.icon?.image_url} alt={block.icon?.alt_text} />
          <div>
            {block.title && <div className="card-title"><Text of={block.title} /></div>}
            {block.subtitle && <div className="muted"><Text of={block.subtitle} /></div>}
          </div>
        </div>
      )}
      {block.body && <div className="card-body"><Text of={block.body} /></div>}
      {block.actions && <Actions elements={block.actions} place={place} />}
    </div>
  );
}

export function Carousel({ block, place }: BlockProps): ReactNode {
  return (
    <div className="kit carousel" role="list" aria-label="Cards" tabIndex={0}>
      {((block.elements ?? []) as unknown as Block[]).map((card, at) => (
        <div key={at} role="listitem"><Card block={card} place={{ ...place, block_id: card.block_id }} /></div>
      ))}
    </div>
  );
}

/** Its child blocks are drawn by whoever draws blocks, so that the two modules need not know each other. */
export function Container({ block, children }: { block: Block & { rich_text_title?: Block }; children: ReactNode }): ReactNode {
  const heading = (
    <span className="container-head">
      <Icon url={block.icon?.image_url} alt={block.icon?.alt_text} />
      <span>
        <strong>{block.rich_text_title ? <RichText of={block.rich_text_title} /> : <Text of={block.title} />}</strong>
        {block.subtitle && <span className="muted"> <Text of={block.subtitle} /></span>}
      </span>
    </span>
  );
  const look = `kit container container-${block.width ?? "standard"}`;
  if (!block.is_collapsible) {
    return <div className={look}><div className={block.has_header_divider ? "container-line" : undefined}>{heading}</div>{children}</div>;
  }
  return <details className={look} open={!block.default_collapsed}><summary>{heading}</summary>{children}</details>;
}

interface VideoBlock extends Block {
  title_url?: string;
  video_url?: string;
  thumbnail_url?: string;
  author_name?: string;
  provider_name?: string;
  description?: Block["text"];
}

/** A video is played where it lives: here it is a picture, its title as a link, and where it comes from. */
export function Video({ block }: { block: VideoBlock }): ReactNode {
  const from = [block.provider_name, block.author_name].filter(Boolean).join(" · ");
  return (
    <div className="kit card video">
      {from && <div className="muted">{from}</div>}
      <div className="card-title">
        <span aria-hidden="true">▶ </span><Link url={block.title_url ?? block.video_url ?? ""}>{titleOf(block.title)}</Link>
      </div>
      {block.description && <div className="card-body"><Text of={block.description} /></div>}
      <Picture url={block.thumbnail_url} alt={block.alt_text} />
    </div>
  );
}

export function RemoteFile({ block }: { block: Block & { external_id?: string } }): ReactNode {
  return <div className="kit card"><span aria-hidden="true">📄</span> <strong>{block.external_id}</strong> <span className="muted">a file kept elsewhere</span></div>;
}
