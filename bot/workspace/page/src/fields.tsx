// Input blocks of a form: every input element of Block Kit, its label, hint and error, and the value that is sent.
import { useId, type KeyboardEvent, type ReactNode } from "react";
import { Choices, Ticks, useChoices } from "./choices";
import { localMoment, secondsOf } from "./dates";
import type { InputBlock } from "./form";
import { Text } from "./text";
import type { Element, FieldValue } from "./types";
import { Uploads } from "./uploads";

interface InputProps {
  element: Element;
  id: string;
  describedBy: string;
  invalid: boolean;
  required: boolean;
  value: FieldValue;
  change: (value: FieldValue) => void;
  /** Set where Enter sends this field's action and not the form. */
  enter?: () => void;
}

type Kind = { type: string; mode?: "numeric" | "decimal" | "email" | "url" };
const KINDS = new Map<string, Kind>(Object.entries<Kind>({
  email_text_input: { type: "email", mode: "email" },
  url_text_input: { type: "url", mode: "url" },
  number_input: { type: "text", mode: "decimal" },
  datepicker: { type: "date" },
  timepicker: { type: "time" },
  datetimepicker: { type: "datetime-local" },
}));

function Line({ element, id, describedBy, invalid, required, value, change, enter }: InputProps): ReactNode {
  const shared = {
    id, "aria-describedby": describedBy, "aria-invalid": invalid, "aria-required": required, className: "field-input",
    placeholder: element.placeholder?.text, "data-action-id": element.action_id,
  };
  const text = (value as string | null) ?? "";
  if (element.multiline || element.type === "rich_text_input") {
    return <textarea {...shared} rows={4} value={text} onChange={(event) => change(event.currentTarget.value || null)} />;
  }
  const kind = KINDS.get(element.type) ?? { type: "text" };
  const isMoment = element.type === "datetimepicker";
  const keys = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !enter) return;
    event.preventDefault();
    enter();
  };
  return (
    <input
      {...shared} value={isMoment ? localMoment(text) : text} type={kind.type} inputMode={kind.mode} autoComplete="off" onKeyDown={keys}
      onChange={({ currentTarget: { value: next } }) => change((isMoment ? secondsOf(next) : next) || null)}
    />
  );
}

function Select({ element, id, describedBy, invalid, required, value, change }: InputProps): ReactNode {
  const none = element.placeholder?.text ?? "Choose…";
  const groups = useChoices(element);
  if (element.type === "external_select") return <p id={id} className="unknown">Its choices are looked up by the app; that cannot be done here.</p>;
  return (
    <select
      id={id} className="field-input" aria-describedby={describedBy} aria-invalid={invalid} aria-required={required}
      data-action-id={element.action_id} value={(value as string | null) ?? ""}
      onChange={(event) => change(event.currentTarget.value || null)}
    >
      <option value="">{required ? none : `${none} (none)`}</option>
      <Choices groups={groups} />
    </select>
  );
}

function Input(props: InputProps & { labelledBy: string }): ReactNode {
  const { element, value, change, labelledBy, describedBy, required, invalid } = props;
  if (element.type === "file_input") return <Uploads {...props} />;
  if (isGroup(element)) {
    const single = element.type === "radio_buttons";
    const chosen = single ? [(value as string | null) ?? ""] : ((value as string[] | null) ?? []);
    const tick = (values: string[]): void => change(single ? (values[0] ?? null) : values);
    return <Ticks element={element} chosen={chosen} change={tick} labelledBy={labelledBy} describedBy={describedBy} required={required} invalid={invalid} />;
  }
  if (element.type.endsWith("select")) return <Select {...props} />;
  return <Line {...props} />;
}

/** Whether the choices stand one below the other: a list that wants a key held down for the second is none for a phone. */
const isGroup = ({ type }: Element): boolean => type === "checkboxes" || type === "radio_buttons" || type.startsWith("multi_");

/** Limits of about a line are counted from the first character on; all others when they come near. */
const ABOUT_A_LINE = { from: 40, to: 150 };

function Counter({ element, value }: { element: Element; value: FieldValue }): ReactNode {
  const { max_length: most } = element;
  const length = typeof value === "string" ? value.length : 0;
  if (most === undefined) return null;
  if ((most < ABOUT_A_LINE.from || most > ABOUT_A_LINE.to) && length < most * 0.8) return null;
  const left = most - length;
  const near = left < most * 0.2;
  return (
    <span className={left < 0 ? "counter wrong" : "counter"}>
      <span aria-hidden="true">{left}</span>
      <span className="sr" role={near ? "status" : undefined}>{left < 0 ? `${-left} characters too many` : `${left} characters left`}</span>
    </span>
  );
}

/** A label, its input, its hint, and what is wrong with it. */
export function Field({ block, value, error, change, enter }: {
  block: InputBlock; value: FieldValue; error?: string; change: (value: FieldValue) => void; enter?: () => void;
}): ReactNode {
  const id = useId();
  const { element } = block;
  const label = (
    <>
      <Text of={block.label} />
      {block.optional ? <span className="muted"> (optional)</span> : <span className="must" aria-hidden="true"> *</span>}
    </>
  );
  return (
    <div
      className={error ? "field field-wrong" : "field"} data-block-id={block.block_id}
      data-focus={element.focus_on_load ? "" : undefined}
    >
      {isGroup(element) ? <div id={`${id}-label`} className="label">{label}</div> : <label htmlFor={id} id={`${id}-label`} className="label">{label}</label>}
      <Input
        element={element} id={id} labelledBy={`${id}-label`} describedBy={`${id}-note`} invalid={Boolean(error)} required={!block.optional}
        value={value} change={change} enter={enter}
      />
      <div className="field-note">
        <div id={`${id}-note`}>
          {error && <p className="wrong"><span aria-hidden="true">⚠ </span>{error}</p>}
          {block.hint && <p className="hint-line"><Text of={block.hint} /></p>}
        </div>
        <Counter element={element} value={value} />
      </div>
    </div>
  );
}
