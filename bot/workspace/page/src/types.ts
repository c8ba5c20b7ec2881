// The shapes that the workspace server and the page exchange; ids and field names are Slack's.

export type Id = string;
export type Ts = string;

export interface TextObject {
  type: "plain_text" | "mrkdwn";
  text: string;
  emoji?: boolean;
  verbatim?: boolean;
}

export interface Option {
  text: TextObject;
  value: string;
  description?: TextObject;
  url?: string;
}

export interface Confirm {
  title?: TextObject;
  text: TextObject;
  confirm?: TextObject;
  deny?: TextObject;
  style?: "primary" | "danger";
}

/** An element of Block Kit. One open shape: which fields count is decided where the element is drawn. */
export interface Element {
  type: string;
  action_id?: string;
  text?: TextObject | string;
  value?: string;
  url?: string;
  style?: "primary" | "danger";
  accessibility_label?: string;
  confirm?: Confirm;
  placeholder?: TextObject;
  options?: Option[];
  option_groups?: { label: TextObject; options: Option[] }[];
  initial_option?: Option;
  initial_options?: Option[];
  initial_value?: string | { elements?: unknown[] };
  dispatch_action_config?: { trigger_actions_on?: string[] };
  initial_user?: Id;
  initial_users?: Id[];
  initial_channel?: Id;
  initial_channels?: Id[];
  initial_conversation?: Id;
  initial_conversations?: Id[];
  initial_date?: string;
  initial_time?: string;
  initial_date_time?: number;
  multiline?: boolean;
  min_length?: number;
  max_length?: number;
  min_value?: string;
  max_value?: string;
  is_decimal_allowed?: boolean;
  max_selected_items?: number;
  focus_on_load?: boolean;
  image_url?: string;
  alt_text?: string;
  icon?: string;
  filter?: { include?: string[] };
  default_to_current_conversation?: boolean;
  positive_button?: FeedbackButton;
  negative_button?: FeedbackButton;
  filetypes?: string[];
  max_files?: number;
  elements?: unknown[];
}

export interface FeedbackButton {
  text: TextObject;
  value: string;
  accessibility_label?: string;
}

/** A block of Block Kit, open in the same way. */
export interface Block {
  type: string;
  block_id?: string;
  text?: TextObject;
  fields?: TextObject[];
  accessory?: Element;
  elements?: Element[];
  element?: Element;
  label?: TextObject;
  hint?: TextObject;
  optional?: boolean;
  dispatch_action?: boolean;
  title?: TextObject | string;
  subtitle?: TextObject;
  body?: TextObject;
  level?: string;
  icon?: { image_url?: string; alt_text?: string };
  hero_image?: { image_url?: string; alt_text?: string };
  actions?: Element[];
  child_blocks?: Block[];
  is_collapsible?: boolean;
  default_collapsed?: boolean;
  image_url?: string;
  alt_text?: string;
  rows?: unknown[][];
  width?: "narrow" | "standard" | "wide" | "full";
  has_header_divider?: boolean;
}

export interface Reaction {
  name: string;
  users: Id[];
  count?: number;
}

export interface SharedFile {
  id: string;
  name?: string;
  title?: string;
  mimetype?: string;
  size?: number;
  url_private?: string;
}

export interface Message {
  ts: Ts;
  user: Id;
  text: string;
  blocks?: Block[] | null;
  thread_ts?: Ts | null;
  subtype?: string | null;
  username?: string | null;
  metadata?: { event_type: string; event_payload: Record<string, unknown> } | null;
  edited?: { user?: Id; ts?: Ts } | null;
  reactions?: Reaction[];
  files?: SharedFile[];
  /** Of a thread's parent. */
  reply_count?: number;
  latest_reply?: Ts;
}

export interface Ephemeral {
  ts: Ts;
  user: Id;
  text: string;
  blocks?: Block[] | null;
  channel?: Id;
  thread_ts?: Ts | null;
}

export interface Bookmark {
  id?: string;
  title: string;
  link: string;
  emoji?: string;
}

/** One person's news of one channel, as the server counts them (100 at most). */
export interface Unread {
  /** The last message they saw; "0" when none. */
  read: Ts;
  count: number;
  /** How many are meant for them: direct messages, and mentions of them or of everybody. */
  mentions: number;
  /** The last message that counts, thread replies among them. */
  latest: Ts;
}

/** What waits for somebody anywhere: pages to acknowledge, and what is unread for them, direct messages and mentions. */
export interface Waiting {
  pages: number;
  mentions: number;
}

export interface Channel {
  id: Id;
  name: string;
  is_private?: boolean;
  is_archived?: boolean;
  is_im?: boolean;
  user?: Id;
  topic?: string | { value: string };
  purpose?: string | { value: string };
  members?: Id[];
  bookmarks?: Bookmark[];
  pins?: Ts[];
  unread?: Unread;
}

export interface User {
  id: Id;
  name: string;
  real_name: string;
  title?: string;
  is_bot?: boolean;
  /** Roles they may take in an incident, in words. */
  roles?: string[];
  waiting?: Waiting;
}

export interface View {
  id: string;
  type?: "modal" | "home";
  user?: Id;
  callback_id?: string;
  title: TextObject | string;
  submit?: TextObject | string | null;
  close?: TextObject | string | null;
  blocks: Block[];
  hash?: string;
  /** What the server knows was typed so far: Slack's `state.values`. */
  values?: Record<string, Record<string, Record<string, unknown>>>;
}

export interface SubCommand {
  name: string;
  usage: string;
  help: string;
}

export interface Command {
  command: string;
  description?: string;
  usage_hint?: string;
  sub_commands: SubCommand[];
}

/** An entry of the app in the menu of the page, or of each message. */
export interface Shortcut {
  callback_id: string;
  name: string;
  type: "global" | "message";
}

/** Whether Slack answers at present, and since when (seconds since 1970). */
export interface SlackState {
  answering: "answers" | "silent" | "refuses" | "unknown";
  since: number;
  why: string;
}

/** What only the emergency console tells: who is signed in, and how Slack is. */
export interface Console {
  you: Id;
  url: string;
  slack: SlackState;
}

export interface About {
  /** Set where the page is the emergency console: people are who they are there, and nothing is a rehearsal. */
  console?: Console;
  speed: number;
  now: number;
  team: string | { id: string; name: string };
  bot_user: Id | { id: Id };
  commands: Command[];
  shortcuts?: Shortcut[];
  connected: boolean;
}

/** What a page starts with: everything this person sees but messages. */
export interface Glance {
  users: User[];
  channels: Channel[];
  ephemeral: (Ephemeral & { channel: Id })[];
  views: View[];
  /** Each person's Home of the app; of others than the one who looks there is none. */
  homes: Record<Id, View>;
}

/** A part of a channel's history, oldest first, without thread replies; and whether the channel goes on beyond its ends. */
export interface Stretch {
  messages: Message[];
  older: boolean;
  newer: boolean;
}

/** A message that a search found. */
export interface Hit {
  channel: Id;
  ts: Ts;
  user: Id | null;
  excerpt: string;
}

/** What every POST /local/... answers. */
export interface Answer {
  ok: boolean;
  error: string | null;
  ack_ms?: number;
  ephemeral?: { text: string; blocks?: Block[] | null }[];
  view?: View | null;
  errors?: Record<string, string> | null;
  ts?: Ts;
  /** The error in words, from the console's door. */
  words?: string;
}

export type LiveEvent =
  | { type: "message"; channel: Id; message: Message }
  | { type: "message_deleted"; channel: Id; ts: Ts }
  | { type: "channel"; channel: Channel }
  | { type: "ephemeral"; channel: Id; ephemeral: Ephemeral }
  | { type: "ephemeral_deleted"; channel: Id; ts: Ts }
  | { type: "unread"; channel: Id; unread: Unread }
  | { type: "waiting"; user: Id; waiting: Waiting }
  | { type: "view"; view: View | null }
  | { type: "home"; view: View }
  | { type: "console"; slack: SlackState }
  | { type: "about"; connected: boolean; speed: number; now: number };

export type FieldValue = string | string[] | null;
