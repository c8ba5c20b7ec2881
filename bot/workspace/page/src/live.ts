// The live feed: one WebSocket for one person, that comes back by itself and says when the state must be read anew.
import type { Id, LiveEvent } from "./types";

export interface LiveListener {
  /** The connection stands (again): whatever was missed must be read from the state. */
  opened(): void;
  closed(): void;
  event(event: LiveEvent): void;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

/** Listens until the returned function is called. */
export function listen(as: Id, listener: LiveListener): () => void {
  let socket: WebSocket | null = null;
  let timer = 0;
  let wait = FIRST_WAIT_MS;
  let ended = false;

  const connect = (): void => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/local/live?as=${encodeURIComponent(as)}`);
    socket.onopen = () => {
      wait = FIRST_WAIT_MS;
      listener.opened();
    };
    socket.onmessage = (message: MessageEvent<string>) => listener.event(JSON.parse(message.data) as LiveEvent);
    socket.onclose = () => {
      if (ended) return;
      listener.closed();
      timer = window.setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
  };

  connect();
  return () => {
    ended = true;
    window.clearTimeout(timer);
    socket?.close();
  };
}
