// The keyboard's place is never lost: when what had the focus is gone, it goes to where the person types.
import { onChange } from "./store";

const FINE = window.matchMedia("(pointer: fine)");

/** Where the focus goes: the innermost box to type in; where a keyboard would cover half the screen, the messages. */
function home(): HTMLElement | null {
  const panel = document.querySelector<HTMLElement>(".panel");
  const where = panel ?? document;
  return where.querySelector<HTMLElement>(FINE.matches ? ".composer textarea" : ".messages") ?? document.querySelector<HTMLElement>(".composer textarea, .messages");
}

export function keepFocus(): void {
  let last: Element | null = null;
  let soon = 0;
  const look = (): void => {
    soon = 0;
    if (document.activeElement !== document.body || !last || document.querySelector("dialog[open]")) return;
    if (!last.isConnected || last.matches(":disabled")) home()?.focus({ preventScroll: true });
  };
  document.addEventListener("focusin", (event) => {
    last = event.target as Element;
  });
  onChange(() => {
    if (soon === 0) soon = requestAnimationFrame(look);
  });
}
