// The markdown block and Markdown files: standard Markdown, drawn in the page's own look; HTML in it is only text.
import { isValidElement, memo, type ReactNode } from "react";
import Reader, { type Components } from "react-markdown";
import gfm from "remark-gfm";
import { emoji } from "./emoji";
import { Picture } from "./picture";
import { Link } from "./text";

interface Tree {
  type: string;
  value?: string;
  children?: Tree[];
}

/** Short codes become their characters, in text only: code and addresses stay what they are. */
function withEmoji() {
  const visit = (node: Tree): void => {
    if (node.type === "text" && node.value) node.value = node.value.replace(/:([a-z0-9_+'-]+):/g, (code, name: string) => emoji(name) ?? code);
    node.children?.forEach(visit);
  };
  return visit;
}

const heading = (level: number) => ({ children }: { children?: ReactNode }) => (
  <h3 className={`heading-${level}`}>{children}</h3>
);

const PARTS: Components = {
  a: ({ href, children }) => <Link url={href ?? ""}>{children}</Link>,
  img: ({ src, alt }) => <Picture url={typeof src === "string" ? src : undefined} alt={alt} />,
  h1: heading(1), h2: heading(2), h3: heading(3), h4: heading(3), h5: heading(3), h6: heading(3),
  pre: ({ children }) => <pre tabIndex={0}>{isValidElement<{ children?: ReactNode }>(children) ? children.props.children : children}</pre>,
  table: ({ children }) => <div className="table-box" tabIndex={0} role="group" aria-label="Table"><table>{children}</table></div>,
  input: ({ checked }) => <span className="task-mark" role="img" aria-label={checked ? "done" : "open"}>{checked ? "☑" : "☐"}</span>,
};

/** In a block a picture is a link with its words, as in Slack; a file shows it. */
const BLOCK_PARTS: Components = { ...PARTS, img: ({ src, alt }) => <Link url={typeof src === "string" ? src : ""}>{alt || src}</Link> };

export const Markdown = memo(({ text, block = false }: { text: string; block?: boolean }) => (
  <div className="markdown"><Reader remarkPlugins={[gfm, withEmoji]} components={block ? BLOCK_PARTS : PARTS}>{text}</Reader></div>
));
