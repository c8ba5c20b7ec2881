// Block Kit's interactive elements as they stand in messages: a click or a choice is sent at once.
import { useState, type ChangeEvent, type ReactNode } from "react";
import { act, busyKey } from "./actions";
import type { Place } from "./api";
import { Choices, Ticks, useChoices } from "./choices";
import { localMoment, secondsOf } from "./dates";
import { Menu } from "./menu";
import { titleOf } from "./model";
import { unescape } from "./mrkdwn";
import { Picture } from "./picture";
import { Popover } from "./popover";
import { useShared } from "./store";
import { Emoji, followHere, Text } from "./text";
import type { Element, FieldValue } from "./types";
import { initialChoice, initialChoices } from "./values";

interface Props {
  element: Element;
  place: Place;
}

function useBusy(place: Place, action: string, value: FieldValue): boolean {
  return useShared(({ screen }) => screen.busy.has(busyKey(place, action, value)));
}

const follow = (url: string | undefined): void => {
  if (url && !followHere(url)) window.open(url, "_blank", "noopener,noreferrer");
};

function ActionButton({ element, place, children }: Props & { children?: ReactNode }): ReactNode {
  const action = element.action_id ?? "";
  const value = element.value ?? null;
  const busy = useBusy(place, action, value);
  const press = (): void => {
    follow(element.url);
    void act(place, action, value, element.confirm);
  };
  return (
    <button
      type="button" className={`button ${element.style ?? ""}`} data-action-id={action} aria-busy={busy} aria-disabled={busy}
      aria-label={element.accessibility_label} onClick={press}
    >
      <span className="button-text">{children ?? <Text of={element.text} />}</span>
    </button>
  );
}

/** The signs that Slack has for buttons that are a sign only; their words are read aloud and shown on hover. */
const ICONS = new Map([["trash", "wastebasket"], ["copy", "clipboard"], ["refresh", "arrows_counterclockwise"], ["edit", "pencil2"]]);

function IconButton({ element, place }: Props): ReactNode {
  const label = element.accessibility_label ?? titleOf(element.text);
  const name = ICONS.get(element.icon ?? "");
  return (
    <span title={label}>
      <ActionButton element={{ ...element, accessibility_label: label }} place={place}>
        {name ? <Emoji name={name} /> : undefined}
      </ActionButton>
    </span>
  );
}

function Feedback({ element, place }: Props): ReactNode {
  const buttons = [element.positive_button, element.negative_button].filter((one) => one !== undefined);
  return buttons.map((one) => (
    <ActionButton
      key={one.value} place={place}
      element={{ type: "button", action_id: element.action_id, text: one.text, value: one.value, accessibility_label: one.accessibility_label }}
    />
  ));
}

function Overflow({ element, place }: Props): ReactNode {
  const action = element.action_id ?? "";
  const items = (element.options ?? []).map((option) => ({
    key: option.value,
    label: <Text of={option.text} />,
    run: () => {
      follow(option.url);
      void act(place, action, option.value, element.confirm);
    },
  }));
  return <Menu label="More actions" className="button overflow" actionId={action} items={items}>⋯</Menu>;
}

function ActionSelect({ element, place }: Props): ReactNode {
  const action = element.action_id ?? "";
  const here = useShared(({ screen }) => screen.channel);
  const label = element.placeholder?.text ?? "Choose";
  const groups = useChoices(element);
  const pick = (event: ChangeEvent<HTMLSelectElement>): void =>
    void act(place, action, event.currentTarget.value, element.confirm);
  return (
    <select className="select" data-action-id={action} aria-label={label} defaultValue={initialChoice(element, here)} onChange={pick}>
      <option value="" disabled hidden>{label}</option>
      <Choices groups={groups} />
    </select>
  );
}

/** Several choices behind a button; as in Slack they are sent when the list closes, and only if they changed. */
function ActionSelectMany({ element, place }: Props): ReactNode {
  const action = element.action_id ?? "";
  const label = element.placeholder?.text ?? "Choose";
  const names = new Map(useChoices(element).flatMap(({ options }) => options.map((one) => [one.value, unescape(one.text.text)])));
  const [sent, setSent] = useState(() => initialChoices(element));
  const [chosen, setChosen] = useState(sent);
  const busy = useBusy(place, action, sent);
  const closed = (): void => {
    if (chosen.length === sent.length && chosen.every((one) => sent.includes(one))) return;
    setSent(chosen);
    void act(place, action, chosen, element.confirm);
  };
  const content = <>{chosen.map((one) => names.get(one) ?? one).join(", ") || label} <span aria-hidden="true">▾</span></>;
  return (
    <Popover label={label} closed={closed} button={{ className: "select select-many", actionId: action, busy, content }}>
      {(close) => (
        <>
          <Ticks element={element} chosen={chosen} change={setChosen} label={label} />
          <button type="button" className="button" onClick={() => close()}>Done</button>
        </>
      )}
    </Popover>
  );
}

function ActionMoment({ element, place }: Props): ReactNode {
  const kind = element.type === "timepicker" ? "time" : element.type === "datepicker" ? "date" : "datetime-local";
  const isMoment = kind === "datetime-local";
  const pick = ({ currentTarget: { value } }: ChangeEvent<HTMLInputElement>): void =>
    void act(place, element.action_id ?? "", isMoment ? secondsOf(value) : value, element.confirm);
  const initial = isMoment ? localMoment(String(element.initial_date_time ?? "")) : initialChoice(element);
  return (
    <input
      className="select" type={kind} data-action-id={element.action_id} defaultValue={initial}
      aria-label={element.placeholder?.text ?? "Choose a moment"} onChange={pick}
    />
  );
}

function ActionTicks({ element, place }: Props): ReactNode {
  const single = element.type === "radio_buttons";
  const [chosen, setChosen] = useState(() => (single ? [initialChoice(element)] : initialChoices(element)));
  const change = (values: string[]): void => {
    setChosen(values);
    void act(place, element.action_id ?? "", single ? (values[0] ?? "") : values, element.confirm);
  };
  return <div data-action-id={element.action_id}><Ticks element={element} chosen={chosen} change={change} label="Choices" /></div>;
}

/** An element in a message, or in the actions of a view. An unknown one says so instead of vanishing. */
export function ActionElement({ element, place }: Props): ReactNode {
  switch (element.type) {
    case "button":
    case "workflow_button":
      return <ActionButton element={element} place={place} />;
    case "icon_button":
      return <IconButton element={element} place={place} />;
    case "feedback_buttons":
      return <Feedback element={element} place={place} />;
    case "overflow":
      return <Overflow element={element} place={place} />;
    case "checkboxes":
    case "radio_buttons":
      return <ActionTicks element={element} place={place} />;
    case "datepicker":
    case "timepicker":
    case "datetimepicker":
      return <ActionMoment element={element} place={place} />;
    case "image":
      return <Picture className="thumb" url={element.image_url} alt={element.alt_text} />;
    default:
      if (element.type.startsWith("multi_")) return <ActionSelectMany element={element} place={place} />;
      if (element.type.endsWith("select")) return <ActionSelect element={element} place={place} />;
      return <span className="unknown">{titleOf(element.text) || `(${element.type.replaceAll("_", " ")})`}</span>;
  }
}
