// Files in messages: their name, size, and the beginning of what is in them.
import { useEffect, useState, type ReactNode } from "react";
import { Picture } from "./picture";
import type { SharedFile } from "./types";

const LARGEST_PREVIEW = 200_000;
const PREVIEW_LINES = 8;
const TEXT_NAMES = /\.(?:txt|log|md|csv|json|ya?ml|toml|diff|patch|py|sh|sql)$/i;

const size = (bytes: number): string =>
  bytes < 1024 ? `${bytes} bytes` : bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;

/** The file's address on this server, whatever host name the sender knew it by. */
function address(file: SharedFile): string | undefined {
  if (!file.url_private) return undefined;
  const url = new URL(file.url_private, location.href);
  return url.pathname + url.search;
}

/** The text of a small text file; null until it is there, and for every other kind. */
function usePreview(file: SharedFile, href: string | undefined): string | null {
  const [text, setText] = useState<string | null>(null);
  const isText = file.mimetype?.startsWith("text/") || TEXT_NAMES.test(file.name ?? "");
  const wanted = href && isText && (file.size ?? 0) <= LARGEST_PREVIEW;
  useEffect(() => {
    if (!wanted) return undefined;
    const leaving = new AbortController();
    fetch(href, { signal: leaving.signal })
      .then(async (response) => setText(response.ok ? await response.text() : null))
      .catch(() => setText(null));
    return () => leaving.abort();
  }, [href, wanted]);
  return text;
}

function Preview({ text }: { text: string }): ReactNode {
  const [all, setAll] = useState(false);
  const lines = text.trimEnd().split("\n");
  return (
    <>
      <pre tabIndex={0}>{all ? text : lines.slice(0, PREVIEW_LINES).join("\n")}</pre>
      {lines.length > PREVIEW_LINES && (
        <button type="button" className="link" onClick={() => setAll(!all)}>
          {all ? "Show less" : `Show all ${lines.length} lines`}
        </button>
      )}
    </>
  );
}

export function FileCard({ file }: { file: SharedFile }): ReactNode {
  const name = file.title || file.name || "file";
  const href = address(file);
  const preview = usePreview(file, href);
  return (
    <div className="file">
      <div className="file-name">
        <span aria-hidden="true">📄</span> {href ? <a href={href} target="_blank" rel="noopener noreferrer">{name}</a> : name}
        {file.size !== undefined && <span className="muted"> {size(file.size)}</span>}
      </div>
      {file.mimetype?.startsWith("image/") && <Picture url={href} alt={name} />}
      {preview !== null && <Preview text={preview} />}
    </div>
  );
}
