// Slack's mrkdwn read into a tree: what is markup and what is only text is decided here, never by a browser.

export type Mark = "bold" | "italic" | "strike";

export type Node =
  | { type: "text"; text: string }
  | { type: "break" }
  | { type: "code"; text: string }
  | { type: "pre"; text: string }
  | { type: "emoji"; name: string }
  | { type: "user"; id: string; label?: string }
  | { type: "channel"; id: string; label?: string }
  | { type: "group"; id: string; label?: string }
  | { type: "broadcast"; range: string }
  | { type: "date"; seconds: number; form: string; link?: string; fallback: string }
  | { type: "link"; url: string; label?: string }
  | { type: Mark; children: Node[] }
  | { type: "quote"; children: Node[] };

/** The three characters that Slack escapes (https://docs.slack.dev/messaging/formatting-message-text#escaping). */
export const unescape = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** Text of a plain_text object: nothing in it is markup but the emoji short codes. */
export function parsePlain(text: string, withEmoji = true): Node[] {
  return text.split("\n").flatMap((line, at) => [
    ...(at > 0 ? [{ type: "break" } as Node] : []),
    ...(withEmoji ? splitEmoji(unescape(line)) : [{ type: "text", text: unescape(line) } as Node]),
  ]);
}

/** Not `push(...more)`: a call has room for some ten thousand arguments only. */
function append(nodes: Node[], more: readonly Node[]): void {
  for (const node of more) nodes.push(node);
}

/** Text of a mrkdwn object. */
export function parseMrkdwn(text: string): Node[] {
  const nodes: Node[] = [];
  text.split("```").forEach((part, at, parts) => {
    const isCode = at % 2 === 1 && at < parts.length - 1;
    if (isCode) nodes.push({ type: "pre", text: codeText(part.replace(/^\n|\n$/g, "")) });
    else append(nodes, parseLines(at % 2 === 1 ? "```" + part : trimAroundCode(part, at, parts.length)));
  });
  return nodes;
}

function trimAroundCode(part: string, at: number, count: number): string {
  const start = at > 0 ? part.replace(/^\n/, "") : part;
  return at < count - 1 ? start.replace(/\n$/, "") : start;
}

function parseLines(text: string, inQuote = false): Node[] {
  const nodes: Node[] = [];
  let quote: Node[] | null = null;
  const lines = text.split("\n");
  for (const [at, line] of lines.entries()) {
    const rest = inQuote ? null : /^(?:&gt;|>){3} ?(.*)$/.exec(line);
    if (rest) {
      nodes.push({ type: "quote", children: parseLines([rest[1], ...lines.slice(at + 1)].join("\n"), true) });
      return nodes;
    }
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (!quoted) {
      if (nodes.length > 0 && quote === null) nodes.push({ type: "break" });
      quote = null;
      append(nodes, parseInline(line));
    } else if (quote) {
      quote.push({ type: "break" });
      append(quote, parseInline(quoted[1]!));
    } else {
      quote = parseInline(quoted[1]!);
      nodes.push({ type: "quote", children: quote });
    }
  }
  return nodes;
}

const MARKS: Record<string, Mark> = { "*": "bold", _: "italic", "~": "strike" };
const ANGLE = "<([^<>\\n]+)>";
const CODE = "`([^`\\n]+)`";
const BARE_URL = "(https?:\\/\\/[^\\s<>|`]*[^\\s<>|`.,;:!?)'\"*_~])";
const SHORT_CODE = ":([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):";
const TOKEN = `${ANGLE}|${CODE}|${BARE_URL}|${SHORT_CODE}`;

/**
 * One line. Marks count only at the edges of words, as in Slack: `snake_case` and `2 * 3 * 4` stay what they are.
 * Linear in the length of the line: a mark that finds no end once is not searched for again.
 */
export function parseInline(line: string): Node[] {
  const nodes: Node[] = [];
  const unclosed = new Set<string>();
  let from = 0;
  for (let at = 0; at < line.length; at += 1) {
    const token = tokenLength(line, at);
    if (token > 0) {
      at += token - 1;
      continue;
    }
    const mark = MARKS[line[at]!];
    if (!mark || unclosed.has(mark) || !opens(line, at)) continue;
    const end = closing(line, at);
    if (end < 0) {
      unclosed.add(mark);
      continue;
    }
    append(nodes, splitTokens(line.slice(from, at)));
    nodes.push({ type: mark, children: parseInline(line.slice(at + 1, end)) });
    at = end;
    from = end + 1;
  }
  return nodes.concat(splitTokens(line.slice(from)));
}

const WORD = /[\p{L}\p{N}_]/u;
const STICKY_TOKEN = new RegExp(TOKEN, "iy");

function tokenLength(line: string, at: number): number {
  if (!"<`:hH".includes(line[at]!)) return 0;
  STICKY_TOKEN.lastIndex = at;
  return STICKY_TOKEN.exec(line)?.[0].length ?? 0;
}

function opens(line: string, at: number): boolean {
  const before = line[at - 1] ?? " ";
  const after = line[at + 1] ?? " ";
  return !WORD.test(before) && before !== line[at] && !/\s/.test(after) && after !== line[at];
}

function closing(line: string, start: number): number {
  const mark = line[start]!;
  for (let at = start + 1; at < line.length; at += 1) {
    const token = tokenLength(line, at);
    if (token > 0) {
      at += token - 1;
      continue;
    }
    if (line[at] !== mark || at === start + 1) continue;
    const after = line[at + 1] ?? " ";
    if (!/\s/.test(line[at - 1]!) && after !== mark && (after === "_" || !WORD.test(after))) return at;
  }
  return -1;
}

function splitTokens(line: string): Node[] {
  const nodes: Node[] = [];
  let from = 0;
  for (const found of line.matchAll(new RegExp(TOKEN, "gi"))) {
    const [whole, angle, code, url, name] = found;
    if (found.index > from) nodes.push({ type: "text", text: unescape(line.slice(from, found.index)) });
    if (angle !== undefined) nodes.push(parseAngle(angle));
    else if (code !== undefined) nodes.push({ type: "code", text: codeText(code) });
    else if (url !== undefined) nodes.push({ type: "link", url: unescape(url) });
    else nodes.push({ type: "emoji", name: name! });
    from = found.index + whole.length;
  }
  if (from < line.length) nodes.push({ type: "text", text: unescape(line.slice(from)) });
  return nodes;
}

function splitEmoji(line: string): Node[] {
  return line
    .split(/(:[a-z0-9_+'-]+:)/i)
    .filter((part) => part !== "")
    .map((part) => {
      const name = /^:([a-z0-9_+'-]+):$/i.exec(part)?.[1];
      return name ? { type: "emoji", name } : { type: "text", text: part };
    });
}

/** Inside code, a link or mention is shown as what it says. */
const codeText = (text: string): string =>
  unescape(text.replace(/<(?:[^<>|\n]+\|)?([^<>|\n]+)>/g, (_, label: string) => label.replace(/^mailto:/, "")));

function parseAngle(inside: string): Node {
  const [head = "", ...tail] = inside.split("|");
  const label = tail.length > 0 ? unescape(tail.join("|")) : undefined;
  if (head.startsWith("@")) return { type: "user", id: head.slice(1), label };
  if (head.startsWith("#")) return { type: "channel", id: head.slice(1), label };
  if (head.startsWith("!date^")) {
    const [, seconds = "", form = "", link] = head.split("^");
    return { type: "date", seconds: Number(seconds), form, link: link && unescape(link), fallback: label ?? "" };
  }
  if (head.startsWith("!subteam^")) return { type: "group", id: head.slice(9), label };
  if (head.startsWith("!")) return { type: "broadcast", range: head.slice(1) };
  if (isSafeUrl(unescape(head))) return { type: "link", url: unescape(head), label };
  return { type: "text", text: unescape(`<${inside}>`) };
}

/** Only addresses that a click may follow; everything else is shown as text. */
export function isSafeUrl(url: string): boolean {
  return /^(https?:\/\/|mailto:|tel:)/i.test(url);
}
