// The first minute beside the work: what to do next and a button that does it; ticked by what really happened.
import { useEffect, useSyncExternalStore, type ReactNode } from "react";
import { act, send } from "./actions";
import { buttonOf, cardOf, happened, incidentChannels, known, nextOf, paged, STEPS, type Step } from "./guide";
import { botOf, partner } from "./model";
import { goTo, openChannel } from "./moving";
import { become } from "./person";
import { current, readJson, useShared } from "./store";
import type { User } from "./types";

const COMMAND = "/incident declare checkout is down";
const KEY = "muster.guide";

interface Memory {
  done: Step[];
  /** Put away by the person; the button "?" brings it back. */
  away: boolean;
  /** Whether all steps are listed, or only the next one. */
  whole: boolean;
}

let memory: Memory = readJson<Memory>(KEY, { done: [], away: false, whole: true });
const listeners = new Set<() => void>();

function remember(change: Partial<Memory>): void {
  memory = { ...memory, ...change };
  localStorage.setItem(KEY, JSON.stringify(memory));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const useMemory = (): Memory => useSyncExternalStore(subscribe, () => memory);

/** Opens what is wanted as soon as it is there: the new channel, the direct messages of who one became, or a card. */
let wanted: { kind: "room"; not: readonly string[] } | { kind: "page"; of: string } | { kind: "card"; room: string; key: string } | null = null;

function openWanted(): void {
  const { model, screen } = current();
  if (wanted?.kind === "room") {
    const { not } = wanted;
    const room = incidentChannels(model).find((one) => !not.includes(one.id));
    if (!room) return;
    wanted = null;
    openChannel(room.id);
  } else if (wanted?.kind === "page" && model.me === wanted.of && model.loaded) {
    const direct = [...model.channels.values()].find((one) => one.is_im && partner(one, model.me) === botOf(model.about));
    if (!direct) return;
    wanted = null;
    openChannel(direct.id);
  } else if (wanted?.kind === "card") {
    const { room, key } = wanted;
    const card = cardOf(model.messages.get(room), key);
    if (!card || screen.channel !== room) return;
    wanted = null;
    goTo(room, card.ts);
  }
}

function declare(): void {
  wanted = { kind: "room", not: incidentChannels(current().model).map((one) => one.id) };
  void send(COMMAND).then((arrived) => {
    if (!arrived) wanted = null;
  });
}

function openPageOf(user: User): void {
  wanted = { kind: "page", of: user.id };
  if (current().model.me === user.id) openWanted();
  else void become(user.id);
}

/** Opens the form of the triage; the gate that it leads to is brought into view when it is asked. */
function assess(): void {
  const room = incidentChannels(current().model).at(-1);
  if (room) wanted = { kind: "card", room: room.id, key: "gate:triage" };
  pressOnCard("step:triage", "triage_open");
}

/** Presses the button that stands on a card of the newest incident. */
function pressOnCard(key: string, action: string): void {
  const { model } = current();
  const room = incidentChannels(model).at(-1);
  const card = room && cardOf(model.messages.get(room.id), key);
  const button = buttonOf(card, action);
  if (!room) return;
  goTo(room.id, card?.ts);
  if (card && button) void act({ channel: room.id, ts: card.ts, block_id: button.block.block_id }, action, button.element.value ?? null);
}

const Do = ({ words, run }: { words: string; run: () => void }): ReactNode => (
  <button type="button" className="button primary" onClick={run}>{words}</button>
);

const TITLES: Record<Step, string> = {
  declare: "Declare an incident", look: "Look at its channel", answer: "Answer the page", assess: "Say how bad it is", decide: "Decide the gate",
};

function Declare(): ReactNode {
  return (
    <>
      <p>Type <code>{COMMAND}</code>: Muster opens a channel for it and pages whoever is on call.</p>
      <Do words="Type and send it" run={declare} />
    </>
  );
}

function Look(): ReactNode {
  const room = useShared(({ model }) => incidentChannels(model).at(-1)?.id);
  return (
    <>
      <p>The pinned card says what is broken, what is waited for, and what happens if nobody acts.</p>
      {room && <Do words="Open the channel" run={() => openChannel(room)} />}
    </>
  );
}

function Answer(): ReactNode {
  const me = useShared(({ model }) => model.me);
  const users = useShared(({ model }) => model.users);
  const card = useShared(({ model, screen }) => cardOf(model.messages.get(screen.channel), "page:"));
  const user = paged(users.values(), me);
  if (card) return <p>This is the page. Press <strong>I’m on it</strong>.</p>;
  if (!user) return <p>Muster is paging whoever is on call; their page comes as a direct message.</p>;
  if (user.id === me) {
    return (
      <>
        <p>You are on call, so Muster paged you by direct message.</p>
        <Do words="Open the page" run={() => openPageOf(user)} />
      </>
    );
  }
  return (
    <>
      <p>{user.real_name} is on call and was paged. You can be anybody of the cast, at the top left.</p>
      <Do words={`Be ${user.real_name.split(" ")[0]} and open the page`} run={() => openPageOf(user)} />
    </>
  );
}

function Assess(): ReactNode {
  return (
    <>
      <p>Impact and urgency give the severity: choose HIGH twice and press <strong>Propose</strong>.</p>
      <Do words="Open the form" run={assess} />
    </>
  );
}

function Decide(): ReactNode {
  return (
    <>
      <p>The flow waits for a person. Press <strong>Approve</strong> on the gate’s card.</p>
      <Do words="Show the gate" run={() => pressOnCard("gate:triage", "")} />
    </>
  );
}

const PARTS: Record<Step, () => ReactNode> = { declare: Declare, look: Look, answer: Answer, assess: Assess, decide: Decide };

/** What happened is looked at with each change; what was seen once stays ticked when its channel is left. */
function useProgress(): Step[] {
  const { done } = useMemory();
  const loaded = useShared(({ model }) => model.loaded);
  const now = useShared(({ model, screen }) => happened(model, screen.channel).join());
  const all = loaded ? known(done, now.split(",").filter((step): step is Step => step !== "")) : done;
  useEffect(() => {
    if (loaded && all.join() !== done.join()) remember({ done: all });
  }, [loaded, all.join(), done]);
  return all;
}

function useWanted(): void {
  const channels = useShared(({ model }) => model.channels);
  const messages = useShared(({ model }) => model.messages);
  const me = useShared(({ model }) => model.me);
  useEffect(openWanted, [channels, messages, me]);
}

/** After the whole way was gone, the panel says so once, and what comes next. */
function End(): ReactNode {
  return (
    <>
      <p>That was the whole way: declared, answered, assessed, decided. From here on the pinned card says what comes next; <code>/incident help</code> lists what you can type.</p>
      <button type="button" className="button" onClick={() => remember({ away: true })}>Close</button>
    </>
  );
}

/** Whether this is a place to try things in; the emergency console is none. */
const useRehearsal = (): boolean => useShared(({ model }) => model.about !== null && model.about.console === undefined);

export function Guide(): ReactNode {
  const { away } = useMemory();
  const rehearsal = useRehearsal();
  const done = useProgress();
  useWanted();
  return away || !rehearsal ? null : <Panel done={done} />;
}

function Panel({ done }: { done: readonly Step[] }): ReactNode {
  const { whole } = useMemory();
  const next = nextOf(done);
  const Part = next ? PARTS[next] : End;
  const begun = done.length > 0;
  return (
    <section className="guide" aria-label="First minute">
      <div className="guide-head">
        <h2>{next ? `First minute · ${STEPS.indexOf(next) + 1} of ${STEPS.length}: ${TITLES[next]}` : "First minute · done"}</h2>
        {begun && <button type="button" className="link" aria-expanded={whole} onClick={() => remember({ whole: !whole })}>{whole ? "Only the next step" : "All steps"}</button>}
        <button type="button" className="icon" aria-label="Put the first minute away" onClick={() => remember({ away: true })}>✕</button>
      </div>
      {!begun && <p>This is a small Slack of its own, on this machine only, with Muster and a cast of people in it. Break something.</p>}
      {(whole || !begun) && (
        <ol className="guide-steps">
          {STEPS.map((step) => (
            <li key={step} className={done.includes(step) ? "done" : undefined} aria-current={step === next ? "step" : undefined}>
              <span aria-hidden="true">{done.includes(step) ? "✓" : ""}</span> {TITLES[step]}{done.includes(step) && <span className="sr"> (done)</span>}
            </li>
          ))}
        </ol>
      )}
      <div className="guide-next" role="status"><Part /></div>
    </section>
  );
}

/** Brings the first minute back. */
export function GuideButton(): ReactNode {
  const { away } = useMemory();
  const rehearsal = useRehearsal();
  if (!rehearsal) return null;
  return (
    <button
      type="button" className="icon guide-button" aria-label="First minute: how to start" title="How to start" aria-pressed={!away}
      onClick={() => remember({ away: !away, whole: true })}
    >
      ?
    </button>
  );
}
