// Where messages and commands are typed: completion, Enter sends, and what could not be sent comes back.
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { send } from "./actions";
import { complete, type Suggestion } from "./completion";
import { channelName } from "./model";
import { putAway, useShared, type Notice } from "./store";
import { draftOf, keepDraft, recalled, remember, said } from "./typed";
import type { Command, Id, Ts } from "./types";

const NO_COMMANDS: readonly Command[] = [];

function Suggestions({ id, list, active, pick }: {
  id: string; list: Suggestion[]; active: number; pick: (one: Suggestion) => void;
}): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div ref={box} id={id} className="suggestions" role="listbox" aria-label="Suggestions" tabIndex={0}>
      {list.map((one, at) => (
        <div
          key={one.label} id={`${id}-${at}`} role="option" aria-selected={at === active} className="suggestion"
          onMouseDown={(event) => {
            event.preventDefault();
            pick(one);
          }}
        >
          <strong>{one.label}</strong>
          <span>{one.help}{one.usage && <span className="form">{one.usage}</span>}</span>
        </div>
      ))}
      <div className="keys" aria-hidden="true"><kbd>↑</kbd><kbd>↓</kbd> choose · <kbd>Tab</kbd> takes it · <kbd>Esc</kbd> closes</div>
    </div>
  );
}

export function Notices(): ReactNode {
  const notices = useShared(({ screen }) => screen.notices);
  return notices.map((notice: Notice) => (
    <div key={notice.id} className={`notice ${notice.kind}`} role={notice.kind === "error" ? "alert" : "status"}>
      <span>{notice.text}</span>
      <button type="button" className="icon" aria-label="Put away" onClick={() => putAway(notice.id)}>✕</button>
    </div>
  ));
}

/** A textarea that is as high as its text, up to a third of the screen. */
function useHeight(text: string): React.RefObject<HTMLTextAreaElement | null> {
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const node = area.current!;
    node.style.height = "auto";
    node.style.height = `${node.scrollHeight + 2}px`;
  }, [text]);
  return area;
}

export function Composer({ channel, thread }: { channel: Id; thread?: Ts }): ReactNode {
  const me = useShared(({ model }) => model.me);
  const id = useId();
  const [text, setText] = useState(() => draftOf(sessionStorage, me, channel, thread));
  const [active, setActive] = useState(-1);
  const [closed, setClosed] = useState(false);
  const [sending, setSending] = useState<string | null>(null);
  const area = useHeight(text);
  const commands = useShared(({ model }) => model.about?.commands ?? NO_COMMANDS);
  const users = useShared(({ model }) => model.users);
  const channels = useShared(({ model }) => model.channels);
  const header = channels.get(channel);
  const name = useShared(({ model }) => (header ? channelName(header, model) : ""));
  const { suggestions, usage } = complete(text, thread ? NO_COMMANDS : commands, users, channels);
  const open = suggestions.length > 0 && !closed;

  const type = (next: string): void => {
    keepDraft(sessionStorage, next, me, channel, thread);
    setText(next);
    setClosed(false);
    setActive(/(^\/\S+$)|(\s\S+$)|([@#]\S*$)/.test(next) ? 0 : -1);
  };
  const take = (one: Suggestion): void => {
    type(one.text);
    setActive(-1);
    area.current?.focus();
  };

  useEffect(() => {
    if (window.matchMedia("(pointer: fine)").matches) area.current?.focus();
  }, []);

  const submit = async (): Promise<void> => {
    const sent = text.trim();
    if (sent === "" || sending !== null) return;
    type("");
    setSending(sent);
    remember(sessionStorage, me, sent);
    const arrived = await send(sent, thread);
    setSending(null);
    if (!arrived) {
      keepDraft(sessionStorage, sent, me, channel, thread);
      setText((now) => (now === "" ? sent : now));
      setClosed(true);
    }
  };

  /** Puts the command before or after this one in the box; false when the arrow is for the text itself. */
  const recall = (step: -1 | 1): boolean => {
    const line = thread ? null : recalled(said(sessionStorage, me), text, step);
    if (line === null) return false;
    type(line);
    setClosed(true);
    return true;
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const step = ({ ArrowDown: 1, ArrowUp: -1 } as const)[event.key as "ArrowDown" | "ArrowUp"];
    const chosen = suggestions[active];
    if (open && step) setActive((Math.max(active, step < 0 ? 0 : -1) + step + suggestions.length) % suggestions.length);
    else if (open && event.key === "Tab" && !event.shiftKey) take(chosen ?? suggestions[0]!);
    else if (open && event.key === "Escape") setClosed(true);
    else if (event.key === "Enter" && !event.shiftKey) {
      if (open && chosen && chosen.text.trim() !== text.trim()) take(chosen);
      else void submit();
    } else if (!(step && !event.shiftKey && !open && recall(step))) return;
    event.preventDefault();
    event.stopPropagation();
  };

  const label = thread ? "Reply in thread" : `Message ${header?.is_im ? "" : "#"}${name}`;
  if (header?.is_archived) return <div className="composer"><p className="muted">This channel is archived.</p></div>;
  return (
    <div className="composer">
      {!thread && <Notices />}
      {open && <Suggestions id={id} list={suggestions} active={active} pick={take} />}
      {!open && usage && <div className="usage"><code>{usage.form}</code> <span className="muted">{usage.help}</span></div>}
      <div className="composer-box">
        <textarea
          ref={area} rows={1} value={text} placeholder={thread ? "Reply…" : "Message or /command"} aria-label={label}
          aria-haspopup="listbox" aria-controls={open ? id : undefined} aria-autocomplete="list"
          aria-activedescendant={open && active >= 0 ? `${id}-${active}` : undefined} enterKeyHint="send"
          onChange={(event) => type(event.currentTarget.value)} onKeyDown={keys}
        />
        <button type="button" className="button primary send" disabled={text.trim() === "" || sending !== null} onClick={() => void submit()}>Send</button>
      </div>
      <div className="under" role="status">{sending ? <>Sending <code>{sending.slice(0, 60)}</code>…</> : "\u00a0"}</div>
    </div>
  );
}
