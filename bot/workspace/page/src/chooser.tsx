// A box over the page to find one thing among many: what is typed narrows the list, arrows choose, Enter takes.
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

export interface Choice {
  key: string;
  /** Stands above the first choice that has it. */
  heading: string;
  shown: ReactNode;
  take: () => void;
}

interface Props {
  label: string;
  placeholder: string;
  icon?: ReactNode;
  query: string;
  setQuery: (query: string) => void;
  choices: readonly Choice[];
  /** Whether more may come. */
  busy?: boolean;
  /** Said under the list. */
  hint?: ReactNode;
  close: () => void;
}

export function Chooser({ label, placeholder, icon, query, setQuery, choices, busy = false, hint, close }: Props): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [active, setActive] = useState(0);
  const id = useId();
  const at = Math.min(active, choices.length - 1);

  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    dialog.current?.showModal();
    return () => {
      // What was taken may have put the focus where it leads.
      if (document.activeElement === document.body || document.activeElement === null) before?.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    dialog.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const keys = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && choices.length > 0) setActive((at + step + choices.length) % choices.length);
    else if (event.key === "Enter") choices[at]?.take();
    else return;
    event.preventDefault();
  };
  const said = busy ? "Searching" : query.trim() === "" ? "" : `${choices.length} found`;

  return (
    <dialog
      ref={dialog} className="chooser" aria-label={label} onClick={(event) => event.target === dialog.current && close()}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <div className="chooser-inside">
        <div className="chooser-top">
          {icon}
          <input
            autoFocus type="text" role="combobox" aria-expanded={choices.length > 0} aria-controls={id} aria-autocomplete="list" aria-label={label}
            aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined} placeholder={placeholder} autoComplete="off" spellCheck={false}
            enterKeyHint="go" value={query} onKeyDown={keys}
            onChange={(event) => {
              setQuery(event.currentTarget.value);
              setActive(0);
            }}
          />
          <button type="button" className="icon" aria-label="Close" onClick={close}>✕</button>
        </div>
        <div id={id} className="choices" role="listbox" aria-label={label} aria-busy={busy}>
          {choices.map((choice, place) => (
            <div key={choice.key} role="presentation">
              {choice.heading !== choices[place - 1]?.heading && <h3 role="presentation">{choice.heading}</h3>}
              <div
                id={`${id}-${place}`} role="option" aria-selected={place === at} className="choice"
                onMouseMove={() => setActive(place)} onClick={choice.take}
              >
                {choice.shown}
              </div>
            </div>
          ))}
          {hint && <p className="chooser-hint">{hint}</p>}
        </div>
        <p className="sr" role="status">{said}</p>
      </div>
    </dialog>
  );
}
