// A window over the page: the browser keeps the focus inside, Escape leaves it, and the focus goes back to where it was.
import { useEffect, useRef, type ReactNode } from "react";

/** What gets the focus when a form opens: never what cannot be undone. */
const FIRST = ["[data-focus] :is(input, textarea, select)", ".field :is(input, textarea, select)", "footer .button:not(.danger)"];

export const focusFirst = (inside: HTMLElement): void =>
  FIRST.map((wanted) => inside.querySelector<HTMLElement>(wanted)).find(Boolean)?.focus();

export function Dialog({ label, className, leave, children }: {
  label: string; className?: string; leave: () => void; children: ReactNode;
}): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    dialog.current?.showModal();
    focusFirst(dialog.current!);
    return () => (before?.isConnected && before !== document.body ? before : document.querySelector<HTMLElement>(".composer textarea"))?.focus();
  }, []);
  return (
    <dialog
      ref={dialog} className={className} aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        if (event.target === dialog.current) leave();
      }}
      // A browser closes on the second Escape whatever the page says: it is opened again for the question whether to leave.
      onClose={() => dialog.current?.isConnected && dialog.current.showModal()}
    >
      {children}
    </dialog>
  );
}
