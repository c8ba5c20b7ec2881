// Draws Block Kit: one block after the other, as Slack shows them; what cannot be drawn says what it is.
import { lazy, memo, Suspense, type ReactNode } from "react";
import type { Place } from "./api";
import { Actions, Alert, Card, Carousel, Container, RemoteFile, Video, type BlockProps } from "./cards";
import { ActionElement } from "./elements";
import { Markdown } from "./markdown";
import { titleOf } from "./model";
import { Icon, Picture } from "./picture";
import { RichText } from "./richtext";
import { Table } from "./tables";
import { PlanBlock, TaskCard } from "./tasks";
import { Text } from "./text";
import type { Block } from "./types";

const Chart = lazy(() => import("./chart"));

function Section({ block, place }: BlockProps): ReactNode {
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

function Context({ block }: { block: Block }): ReactNode {
  return (
    <div className="kit context">
      {(block.elements ?? []).map((element, at) => (
        element.type === "image"
          ? <Icon key={at} url={element.image_url} alt={element.alt_text} />
          : <span key={at}><Text of={element as unknown as Block["text"]} /></span>
      ))}
    </div>
  );
}

function ImageBlock({ block }: { block: Block }): ReactNode {
  return (
    <figure className="kit">
      {block.title && <figcaption><Text of={block.title} /></figcaption>}
      <Picture url={block.image_url} alt={block.alt_text} />
    </figure>
  );
}

function Unknown({ block }: { block: Block }): ReactNode {
  const said = titleOf(block.text) || titleOf(block.title) || block.alt_text || `(${block.type.replaceAll("_", " ")})`;
  return <p className="unknown">{said}</p>;
}

/** One block. Input blocks are drawn by the form they stand in (`fields.tsx`). */
function OneBlock({ block, place: around }: BlockProps): ReactNode {
  const place = { ...around, block_id: block.block_id };
  switch (block.type) {
    case "section": return <Section block={block} place={place} />;
    case "header": return <h2 className="kit header"><Text of={block.text} /></h2>;
    case "context": return <Context block={block} />;
    case "divider": return <hr className="kit" />;
    case "actions":
    case "context_actions": return <Actions elements={block.elements ?? []} place={place} />;
    case "image": return <ImageBlock block={block} />;
    case "rich_text": return <div className="kit"><RichText of={block} /></div>;
    case "markdown": return <div className="kit"><Markdown text={titleOf(block.text)} block /></div>;
    case "table":
    case "data_table": return <Table block={block} />;
    case "plan": return <PlanBlock block={block} />;
    case "task_card": return <div className="kit"><TaskCard block={block} /></div>;
    case "alert": return <Alert block={block} />;
    case "card": return <Card block={block} place={place} />;
    case "carousel": return <Carousel block={block} place={place} />;
    case "container": return <Container block={block}><Blocks blocks={block.child_blocks ?? []} place={place} /></Container>;
    case "video": return <Video block={block} />;
    case "file": return <RemoteFile block={block} />;
    case "data_visualization": return <Suspense fallback={<Unknown block={block} />}><Chart block={block} /></Suspense>;
    default: return <Unknown block={block} />;
  }
}

export const Blocks = memo(({ blocks, place }: { blocks: Block[]; place: Place }) => (
  <div className="blocks">
    {blocks.map((block, at) => <OneBlock key={block.block_id ?? at} block={block} place={place} />)}
  </div>
));
