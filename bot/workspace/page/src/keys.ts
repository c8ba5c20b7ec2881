// Keys that work on the whole page: Escape closes what lies uppermost, the arrows go from message to message.
import { useEffect, type KeyboardEvent } from "react";
import { current, setScreen } from "./store";

/** Closes the thread, else the pinned items, else what the page told; forms and menus see to themselves. */
export function useEscape(): void {
  useEffect(() => {
    const pressed = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], .menu")) return;
      const { screen } = current();
      if (screen.drawerOpen) return;
      if (screen.thread) setScreen(() => ({ thread: null }));
      else if (screen.pinsOpen) setScreen(() => ({ pinsOpen: false }));
      else if (screen.notices.length > 0) setScreen(() => ({ notices: [] }));
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}

const STEPS = new Map([["ArrowUp", -1], ["ArrowDown", 1]]);

/** In a list of messages: the arrows go from one to the next, from the list itself to the last one in view. */
export function walkMessages(event: KeyboardEvent<HTMLElement>): void {
  const list = event.currentTarget;
  const from = event.target as HTMLElement;
  const step = STEPS.get(event.key);
  if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || (from !== list && from.tagName !== "ARTICLE")) return;
  const articles = [...list.querySelectorAll<HTMLElement>("article[data-ts]")];
  const bottom = list.getBoundingClientRect().bottom;
  const at = from === list ? articles.findLastIndex((one) => one.getBoundingClientRect().top < bottom) : articles.indexOf(from) + step;
  const next = articles[at];
  if (!next) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}
