// Input blocks of a form: every input element of Block Kit, its label, hint and error, and the value that is sent.
import { Fragment, useId, useState, type ReactNode } from "react";
import { localMoment, secondsOf } from "./dates";
import { Choices, initialChoice, useChoices } from "./elements";
import { Text } from "./text";
import type { Block, Element, FieldValue, TextObject } from "./types";

/** What a field holds before the person touches it. */
export function initialValue(element: Element): FieldValue {
  if (element.initial_options) return element.initial_options.map((option) => option.value);
  if (element.initial_date_time) return String(element.initial_date_time);
  const many = element.initial_users ?? element.initial_channels ?? element.initial_conversations;
  return many ?? (element.initial_value || initialChoice(element) || null);
}

interface InputProps {
  element: Element;
  id: string;
  describedBy: string;
  invalid: boolean;
  required: boolean;
  value: FieldValue;
  change: (value: FieldValue) => void;
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

function Line({ element, id, describedBy, invalid, required, value, change }: InputProps): ReactNode {
  const shared = {
    id, "aria-describedby": describedBy, "aria-invalid": invalid, "aria-required": required, className: "field-input",
    placeholder: element.placeholder?.text, minLength: element.min_length, maxLength: element.max_length,
    "data-action-id": element.action_id,
  };
  const text = (value as string | null) ?? "";
  if (element.multiline || element.type === "rich_text_input") {
    return <textarea {...shared} rows={4} value={text} onChange={(event) => change(event.currentTarget.value || null)} />;
  }
  const kind = KINDS.get(element.type) ?? { type: "text" };
  const isMoment = element.type === "datetimepicker";
  return (
    <input
      {...shared} value={isMoment ? localMoment(text) : text} type={kind.type} inputMode={kind.mode} min={element.min_value} max={element.max_value} autoComplete="off"
      onChange={({ currentTarget: { value: next } }) => change((isMoment ? secondsOf(next) : next) || null)}
    />
  );
}

function Select({ element, id, describedBy, invalid, required, value, change }: InputProps): ReactNode {
  const none = element.placeholder?.text ?? "Choose…";
  return (
    <select
      id={id} className="field-input" aria-describedby={describedBy} aria-invalid={invalid} aria-required={required}
      data-action-id={element.action_id} value={(value as string | null) ?? ""}
      onChange={(event) => change(event.currentTarget.value || null)}
    >
      <option value="">{required ? none : `${none} (none)`}</option>
      <Choices element={element} />
    </select>
  );
}

function Checks({ element, id, describedBy, value, change }: InputProps): ReactNode {
  const groups = useChoices(element);
  const single = element.type === "radio_buttons";
  const many = element.type.startsWith("multi_");
  const chosen = single ? [value as string | null] : ((value as string[] | null) ?? []);
  const toggle = (option: string, on: boolean): void => {
    if (single) return change(option);
    change(on ? [...(chosen as string[]), option] : (chosen as string[]).filter((one) => one !== option));
  };
  return (
    <div
      className={many ? "checks many" : "checks"} role={single ? "radiogroup" : "group"} aria-labelledby={`${id}-label`}
      aria-describedby={describedBy}
    >
      {groups.map(({ name, options }) => (
        <Fragment key={name}>
          {name && <div className="group-label">{name}</div>}
          {options.map((option) => (
            <label key={option.value}>
              <input
                type={single ? "radio" : "checkbox"} name={id} value={option.value} checked={chosen.includes(option.value)}
                data-action-id={element.action_id} onChange={(event) => toggle(option.value, event.currentTarget.checked)}
              />
              <span><Text of={option.text} />{option.description && <small><Text of={option.description} /></small>}</span>
            </label>
          ))}
        </Fragment>
      ))}
    </div>
  );
}

function Input(props: InputProps): ReactNode {
  const { type } = props.element;
  if (isGroup(props.element)) return <Checks {...props} />;
  if (type.endsWith("select")) return <Select {...props} />;
  return <Line {...props} />;
}

/** Whether the choices stand one below the other: a list that wants a key held down for the second is none for a phone. */
const isGroup = ({ type }: Element): boolean => type === "checkboxes" || type === "radio_buttons" || type.startsWith("multi_");

/** A limit shorter than this is understood without a count. */
const COUNTED_FROM = 40;

/** A label, its input, its hint, and what is wrong with it. */
export function Field({ block, value, error, change }: {
  block: Block; value: FieldValue; error?: string; change: (value: FieldValue) => void;
}): ReactNode {
  const id = useId();
  const element = block.element!;
  const [over, setOver] = useState(0);
  const limit = element.max_length ?? 0;

  const label = (
    <>
      <Text of={block.label as TextObject} />
      {block.optional && <span className="muted"> (optional)</span>}
    </>
  );
  const changed = (next: FieldValue): void => {
    setOver(typeof next === "string" ? next.length : 0);
    change(next);
  };
  return (
    <div
      className={error ? "field field-wrong" : "field"} data-block-id={block.block_id}
      data-focus={element.focus_on_load ? "" : undefined}
    >
      {isGroup(element) ? <div id={`${id}-label`} className="label">{label}</div> : <label htmlFor={id} className="label">{label}</label>}
      <Input
        element={element} id={id} describedBy={`${id}-note`} invalid={Boolean(error)} required={!block.optional}
        value={value} change={changed}
      />
      <div id={`${id}-note`}>
        {error && <p className="wrong" role="alert">{error}</p>}
        {!error && block.hint && <p className="hint-line"><Text of={block.hint} /></p>}
        {limit >= COUNTED_FROM && over > limit * 0.9 && <p className="hint-line">{limit - over} characters left</p>}
      </div>
    </div>
  );
}
