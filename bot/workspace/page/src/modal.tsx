// Forms over the page: views with their fields, errors in place, a stack of them, and confirmations.
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from "react";
import { ask, close, submit } from "./actions";
import { Dialog, focusFirst } from "./dialog";
import { complaints, isInput, isTouched, keyOf, values, type Fields } from "./form";
import { titleOf } from "./model";
import { useShared } from "./store";
import { Text } from "./text";
import type { Confirm, View } from "./types";
import { forget, useView, ViewBody } from "./viewbody";
import { inWords } from "./words";

const DISCARD: Confirm = {
  title: { type: "plain_text", text: "Discard what you typed?" },
  text: { type: "plain_text", text: "It has not been sent." },
  confirm: { type: "plain_text", text: "Discard" },
  deny: { type: "plain_text", text: "Keep writing" },
  style: "danger",
};

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
    else if (!answer.view) forget(view);
  };
  const mended = (key: string): void => setErrors(({ [key]: _, ...others }) => others);
  return { errors, failure, busy, send, mended };
}

const sendOnCtrlEnter = (event: KeyboardEvent<HTMLFormElement>): void => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    event.currentTarget.requestSubmit();
  }
};

function ViewForm({ view }: { view: View }): ReactNode {
  const { fields, set } = useView(view);
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

  const change: typeof set = (block, at, value) => {
    set(block, at, value);
    mended(keyOf(block, at));
  };
  const leave = (): void => {
    forget(view);
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
          <ViewBody view={view} fields={fields} errors={errors} set={change} />
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
