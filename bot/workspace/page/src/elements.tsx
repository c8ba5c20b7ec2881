// Block Kit's interactive elements as they stand in messages: a click or a choice is sent at once.
import type { ChangeEvent, ReactNode } from "react";
import { act, busyKey } from "./actions";
import type { Place } from "./api";
import { localMoment, secondsOf } from "./dates";
import { isPerson, titleOf } from "./model";
import { Menu } from "./menu";
import { unescape } from "./mrkdwn";
import { useShared } from "./store";
import { followHere, Text } from "./text";
import type { Element, FieldValue, Id, Option } from "./types";

interface Props {
  element: Element;
  place: Place;
}

function useBusy(place: Place, action: string, value: FieldValue): boolean {
  return useShared(({ screen }) => screen.busy.has(busyKey(place, action, value)));
}

function ActionButton({ element, place }: Props): ReactNode {
  const action = element.action_id ?? "";
  const value = element.value ?? null;
  const busy = useBusy(place, action, value);
  const press = (): void => {
    const { url } = element;
    if (url && !followHere(url)) window.open(url, "_blank", "noopener,noreferrer");
    void act(place, action, value, element.confirm);
  };
  return (
    <button
      type="button" className={`button ${element.style ?? ""}`} data-action-id={action} aria-busy={busy}
      aria-label={element.accessibility_label} onClick={press}
    >
      <span className="button-text"><Text of={element.text} /></span>
    </button>
  );
}

function Overflow({ element, place }: Props): ReactNode {
  const action = element.action_id ?? "";
  const items = (element.options ?? []).map((option) => ({
    key: option.value,
    label: <Text of={option.text} />,
    run: () => {
      if (option.url && !followHere(option.url)) window.open(option.url, "_blank", "noopener,noreferrer");
      void act(place, action, option.value, element.confirm);
    },
  }));
  return <Menu label="More actions" className="button overflow" actionId={action} items={items}>⋯</Menu>;
}

export const allOptions = (element: Element): Option[] =>
  element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];

/** What can be chosen, in groups (one without a name when there are none): options, people or channels. */
export function useChoices(element: Element): { name: string; options: Option[] }[] {
  const users = useShared(({ model }) => model.users);
  const channels = useShared(({ model }) => model.channels);
  const plain = (value: string, text: string): Option => ({ value, text: { type: "plain_text", text, emoji: false } });
  if (element.type.includes("users_select")) {
    const people = [...users.values()].filter(isPerson);
    return [{ name: "", options: people.map((one) => plain(one.id, one.title ? `${one.real_name} · ${one.title}` : one.real_name)) }];
  }
  if (/channels_select|conversations_select/.test(element.type)) {
    const rooms = [...channels.values()].filter((channel) => !channel.is_im);
    return [{ name: "", options: rooms.map((one) => plain(one.id, `#${one.name}`)) }];
  }
  if (!element.option_groups) return [{ name: "", options: element.options ?? [] }];
  return element.option_groups.map((group) => ({ name: group.label.text, options: group.options }));
}

/** The choices of a native select. */
export function Choices({ element }: { element: Element }): ReactNode {
  return useChoices(element).map(({ name, options }) => {
    const list = options.map((one) => <option key={one.value} value={one.value}>{unescape(one.text.text)}</option>);
    return name === "" ? list : <optgroup key={name} label={name}>{list}</optgroup>;
  });
}

/** What a single choice starts with. */
export const initialChoice = (element: Element): Id =>
  element.initial_option?.value ?? element.initial_user ?? element.initial_channel ??
  element.initial_conversation ?? element.initial_date ?? element.initial_time ?? "";

function ActionSelect({ element, place }: Props): ReactNode {
  const action = element.action_id ?? "";
  const label = element.placeholder?.text ?? "Choose";
  const pick = (event: ChangeEvent<HTMLSelectElement>): void =>
    void act(place, action, event.currentTarget.value, element.confirm);
  return (
    <select className="select" data-action-id={action} aria-label={label} defaultValue={initialChoice(element)} onChange={pick}>
      <option value="" disabled hidden>{label}</option>
      <Choices element={element} />
    </select>
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

function ActionChecks({ element, place }: Props): ReactNode {
  const action = element.action_id ?? "";
  const single = element.type === "radio_buttons";
  const checked = new Set(single ? [initialChoice(element)] : (element.initial_options ?? []).map((one) => one.value));
  const pick = (event: ChangeEvent<HTMLInputElement>): void => {
    const group = event.currentTarget.closest("fieldset")!;
    const values = [...group.querySelectorAll<HTMLInputElement>("input:checked")].map((input) => input.value);
    void act(place, action, single ? (values[0] ?? "") : values, element.confirm);
  };
  return (
    <fieldset className="checks" data-action-id={action}>
      {allOptions(element).map((option) => (
        <label key={option.value}>
          <input
            type={single ? "radio" : "checkbox"} name={`${action}-${JSON.stringify(place)}`} value={option.value}
            defaultChecked={checked.has(option.value)} onChange={pick}
          />
          <span><Text of={option.text} />{option.description && <small><Text of={option.description} /></small>}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** An element in a message, or in the actions of a view. An unknown one says so instead of vanishing. */
export function ActionElement({ element, place }: Props): ReactNode {
  switch (element.type) {
    case "button":
    case "workflow_button":
    case "icon_button":
      return <ActionButton element={element} place={place} />;
    case "overflow":
      return <Overflow element={element} place={place} />;
    case "checkboxes":
    case "radio_buttons":
      return <ActionChecks element={element} place={place} />;
    case "datepicker":
    case "timepicker":
    case "datetimepicker":
      return <ActionMoment element={element} place={place} />;
    case "image":
      return <img className="thumb" src={element.image_url} alt={element.alt_text ?? ""} />;
    default:
      if (element.type.endsWith("select")) return <ActionSelect element={element} place={place} />;
      return <span className="unknown">{titleOf(element.text) || `(${element.type.replaceAll("_", " ")})`}</span>;
  }
}
