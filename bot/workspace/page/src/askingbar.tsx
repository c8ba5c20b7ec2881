// A quiet line above the messages: what waits for the person out of sight, and the way there.
import { useLayoutEffect, useMemo, useState, type ReactNode, type RefObject } from "react";
import { askingOf } from "./asking";
import { goTo } from "./moving";
import { parsePlain } from "./mrkdwn";
import { useShared } from "./store";
import type { Id, Message, Ts } from "./types";

type Way = "up" | "down" | null;

/** Where a card is, seen from what is in view; null when so much of it is in view that it cannot be overlooked. */
function wayTo(box: HTMLElement, ts: Ts, drawnFrom: Ts): Way {
  const card = box.querySelector<HTMLElement>(`[data-ts="${CSS.escape(ts)}"]`);
  if (!card) return Number(ts) < Number(drawnFrom) ? "up" : "down";
  const enough = Math.min(card.offsetHeight, box.clientHeight) / 4;
  if (card.offsetTop + card.offsetHeight < box.scrollTop + enough) return "up";
  return card.offsetTop + enough > box.scrollTop + box.clientHeight ? "down" : null;
}

function useWay(box: RefObject<HTMLElement | null>, ts: Ts | undefined, drawnFrom: Ts): Way {
  const [way, setWay] = useState<Way>(null);
  useLayoutEffect(() => {
    const node = box.current;
    if (ts === undefined || !node) return setWay(null);
    // After the list has found its own place, which it does in the same turn.
    const look = (): void => setWay(wayTo(node, ts, drawnFrom));
    const first = requestAnimationFrame(look);
    node.addEventListener("scroll", look, { passive: true });
    return () => {
      cancelAnimationFrame(first);
      node.removeEventListener("scroll", look);
    };
  }, [ts, drawnFrom]);
  return way;
}

/** The first line of the text that is read aloud, as plain words. */
const firstLine = (text: string): string =>
  parsePlain(text.split("\n", 1)[0]!).map((node) => (node.type === "text" ? node.text : "")).join("").trim();

export function Asking({ box, list, channel, drawnFrom }: {
  box: RefObject<HTMLElement | null>; list: readonly Message[]; channel: Id; drawnFrom: Ts;
}): ReactNode {
  const me = useShared(({ model }) => model.me);
  const asking = useMemo(() => askingOf(list, me), [list, me]);
  const way = useWay(box, asking?.ts, drawnFrom);
  if (!asking || !way) return null;
  return (
    <button type="button" className="asking" onClick={() => goTo(channel, asking.ts)}>
      <span aria-hidden="true">{way === "up" ? "↑" : "↓"}</span> Asks you:<span className="asking-what"> {firstLine(asking.text)}</span>
    </button>
  );
}
