// How a list scrolls: the newest stays in view until somebody scrolls away, and what they read then stays where it is.
import { useLayoutEffect, useRef, useState, type RefObject } from "react";
import type { Ts } from "./types";

/** So near to the end counts as being there. */
const NEAR_PX = 80;
/** Left free above the message at which the list opens: a strip may lie there (style.css). */
const FREE_PX = 40;
/** Who has not scrolled for so long has looked at what is in view. */
const REST_MS = 250;
/** So near to an end of what is drawn, more is drawn; so far beyond the view, it is taken away. */
const EDGE_PX = 1500;
const SPARE_PX = 3000;

/** Browsers that keep what is read in place by themselves, except at the very top (CSS scroll anchoring). */
const ANCHORS = CSS.supports("overflow-anchor", "auto");

interface Ends {
  /** More is wanted above; so many of the last messages are far below the view. */
  nearTop: (spare: number) => void;
  nearBottom: (spare: number) => void;
  /** Whether the end of what is drawn is the newest there is. */
  atEnd: boolean;
  /** The person has come to rest; this is the last message whose end is in view. */
  rests: (last: Ts) => void;
  /** The message at which the list opens, with the lines that stand above it; null: at the newest. */
  opensAt: Ts | null;
}

export interface Scrolling {
  box: RefObject<HTMLDivElement | null>;
  /** Whether the person has scrolled away from the newest. */
  away: boolean;
  toBottom: () => void;
  /** Leaves the newest, for a message somewhere else. */
  leave: () => void;
}

export function useScrolling({ nearTop, nearBottom, atEnd, rests, opensAt }: Ends): Scrolling {
  const box = useRef<HTMLDivElement>(null);
  const sticks = useRef(opensAt === null);
  /** Where the newest was last brought into view: further up only a person scrolls, further down only the list grows. */
  const held = useRef(0);
  const keeper = useRef(new Keeper());
  // Nothing counts as seen before it is certain that the end is in view.
  const [away, setAway] = useState(opensAt !== null);
  const resting = useRef(0);
  const ends = useRef({ nearTop, nearBottom, atEnd, rests });
  ends.current = { nearTop, nearBottom, atEnd, rests };

  const hold = (): void => {
    const node = box.current!;
    node.scrollTop = node.scrollHeight;
    held.current = node.scrollTop;
  };
  const look = (): void => {
    const node = box.current!;
    const below = node.scrollHeight - node.scrollTop - node.clientHeight;
    const { atEnd: end, ...wants } = ends.current;
    sticks.current = end && (below < NEAR_PX || (sticks.current && node.scrollTop >= held.current));
    setAway(!sticks.current);
    keeper.current.note(node);
    clearTimeout(resting.current);
    resting.current = window.setTimeout(() => {
      const last = lastSeen(node);
      if (last) wants.rests(last);
    }, REST_MS);
    if (node.scrollTop < EDGE_PX && !sticks.current) wants.nearTop(spareBelow(node));
    else if (below < EDGE_PX && !end) wants.nearBottom(spareAbove(node));
  };
  const toBottom = (): void => {
    sticks.current = true;
    setAway(false);
    hold();
  };
  const settle = (): void => {
    const node = box.current!;
    if (sticks.current && ends.current.atEnd) hold();
    else keeper.current.restore(node);
  };

  useLayoutEffect(() => {
    if (opensAt === null) return;
    begin(box.current!, opensAt);
    look();
  }, []);
  useLayoutEffect(settle);
  useLayoutEffect(() => {
    const node = box.current!;
    const grown = new ResizeObserver(() => {
      settle();
      if (!sticks.current) look();
    });
    grown.observe(node);
    grown.observe(node.firstElementChild!);
    node.addEventListener("scroll", look, { passive: true });
    return () => {
      clearTimeout(resting.current);
      grown.disconnect();
      node.removeEventListener("scroll", look);
    };
  }, []);

  return {
    box, away, toBottom,
    leave: () => {
      sticks.current = false;
      setAway(true);
    },
  };
}

/** Brings a message to the top of the view, with the lines above it: its day, and what is new. */
function begin(box: HTMLElement, ts: Ts): void {
  let first = box.querySelector<HTMLElement>(`[data-ts="${CSS.escape(ts)}"]`);
  while (first?.previousElementSibling && !first.previousElementSibling.matches("article")) first = first.previousElementSibling as HTMLElement;
  box.scrollTop = first ? first.offsetTop - FREE_PX : box.scrollHeight;
}

const drawn = (box: HTMLElement): HTMLElement[] => [...box.querySelectorAll<HTMLElement>("article[data-ts]:not(.ephemeral)")];

/** The last message whose end is in view. */
const lastSeen = (box: HTMLElement): Ts | undefined =>
  drawn(box).findLast((one) => one.offsetTop + one.offsetHeight <= box.scrollTop + box.clientHeight)?.dataset["ts"];

/** How many of the last messages are far below the view. One that has the focus stays. */
function spareBelow(box: HTMLElement): number {
  const limit = box.scrollTop + box.clientHeight + SPARE_PX;
  const list = drawn(box);
  let spare = 0;
  while (spare < list.length && isSpare(list[list.length - 1 - spare]!, (one) => one.offsetTop > limit)) spare += 1;
  return spare;
}

function spareAbove(box: HTMLElement): number {
  const limit = box.scrollTop - SPARE_PX;
  const list = drawn(box);
  let spare = 0;
  while (spare < list.length && isSpare(list[spare]!, (one) => one.offsetTop + one.offsetHeight < limit)) spare += 1;
  return spare;
}

const isSpare = (one: HTMLElement, isFar: (one: HTMLElement) => boolean): boolean => isFar(one) && !one.contains(document.activeElement);

/** Keeps the first message in view where it is, when something above it grows or goes and the browser does not see to it. */
class Keeper {
  private kept: HTMLElement | null = null;
  private top = 0;

  note(box: HTMLElement): void {
    if (ANCHORS && box.scrollTop > EDGE_PX) return;
    this.kept = drawn(box).find((one) => one.offsetTop + one.offsetHeight > box.scrollTop) ?? null;
    this.top = this.kept?.offsetTop ?? 0;
  }

  restore(box: HTMLElement): void {
    if (!this.kept?.isConnected) return;
    const moved = this.kept.offsetTop - this.top;
    this.top = this.kept.offsetTop;
    if (moved !== 0 && (!ANCHORS || box.scrollTop < 1)) box.scrollTop += moved;
  }
}
