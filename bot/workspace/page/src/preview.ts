// What of a file is shown before somebody opens it: its kind, its first lines, and a CSV as rows.

export type Kind = "picture" | "markdown" | "csv" | "json" | "text" | "other";

const TEXT = /\.(?:txt|log|ya?ml|toml|ini|diff|patch|py|ts|js|sh|sql|html|xml)$/i;

/** The kind by the name, else by the type that the server found. */
export function kindOf(name: string, mimetype = ""): Kind {
  if (/\.(?:md|markdown)$/i.test(name)) return "markdown";
  if (/\.csv$/i.test(name)) return "csv";
  if (/\.json$/i.test(name)) return "json";
  if (mimetype.startsWith("image/")) return "picture";
  return mimetype.startsWith("text/") || TEXT.test(name) ? "text" : "other";
}

/** The first lines, and how many there are in all. */
export function firstLines(text: string, most: number): { shown: string; lines: number } {
  const lines = text.trimEnd().split("\n");
  return { shown: lines.slice(0, most).join("\n"), lines: lines.length };
}

/** Reads well: JSON indented, everything else as it is. */
export function readable(text: string, kind: Kind): string {
  if (kind !== "json") return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The rows of a CSV (RFC 4180): cells may be quoted, and quoted ones hold commas, lines and doubled quotes. */
export function rowsOf(csv: string): string[][] {
  const rows: string[][] = [];
  let [row, cell, quoted]: [string[], string, boolean] = [[], "", false];
  const endCell = (): void => {
    row.push(cell);
    cell = "";
  };
  const text = csv.replaceAll("\r\n", "\n");
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    if (quoted && char === '"' && text[at + 1] === '"') {
      cell += char;
      at += 1;
    } else if (char === '"' && (quoted || cell === "")) quoted = !quoted;
    else if (!quoted && char === ",") endCell();
    else if (!quoted && char === "\n") {
      endCell();
      rows.push(row);
      row = [];
    } else cell += char;
  }
  if (cell !== "" || row.length > 0) {
    endCell();
    rows.push(row);
  }
  return rows;
}

export const sizeInWords = (bytes: number): string =>
  bytes < 1024 ? `${bytes} bytes` : bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
