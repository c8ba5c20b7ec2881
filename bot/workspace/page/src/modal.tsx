// Forms over the page: views with their fields, errors in place, a stack of them, and confirmations.
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from "react";
import { act, ask, close, submit } from "./actions";
import { Blocks } from "./blocks";
import { Dialog, focusFirst } from "./dialog";
import { Field } from "./fields";
import { carried, complaints, fieldKey, isInput, isTouched, keyOf, values, type Fields, type InputBlock } from "./form";
import { titleOf } from "./model";
import { useShared } from "./store";
import { Text } from "./text";
import type { Confirm, FieldValue, View } from "./types";
import { inWords } from "./words";

const DISCARD: Confirm = {
  title: { type: "plain_text", text: "Discard what you typed?" },
  text: { type: "plain_text", text: "It has not been sent." },
  confirm: { type: "plain_text", text: "Discard" },
  deny: { type: "plain_text", text: "Keep writing" },
  style: "danger",
};

/** What was typed into each open form: it outlives a reload, and a look at the workspace as somebody else. */
const keptKey = (view: View): string => `muster.form.${view.id}`;
const kept = (view: View): Fields => JSON.parse(sessionStorage.getItem(keptKey(view)) ?? "{}") as Fields;

function useFields(view: View): [Fields, (field: string, value: FieldValue) => void] {
  const [held, setHeld] = useState<Fields>(() => carried(kept(view), view));
  useEffect(() => setHeld((before) => carried(before, view)), [view.hash]);
  const set = (field: string, value: FieldValue): void =>
    setHeld((before) => {
      const after = { ...before, [field]: value };
      sessionStorage.setItem(keptKey(view), JSON.stringify(after));
      return after;
    });
  return [carried(held, view), set];
}

/** Sending a form, and what came of it. */
function useSending(view: View, fields: Fields) {
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => setBusy(false), [view.hash]);
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setFailure(null);
    const wrong = complaints(view, fields);
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    setBusy(true);
    const answer = await submit(view.id, values(view, fields));
    setBusy(false);
    if (answer.errors) setErrors(answer.errors);
    else if (!answer.ok) setFailure(`${inWords(answer.error)} What you typed is still here.`);
    else if (!answer.view) sessionStorage.removeItem(keptKey(view));
  };
  const mended = (key: string): void => setErrors(({ [key]: _, ...others }) => others);
  return { errors, failure, busy, send, mended };
}

/** The blocks of a view: fields where they are inputs, everything else as in messages. */
export function ViewBody({ view, fields, errors = {}, set }: {
  view: View; fields: Fields; errors?: Record<string, string>; set: (block: InputBlock, at: number, value: FieldValue) => void;
}): ReactNode {
  return view.blocks.map((block, at) => {
    const key = keyOf(block, at);
    const place = { view_id: view.id, values: values(view, fields) };
    if (!isInput(block)) return <Blocks key={key} blocks={[block]} place={place} />;
    const { element, dispatch_action: dispatches } = block;
    const value = fields[fieldKey(block, at)] ?? null;
    const enter = dispatches && element.type.endsWith("input")
      ? () => void act({ ...place, block_id: key }, element.action_id ?? "", value)
      : undefined;
    return <Field key={fieldKey(block, at)} block={block} value={value} error={errors[key]} change={(next) => set(block, at, next)} enter={enter} />;
  });
}

const sendOnCtrlEnter = (event: KeyboardEvent<HTMLFormElement>): void => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    event.currentTarget.requestSubmit();
  }
};

function ViewForm({ view }: { view: View }): ReactNode {
  const [fields, setField] = useFields(view);
  const { errors, failure, busy, send, mended } = useSending(view, fields);
  const form = useRef<HTMLFormElement>(null);
  const title = titleOf(view.title);
  const submitLabel = titleOf(view.submit) || (view.blocks.some(isInput) ? "Submit" : "");
  const wrong = Object.keys(errors).length;

  useEffect(() => {
    // A form that opened as "loading" and is filled in now: the focus stands on a button, the person wants the first field.
    if (!document.activeElement?.matches(".view :is(input, textarea, select)")) focusFirst(form.current!);
  }, [view.hash]);
  useEffect(() => {
    if (wrong > 0) form.current?.querySelector<HTMLElement>(".field-wrong :is(input, textarea, select)")?.focus();
  }, [errors]);

  const set = (block: InputBlock, at: number, value: FieldValue): void => {
    const { element } = block;
    const field = fieldKey(block, at);
    setField(field, value);
    mended(keyOf(block, at));
    if (!block.dispatch_action || !element.action_id || element.type.endsWith("input")) return;
    const now = values(view, { ...fields, [field]: value });
    void act({ view_id: view.id, values: now, block_id: keyOf(block, at) }, element.action_id, value);
  };
  const leave = (): void => {
    sessionStorage.removeItem(keptKey(view));
    close(view.id);
  };
  const escape = async (): Promise<void> => {
    if (!isTouched(view, fields) || (await ask(DISCARD))) leave();
  };

  return (
    <Dialog label={title} leave={() => void escape()}>
      <form
        ref={form} className="view" onSubmit={(event) => void send(event)} onKeyDown={sendOnCtrlEnter} noValidate aria-busy={busy}
        data-callback-id={view.callback_id}
      >
        <header><h2 aria-live="polite">{title}</h2><button type="button" className="icon" aria-label="Close" onClick={leave}>✕</button></header>
        <div className="view-body" tabIndex={view.blocks.some(isInput) ? undefined : 0}>
          {failure && <p className="wrong view-failure" role="alert">{failure}</p>}
          <ViewBody view={view} fields={fields} errors={errors} set={set} />
        </div>
        <footer>
          <p className="wrong view-wrong" role="alert">{wrong === 0 ? "" : wrong === 1 ? "One field needs another look." : `${wrong} fields need another look.`}</p>
          <button type="button" className="button" onClick={leave}>{titleOf(view.close) || (submitLabel ? "Cancel" : "Close")}</button>
          {submitLabel && <button type="submit" className="button primary" disabled={busy} title="Ctrl+Enter">{busy ? "Sending…" : submitLabel}</button>}
        </footer>
      </form>
    </Dialog>
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
      {views.map((view) => <ViewForm key={view.id} view={view} />)}
      {question && <Question {...question} />}
    </>
  );
}
