// Every block, element and view of Block Kit, as an app would send it: what the gallery shows and the tests look at.
import type { Block, View } from "../src/types";

export const NOON = 1_795_262_400;
/** A picture without a network: grey, 16 to 9. */
export const PICTURE = "data:image/svg+xml," + encodeURIComponent(
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 320 180'><rect width='320' height='180' fill='#8aa'/><path d='M0 140 90 60l60 60 60-80 110 100v40H0z' fill='#577'/></svg>",
);

const mrkdwn = (text: string) => ({ type: "mrkdwn" as const, text });
const plain = (text: string) => ({ type: "plain_text" as const, text, emoji: true });
const option = (text: string, value: string, description?: string) =>
  ({ text: plain(text), value, ...(description ? { description: plain(description) } : {}) });
const text = (words: string, style?: Record<string, boolean>) => ({ type: "text", text: words, ...(style ? { style } : {}) });
const line = (...elements: unknown[]) => ({ type: "rich_text_section", elements });
const rich = (...elements: unknown[]) => ({ type: "rich_text", elements }) as unknown as Block;
const cell = (words: string) => ({ type: "raw_text", text: words });

const OPTIONS = [option("Rollback", "rollback"), option("Hotfix", "hotfix", "A change of code, reviewed and deployed"), option("Scale out :rocket:", "scale")];
const CONFIRM = { title: plain("Roll back checkout?"), text: mrkdwn("Runs `kubectl rollout undo deploy/checkout`"), confirm: plain("Roll back"), deny: plain("Not now"), style: "danger" as const };
const image = { type: "image", image_url: PICTURE, alt_text: "Error rate of checkout" };

export const MRKDWN = [
  "*bold* _italic_ ~struck~ `code` *_both_* snake_case 2 * 3 * 4 # no heading",
  "<@U01ONCALL> <@U02BACKUP> <#C1> <#C9|gone> <!here> <!channel> <!subteam^S1|@sre> <https://example.com|a link> https://example.com/a_b?c=1 <mailto:a@b.example|a@b.example>",
  `<!date^${NOON}^{date_short_pretty} at {time}|12:00 UTC> &lt;escaped&gt; &amp; :rocket: :+1::skin-tone-3: :not_an_emoji:`,
  "• one\n• two with a long line that goes on until it has to wrap because the column is not wide enough for all of these words\n    ◦ nested\n        ▪ deeper\n1. first\n2. second\n- dash",
  "> a quote\n> of two lines with *bold*\nafter it",
  "```$ kubectl get pods -n checkout --sort-by=.status.startTime -o wide | grep -v Running\ncheckout-7d9f6   0/1   CrashLoopBackOff   12 (3m ago)   41m```",
];

export const BLOCKS: Record<string, Block[]> = {
  "mrkdwn": MRKDWN.map((words) => ({ type: "section", text: mrkdwn(words) })),
  "section": [
    { type: "header", text: plain("P0 Critical · Checkout is down :fire:") },
    { type: "section", text: mrkdwn("*INC-101 · MITIGATING*\n40 % of payments fail since 02:51 · all regions"), accessory: { type: "button", action_id: "open", text: plain("Open the incident"), value: "x" } },
    { type: "section", text: mrkdwn("With a picture beside it, as Slack puts it: at the right, square, words to its left."), accessory: image },
    { type: "divider" },
    { type: "section", fields: ["*Commander*\nAna Ortiz", "*Technical lead*\nBo Lindqvist", "*Detected*\n02:51", "*Severity*\nP0 Critical"].map(mrkdwn) },
    { type: "section", text: mrkdwn("Text and fields"), fields: ["*One*\n1", "*Two*\n2", "*Three*\n3"].map(mrkdwn) },
    { type: "context", elements: [image, mrkdwn("*Ana* approved at 03:04"), mrkdwn("`/incident timeline` has the record")] } as unknown as Block,
    { type: "context", elements: [mrkdwn("Reported by Vera Novak · Severity: impact HIGH x urgency HIGH · Contacts: Ana → Bo → Sam")] } as unknown as Block,
    { type: "image", image_url: PICTURE, alt_text: "Error rate of checkout", title: plain("Error rate of checkout, last hour") },
    { type: "image", image_url: "https://example.invalid/gone.png", alt_text: "A picture that does not load" },
  ],
  "actions": [
    {
      type: "actions", elements: [
        { type: "button", action_id: "a", text: plain("Approve as P1"), value: "1", style: "primary" },
        { type: "button", action_id: "b", text: plain("Revise…"), value: "1" },
        { type: "button", action_id: "c", text: plain("Roll back"), value: "1", style: "danger", confirm: CONFIRM },
        { type: "button", action_id: "busy", text: plain("In flight"), value: "1", style: "primary" },
        { type: "button", action_id: "link", text: plain("Open dashboard"), url: "https://example.com" },
        { type: "overflow", action_id: "d", options: OPTIONS },
      ],
    },
    {
      type: "actions", elements: [
        { type: "static_select", action_id: "e", placeholder: plain("Choose a strategy"), options: OPTIONS },
        { type: "users_select", action_id: "f", placeholder: plain("Choose a person"), initial_user: "U01ONCALL" },
        { type: "conversations_select", action_id: "g", placeholder: plain("Choose a conversation") },
        { type: "channels_select", action_id: "h", placeholder: plain("Choose a channel") },
        { type: "multi_static_select", action_id: "i", placeholder: plain("Choose several"), options: OPTIONS, initial_options: OPTIONS.slice(0, 2) },
        { type: "datepicker", action_id: "j", initial_date: "2026-11-21" },
        { type: "timepicker", action_id: "k", initial_time: "03:12" },
        { type: "datetimepicker", action_id: "l", initial_date_time: NOON },
      ],
    },
    { type: "actions", elements: [{ type: "checkboxes", action_id: "m", options: OPTIONS, initial_options: OPTIONS.slice(0, 1) }, { type: "radio_buttons", action_id: "n", options: OPTIONS, initial_option: OPTIONS[1] }] },
    { type: "context_actions", elements: [{ type: "feedback_buttons", action_id: "o", positive_button: { text: plain("Good answer"), value: "good" }, negative_button: { text: plain("Bad answer"), value: "bad" } }, { type: "icon_button", action_id: "p", icon: "trash", text: plain("Delete"), value: "x" }] as unknown as Block["elements"] },
  ],
  "rich_text": [
    rich(
      line(text("Plain, "), text("bold", { bold: true }), text(", "), text("italic", { italic: true }), text(", "), text("struck", { strike: true }), text(", "), text("underlined", { underline: true }), text(", "), text("code", { code: true }), text(", # no heading, *no bold*, "), { type: "user", user_id: "U01ONCALL" }, text(" "), { type: "channel", channel_id: "C1" }, text(" "), { type: "broadcast", range: "here" }, text(" "), { type: "usergroup", usergroup_id: "S1" }, text(" "), { type: "link", url: "https://example.com", text: "a link" }, text(" "), { type: "emoji", name: "rocket" }, text(" "), { type: "date", timestamp: NOON, format: "{date_short_pretty} at {time}", fallback: "12:00" }, text(" "), { type: "color", value: "#0a6b4b" }, text("\nsecond line")),
      { type: "rich_text_list", style: "bullet", elements: [line(text("one")), line(text("two"))] },
      { type: "rich_text_list", style: "bullet", indent: 1, elements: [line(text("nested"))] },
      { type: "rich_text_list", style: "ordered", elements: [line(text("first")), line(text("second"))] },
      { type: "rich_text_list", style: "ordered", indent: 1, elements: [line(text("a letter"))] },
      { type: "rich_text_quote", elements: [text("Somebody's words,\nover two lines")] },
      { type: "rich_text_preformatted", elements: [text("Traceback (most recent call last):\n  File \"checkout.py\", line 12\nTimeoutError: payments did not answer within 2000 ms while 40 of 40 connections were in use")] },
    ),
  ],
  "markdown": [
    { type: "markdown", text: "## A heading\n**bold** *italic* ~~struck~~ `code` [a link](https://example.com)\n\n- one\n  - nested\n- two\n\n1. first\n2. second\n\n> a quote\n\n```python\nprint('code')\n```\n\n| Step | Who | Due |\n|---|---|---|\n| Roll back | Kim | 03:20 |\n| Watch | Bo | 03:40 |\n\n- [x] done\n- [ ] open" } as unknown as Block,
  ],
  "table": [
    {
      type: "table", column_settings: [{ is_wrapped: true }, { align: "right" }, { align: "center" }],
      rows: [[cell("Hypothesis"), cell("Evidence"), cell("Result")], [cell("The deploy of 02:40 batches tax lookups and exhausts connections"), cell("6 facts"), cell("CONFIRMED")], [cell("Payments provider is down"), cell("2 facts"), rich(line(text("REJECTED", { bold: true })))]],
    } as unknown as Block,
  ],
  "plan and tasks": [
    {
      type: "plan", title: "Diagnosis · 2 of 4 steps", tasks: [
        { type: "task_card", task_id: "1", title: "Observability sweep", status: "complete", output: rich(line(text("9 facts"))) },
        { type: "task_card", task_id: "2", title: "Debugging", status: "in_progress", details: rich(line(text("reading logs of payments, 3rd query"))) },
        { type: "task_card", task_id: "3", title: "Security assessment", status: "pending" },
        { type: "task_card", task_id: "4", title: "Regression analysis", status: "error", output: rich(line(text("no access to the repository"))) },
      ],
    } as unknown as Block,
    { type: "task_card", task_id: "5", title: "A task alone", status: "complete", details: rich(line(text("What it did"))), sources: [{ type: "url", url: "https://example.com/log", text: "Log" }] } as unknown as Block,
  ],
  "alert, card, container": [
    ...["default", "info", "warning", "error", "success"].map((level) => ({ type: "alert", level, text: mrkdwn(`An alert of level *${level}*: the next update is due`) })),
    { type: "card", icon: image as never, title: mrkdwn("*Checkout v41*"), subtitle: mrkdwn("deployed 02:40 by Kim"), body: mrkdwn("3 commits by 2 people, no migration, no API change"), actions: [{ type: "button", action_id: "card", text: plain("Roll back"), value: "1" }] },
    { type: "card", hero_image: image as never, title: mrkdwn("With a picture"), body: mrkdwn("and words under it") },
    { type: "container", title: plain("Evidence"), subtitle: plain("6 facts"), is_collapsible: true, child_blocks: [{ type: "section", text: mrkdwn("Inside of it") }, { type: "divider" }, { type: "context", elements: [mrkdwn("small")] as never }] },
    { type: "container", title: plain("Closed at first"), is_collapsible: true, default_collapsed: true, child_blocks: [{ type: "section", text: mrkdwn("Hidden") }] },
    { type: "container", title: plain("Not collapsible"), has_header_divider: true, child_blocks: [{ type: "section", text: mrkdwn("Inside of it") }] } as unknown as Block,
    { type: "carousel", elements: [1, 2, 3, 4].map((number) => ({ type: "card", title: mrkdwn(`Card ${number}`), body: mrkdwn("One of several"), actions: [{ type: "button", action_id: `card${number}`, text: plain("Choose"), value: "1" }] })) as never },
  ],
  "video, file, others": [
    { type: "video", title: plain("How the rollback went"), title_url: "https://example.com/v", video_url: "https://example.com/embed", thumbnail_url: PICTURE, alt_text: "A recording of the rollback", author_name: "Kim", provider_name: "Recorder", description: plain("Three minutes of terminal") } as unknown as Block,
    { type: "file", source: "remote", external_id: "REPORT-1" } as unknown as Block,
    { type: "data_table", caption: "Errors by region", rows: [[cell("Region"), cell("Errors")], [cell("eu"), { type: "raw_number", value: 1204 }]] } as unknown as Block,
    { type: "some_future_block", text: plain("A block nobody knows yet") },
  ],
};

const input = (block_id: string, label: string, element: Record<string, unknown>, more: Partial<Block> = {}): Block =>
  ({ type: "input", block_id, label: plain(label), element: { action_id: block_id, ...element }, ...more }) as Block;

export const FORM: View = {
  id: "V1", callback_id: "gallery", title: "Every field", submit: "Declare", close: "Cancel",
  blocks: [
    { type: "section", block_id: "intro", text: mrkdwn("*INC-101* Checkout is down") },
    input("line", "What is wrong?", { type: "plain_text_input", placeholder: plain("Checkout is down"), max_length: 60 }, { hint: plain("One line is enough") }),
    input("long", "Guidance", { type: "plain_text_input", multiline: true, initial_value: "Revenue first.\nThen the rest.", max_length: 300 }, { optional: true }),
    input("number", "Share of users, in per cent", { type: "number_input", is_decimal_allowed: false, min_value: "0", max_value: "100" }, { optional: true }),
    input("mail", "Contact", { type: "email_text_input", placeholder: plain("somebody@example.com") }, { optional: true }),
    input("url", "Dashboard", { type: "url_text_input", placeholder: plain("https://") }, { optional: true }),
    input("rich", "What you see", { type: "rich_text_input" }, { optional: true }),
    input("select", "How bad is it?", { type: "static_select", placeholder: plain("Choose"), option_groups: [{ label: plain("Worst"), options: [option("P0 Critical", "P0")] }, { label: plain("Others"), options: [option("P1 High", "P1"), option("P2 Medium", "P2")] }] }),
    input("multi", "Affected services", { type: "multi_static_select", options: [...OPTIONS, ...["search", "payments", "login", "mail"].map((one) => option(one, one))], max_selected_items: 2 }, { optional: true }),
    input("external", "Looked up by the app", { type: "external_select", placeholder: plain("Type to search") }, { optional: true }),
    input("user", "Commander", { type: "users_select", placeholder: plain("Choose a person") }),
    input("users", "Also ask", { type: "multi_users_select", initial_users: ["U02BACKUP"] }, { optional: true }),
    input("channel", "Channel", { type: "channels_select" }, { optional: true }),
    input("channels", "Channels", { type: "multi_channels_select" }, { optional: true }),
    input("conversations", "Conversations", { type: "multi_conversations_select" }, { optional: true }),
    input("radio", "Impact", { type: "radio_buttons", options: [option("HIGH", "HIGH", "All users, or money"), option("LOW", "LOW", "A few users")] }),
    input("boxes", "Any of these makes it P0", { type: "checkboxes", options: [option("Complete outage", "outage"), option("Data lost", "data")] }, { optional: true }),
    input("date", "Day", { type: "datepicker", initial_date: "2026-11-21" }, { optional: true }),
    input("time", "Time", { type: "timepicker", initial_time: "03:12" }, { optional: true }),
    input("moment", "Since when?", { type: "datetimepicker", initial_date_time: NOON }, { optional: true }),
    input("files", "Screenshots", { type: "file_input", filetypes: ["png", "jpg", "txt"], max_files: 2 }, { optional: true }),
    { type: "actions", block_id: "acts", elements: [{ type: "button", action_id: "more", text: plain("Add a field"), value: "1" }] },
  ],
};
