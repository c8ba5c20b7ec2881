// A quiet line above the messages: what waits for the person further up, and the way there.
import { useLayoutEffect, useMemo, useState, type ReactNode, type RefObject } from "react";
import { askingOf } from "./asking";
import { goTo } from "./moving";
import { parsePlain } from "./mrkdwn";
import { useShared } from "./store";
import type { Id, Message, Ts } from "./types";

/** Whether the card stands above the view: further up than its last lines, where the buttons are, can be seen. */
function isAbove(box: HTMLElement, ts: Ts, drawnFrom: Ts): boolean {
  const card = box.querySelector<HTMLElement>(`[data-ts="${CSS.escape(ts)}"]`);
  return card ? card.offsetTop + card.offsetHeight < box.scrollTop + card.offsetHeight / 4 : Number(ts) < Number(drawnFrom);
}

function useIsAbove(box: RefObject<HTMLElement | null>, ts: Ts | undefined, drawnFrom: Ts): boolean {
  const [above, setAbove] = useState(false);
  useLayoutEffect(() => {
    const node = box.current;
    const look = (): void => setAbove(ts !== undefined && node !== null && isAbove(node, ts, drawnFrom));
    look();
    if (ts === undefined || !node) return undefined;
    node.addEventListener("scroll", look, { passive: true });
    return () => node.removeEventListener("scroll", look);
  }, [ts, drawnFrom]);
  return above;
}

/** The first line of the text that is read aloud, as plain words. */
const firstLine = (text: string): string =>
  parsePlain(text.split("\n", 1)[0]!).map((node) => (node.type === "text" ? node.text : "")).join("").trim();

export function Asking({ box, list, channel, drawnFrom }: {
  box: RefObject<HTMLElement | null>; list: readonly Message[]; channel: Id; drawnFrom: Ts;
}): ReactNode {
  const me = useShared(({ model }) => model.me);
  const asking = useMemo(() => askingOf(list, me), [list, me]);
  const above = useIsAbove(box, asking?.ts, drawnFrom);
  if (!asking || !above) return null;
  return (
    <button type="button" className="asking" onClick={() => goTo(channel, asking.ts)}>
      <span aria-hidden="true">↑</span> Asks you: <span className="asking-what">{firstLine(asking.text)}</span>
    </button>
  );
}
