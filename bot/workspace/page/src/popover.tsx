// A small window at a button: it stays in view, Escape and a click elsewhere close it, the focus returns to the button.
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { createPortal } from "react-dom";

const EDGE_PX = 8;

interface Props {
  /** What the window is called. */
  label: string;
  button: { className: string; label?: string; actionId?: string; busy?: boolean; content: ReactNode };
  /** Told when the window closes. */
  closed?: () => void;
  children: (close: () => void) => ReactNode;
}

export function Popover({ label, button, closed, children }: Props): ReactNode {
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const close = (focus = true): void => {
    setOpen(false);
    closed?.();
    if (focus) anchor.current?.focus();
  };
  return (
    <>
      <button
        ref={anchor} type="button" className={button.className} aria-haspopup="dialog" aria-expanded={open} aria-label={button.label}
        title={button.label} data-action-id={button.actionId} aria-busy={button.busy} onClick={() => (open ? close() : setOpen(true))}
      >
        {button.content}
      </button>
      {open && anchor.current && createPortal(
        <Window label={label} anchor={anchor.current} close={close}>{children(close)}</Window>,
        anchor.current.closest("dialog, main, aside") ?? document.body,
      )}
    </>
  );
}

function Window({ label, anchor, close, children }: {
  label: string; anchor: HTMLElement; close: (focus?: boolean) => void; children: ReactNode;
}): ReactNode {
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const at = anchor.getBoundingClientRect();
    const node = box.current!;
    const below = at.bottom + node.offsetHeight + EDGE_PX < window.innerHeight;
    node.style.top = `${below ? at.bottom + 4 : Math.max(EDGE_PX, at.top - node.offsetHeight - 4)}px`;
    node.style.left = `${Math.max(EDGE_PX, Math.min(at.left, window.innerWidth - node.offsetWidth - EDGE_PX))}px`;
    node.querySelector<HTMLElement>("input, button")?.focus();
    const outside = (event: PointerEvent): void => {
      if (!node.contains(event.target as Node) && !anchor.contains(event.target as Node)) close(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, []);

  const keys = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  return <div ref={box} className="popover" role="dialog" aria-label={label} onKeyDown={keys}>{children}</div>;
}
