// Files in messages: their name, size and a way to keep them, and the beginning of what is in them.
import { useEffect, useState, type ReactNode } from "react";
import { Markdown } from "./markdown";
import { Picture } from "./picture";
import { firstLines, kindOf, readable, rowsOf, sizeInWords, type Kind } from "./preview";
import { Table } from "./tables";
import type { SharedFile } from "./types";

const LARGEST_PREVIEW = 200_000;
const PREVIEW_LINES = 8;
const PREVIEW_ROWS = 6;
/** So little more is shown at once. */
const A_LITTLE = 3;
const MOST_ROWS = 200;

/** The file's address on this server, whatever host name the sender knew it by. */
function address(file: SharedFile): string | undefined {
  if (!file.url_private) return undefined;
  const url = new URL(file.url_private, location.href);
  return url.pathname + url.search;
}

type Read = { text: string } | "failed" | null;

/** The text of a small text file; null until it is there, and for every other kind. */
function useText(href: string | undefined, wanted: boolean): Read {
  const [read, setRead] = useState<Read>(null);
  useEffect(() => {
    if (!wanted || !href) return undefined;
    const leaving = new AbortController();
    fetch(href, { signal: leaving.signal })
      .then(async (response) => setRead(response.ok ? { text: await response.text() } : "failed"))
      .catch(() => !leaving.signal.aborted && setRead("failed"));
    return () => leaving.abort();
  }, [href, wanted]);
  return read;
}

const cell = (text: string) => ({ type: "raw_text", text });

function Content({ text, kind, all, name }: { text: string; kind: Kind; all: boolean; name: string }): ReactNode {
  if (kind === "csv") {
    const rows = rowsOf(text).slice(0, all ? MOST_ROWS : PREVIEW_ROWS);
    return <Table block={{ type: "table", rows: rows.map((row) => row.map(cell)) }} label={name} />;
  }
  const shown = all ? text : firstLines(text, PREVIEW_LINES).shown;
  if (kind === "markdown") return <div className={all ? "file-text" : "file-text cut"} tabIndex={all ? 0 : undefined}><Markdown text={shown} /></div>;
  return <pre tabIndex={0}>{shown}</pre>;
}

function Preview({ text, kind, name }: { text: string; kind: Kind; name: string }): ReactNode {
  const [all, setAll] = useState(false);
  const whole = readable(text, kind);
  const { lines } = firstLines(whole, 0);
  const more = lines > (kind === "csv" ? PREVIEW_ROWS : PREVIEW_LINES) + A_LITTLE;
  return (
    <>
      <Content text={whole} kind={kind} all={all || !more} name={name} />
      {more && (
        <button type="button" className="link" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? "Show less" : `Show all ${lines} lines`}
        </button>
      )}
    </>
  );
}

export function FileCard({ file }: { file: SharedFile }): ReactNode {
  const name = file.title || file.name || "file";
  const href = address(file);
  const kind = kindOf(file.name ?? "", file.mimetype);
  const isText = kind !== "picture" && kind !== "other" && (file.size ?? 0) <= LARGEST_PREVIEW;
  const read = useText(href, isText);
  return (
    <div className="file">
      <div className="file-head">
        <span aria-hidden="true">📄</span>
        <span className="file-name">{href ? <a href={href} target="_blank" rel="noopener noreferrer">{name}</a> : name}</span>
        {file.size !== undefined && <span className="muted">{sizeInWords(file.size)}</span>}
        {href && <a className="file-keep" href={href} download={file.name ?? name} aria-label={`Download ${name}`}><span aria-hidden="true">⤓</span> Download</a>}
      </div>
      {kind === "picture" && <Picture url={href} alt={name} />}
      {read === "failed" && <p className="unknown">What is in it could not be read.</p>}
      {read !== null && read !== "failed" && <Preview text={read.text} kind={kind} name={name} />}
    </div>
  );
}
