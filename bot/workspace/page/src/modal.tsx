// Forms over the page: views with their fields, errors in place, a stack of them, and confirmations.
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import { act, close, submit } from "./actions";
import { Blocks } from "./blocks";
import { Field, initialValue } from "./fields";
import { titleOf } from "./model";
import { useShared } from "./store";
import { Text } from "./text";
import type { Block, Confirm, FieldValue, View } from "./types";
import { inWords } from "./words";

/** What gets the focus when a form opens: never what cannot be undone. */
const FIRST = ["[data-focus] :is(input, textarea, select)", ".field :is(input, textarea, select)", "footer .button:not(.danger)"];

const focusFirst = (inside: HTMLElement): void =>
  FIRST.map((wanted) => inside.querySelector<HTMLElement>(wanted)).find(Boolean)?.focus();

/** A native dialog: the browser keeps the focus inside, and Escape leaves it. */
function Dialog({ label, className, leave, children }: {
  label: string; className?: string; leave: () => void; children: ReactNode;
}): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    dialog.current?.showModal();
    focusFirst(dialog.current!);
    return () => (before?.isConnected ? before : document.querySelector<HTMLElement>(".composer textarea"))?.focus();
  }, []);
  return (
    <dialog
      ref={dialog} className={className} aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        leave();
      }}
    >
      {children}
    </dialog>
  );
}

const keyOf = (block: Block, at: number): string => block.block_id ?? `block-${at}`;

/** The value of each field: what was typed, else what the view starts with. */
function valuesOf(view: View, typed: Record<string, FieldValue>): Record<string, FieldValue> {
  const values: Record<string, FieldValue> = {};
  view.blocks.forEach((block, at) => {
    if (block.type !== "input" || !block.element) return;
    const key = keyOf(block, at);
    values[key] = fieldKey(block, key) in typed ? typed[fieldKey(block, key)]! : initialValue(block.element);
  });
  return values;
}

/** As in Slack, an updated view keeps what was typed where block_id and action_id are the same. */
const fieldKey = (block: Block, key: string): string => `${key}/${block.element?.action_id ?? ""}`;

/** Slack's own checks before a form is sent. */
function missing(view: View, values: Record<string, FieldValue>): Record<string, string> {
  const errors: Record<string, string> = {};
  view.blocks.forEach((block, at) => {
    const key = keyOf(block, at);
    if (block.type !== "input" || !block.element) return;
    const value = values[key] ?? null;
    const empty = value === null || (typeof value === "string" ? value.trim() === "" : value.length === 0);
    const { min_length: least = 0 } = block.element;
    if (empty && !block.optional) errors[key] = "Please fill this in.";
    else if (typeof value === "string" && value.length < least) errors[key] = `At least ${least} characters, please.`;
  });
  return errors;
}

function ViewForm({ view }: { view: View }): ReactNode {
  const [typed, setTyped] = useState<Record<string, FieldValue>>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const values = valuesOf(view, typed);
  const title = titleOf(view.title);
  const submitLabel = titleOf(view.submit) || (view.blocks.some((block) => block.type === "input") ? "Submit" : "");

  useEffect(() => {
    setBusy(false);
    // A form that opened as "loading" and is filled in now: the focus stands on a button, the person wants the first field.
    if (!document.activeElement?.matches(".view :is(input, textarea, select)")) focusFirst(form.current!);
  }, [view.hash]);
  useEffect(() => {
    if (Object.keys(errors).length > 0) form.current?.querySelector<HTMLElement>(".field-wrong :is(input, textarea, select)")?.focus();
  }, [errors]);

  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setFailure(null);
    const lacking = missing(view, values);
    setErrors(lacking);
    if (Object.keys(lacking).length > 0) return;
    setBusy(true);
    const answer = await submit(view.id, values);
    setBusy(false);
    if (answer.errors) setErrors(answer.errors);
    else if (!answer.ok) setFailure(`${inWords(answer.error)} What you typed is still here.`);
  };

  const set = (block: Block, key: string) => (value: FieldValue): void => {
    setTyped((before) => ({ ...before, [fieldKey(block, key)]: value }));
    setErrors(({ [key]: _, ...others }) => others);
    const { element } = block;
    const atOnce = block.dispatch_action && element?.action_id && !element.type.endsWith("input");
    if (atOnce) void act({ view_id: view.id, values, block_id: key }, element.action_id!, value);
  };

  return (
    <form ref={form} className="view" onSubmit={(event) => void send(event)} noValidate aria-busy={busy} data-callback-id={view.callback_id}>
      <header><h2>{title}</h2><button type="button" className="icon" aria-label="Close" onClick={() => close(view.id)}>✕</button></header>
      <div className="view-body">
        {failure && <p className="wrong view-failure" role="alert">{failure}</p>}
        {view.blocks.map((block, at) => {
          const key = keyOf(block, at);
          if (block.type !== "input" || !block.element) return <Blocks key={key} blocks={[block]} place={{ view_id: view.id, values }} />;
          return <Field key={fieldKey(block, key)} block={block} value={values[key] ?? null} error={errors[key]} change={set(block, key)} />;
        })}
      </div>
      <footer>
        <button type="button" className="button" onClick={() => close(view.id)}>{titleOf(view.close) || (submitLabel ? "Cancel" : "Close")}</button>
        {submitLabel && <button type="submit" className="button primary" disabled={busy}>{busy ? "Sending…" : submitLabel}</button>}
      </footer>
    </form>
  );
}

function Question({ confirm, answer }: { confirm: Confirm; answer: (yes: boolean) => void }): ReactNode {
  const title = confirm.title?.text ?? "Are you sure?";
  return (
    <Dialog label={title} className="question" leave={() => answer(false)}>
      <div className="view">
        <header><h2>{title}</h2></header>
        <div className="view-body"><Text of={confirm.text} /></div>
        <footer>
          <button type="button" className="button" onClick={() => answer(false)}>{confirm.deny?.text ?? "Cancel"}</button>
          <button type="button" className={`button ${confirm.style ?? "primary"}`} onClick={() => answer(true)}>
            {confirm.confirm?.text ?? "Yes"}
          </button>
        </footer>
      </div>
    </Dialog>
  );
}

/** Every open view, the lower ones under the higher, and a question over all. */
export function Modals(): ReactNode {
  const views = useShared(({ model }) => model.views);
  const question = useShared(({ screen }) => screen.question);
  return (
    <>
      {views.map((view) => (
        <Dialog key={view.id} label={titleOf(view.title)} leave={() => close(view.id)}><ViewForm view={view} /></Dialog>
      ))}
      {question && <Question {...question} />}
    </>
  );
}
