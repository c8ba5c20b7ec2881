// A small menu behind a button, for message actions and Block Kit's overflow: keyboard and screen reader work as expected.
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { createPortal } from "react-dom";

export interface MenuItem {
  key: string;
  label: ReactNode;
  run: () => void;
}

interface Props {
  label: string;
  className?: string;
  actionId?: string;
  items: MenuItem[];
  children: ReactNode;
}

const EDGE_PX = 8;

export function Menu({ label, className, actionId, items, children }: Props): ReactNode {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const close = (focus: boolean): void => {
    setOpen(false);
    if (focus) button.current?.focus();
  };
  return (
    <>
      <button
        ref={button} type="button" className={className} aria-haspopup="menu" aria-expanded={open} aria-label={label}
        title={label} data-action-id={actionId} onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open && button.current && createPortal(
        <MenuList label={label} anchor={button.current} items={items} close={close} />,
        button.current.closest("dialog, main, aside") ?? document.body,
      )}
    </>
  );
}

function MenuList({ label, anchor, items, close }: {
  label: string; anchor: HTMLElement; items: MenuItem[]; close: (focus: boolean) => void;
}): ReactNode {
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const box = anchor.getBoundingClientRect();
    const node = list.current!;
    const below = box.bottom + node.offsetHeight + EDGE_PX < window.innerHeight;
    node.style.top = `${below ? box.bottom + 4 : Math.max(EDGE_PX, box.top - node.offsetHeight - 4)}px`;
    node.style.left = `${Math.max(EDGE_PX, Math.min(box.left, window.innerWidth - node.offsetWidth - EDGE_PX))}px`;
    node.querySelector("button")?.focus();
    const outside = (event: PointerEvent): void => {
      if (!node.contains(event.target as Node) && !anchor.contains(event.target as Node)) close(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, []);

  const keys = (event: KeyboardEvent): void => {
    const buttons = [...list.current!.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) buttons[(at + step + buttons.length) % buttons.length]?.focus();
    else if (event.key === "Escape" || event.key === "Tab") close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={list} className="menu" role="menu" aria-label={label} onKeyDown={keys}>
      {items.map((item) => (
        <button
          key={item.key} type="button" role="menuitem" tabIndex={-1}
          onClick={() => {
            close(true);
            item.run();
          }}
        >
          {item.label}
        </button>
      ))}
    </div>
  );
}
