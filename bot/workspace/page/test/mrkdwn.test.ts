// What a person reads of Slack's mrkdwn: markup where Slack has markup, and every other character as it was written.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMrkdwn, parsePlain, type Node } from "../src/mrkdwn";

/** The text a reader sees, with marks named: bold(x). */
const read = (nodes: Node[]): string =>
  nodes.map((node) => {
    if ("children" in node) return `${node.type}(${read(node.children)})`;
    if (node.type === "text") return node.text;
    if (node.type === "break") return "\n";
    if (node.type === "link") return `link(${node.url}|${node.label ?? ""})`;
    if (node.type === "code" || node.type === "pre") return `${node.type}(${node.text})`;
    if (node.type === "emoji") return `:${node.name}:`;
    if (node.type === "date") return `date(${node.seconds}|${node.form}|${node.fallback})`;
    return `${node.type}(${"range" in node ? node.range : node.id})`;
  }).join("");
const shown = (text: string): string => read(parseMrkdwn(text));

const TABLE: [string, string, string][] = [
  ["bold, italic, struck", "*a* _b_ ~c~", "bold(a) italic(b) strike(c)"],
  ["marks inside each other", "*a _b_*", "bold(a italic(b))"],
  ["marks next to punctuation", "(*a*), _b_.", "(bold(a)), italic(b)."],
  ["names and sums stay", "snake_case_name 2 * 3 * 4 a*b* c", "snake_case_name 2 * 3 * 4 a*b* c"],
  ["a heading of Markdown is only text", "# 5 nodes are down", "# 5 nodes are down"],
  ["a rule and a table of Markdown are only text", "---\n| a | b |", "---\n| a | b |"],
  ["HTML is only text", "<div>x</div> &lt;script&gt;", "<div>x</div> <script>"],
  ["an escaped mention mentions nobody", "&lt;@U01ONCALL&gt; &lt;!channel&gt;", "<@U01ONCALL> <!channel>"],
  ["escapes are undone once", "&amp;lt; 1 &gt; 0", "&lt; 1 > 0"],
  ["mentions", "<@U1> <#C1|x> <!here> <!subteam^S1|@sre>", "user(U1) channel(C1) broadcast(here) group(S1)"],
  ["links with and without words", "<https://a.b/c_d_e|words> <https://a.b>", "link(https://a.b/c_d_e|words) link(https://a.b|)"],
  ["a bare address", "see https://a.b/c_d?x=1:2:3.", "see link(https://a.b/c_d?x=1:2:3|)."],
  ["a script address is no link", "<javascript:alert(1)|click>", "<javascript:alert(1)|click>"],
  ["dates", "<!date^1720710212^{time}|15:03>", "date(1720710212|{time}|15:03)"],
  ["code keeps its marks", "`*a* <@U1>` x", "code(*a* @U1) x"],
  ["code blocks", "a\n```x *y*\n&lt;z&gt;```\nb", "apre(x *y*\n<z>)b"],
  ["an open code block is text", "a ``` b", "a ``` b"],
  ["quotes", "&gt; a\n&gt; b\nc", "quote(a\nb)c"],
  ["three signs quote all that follows", "a\n&gt;&gt;&gt; b\nc\n\nd", "aquote(b\nc\n\nd)"],
  ["lines and empty lines", "a\n\nb", "a\n\nb"],
  ["emoji", ":eyes: at 12:30:45", ":eyes: at 12:30:45"],
];

for (const [what, text, expected] of TABLE) test(what, () => assert.equal(shown(text), expected));

test("nothing in a plain text is markup but emoji", () => {
  assert.equal(read(parsePlain("*a* <@U1> &amp; `b` :eyes:\nc")), "*a* <@U1> & `b` :eyes:\nc");
});

test("the time to read grows with the length only, however hostile the text", () => {
  // Ten times Slack's limit: work that grew with the square of the length would not end here.
  for (const piece of [" *a", "*a* ", "_*~", " *<", "<@", "`", ":a", "http://", "> ", ">>>", ">>>\n", "```"]) {
    assert.ok(parseMrkdwn(piece.repeat(400_000 / piece.length)).length > 0, piece);
  }
});
