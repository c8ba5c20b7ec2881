// What can be chosen in a select, radio or checkbox element, and the list to tick several of them.
import { Fragment, useId, useState, type ReactNode } from "react";
import { channelName, isPerson } from "./model";
import { unescape } from "./mrkdwn";
import { useShared } from "./store";
import { Text } from "./text";
import type { Channel, Element, Option } from "./types";

export interface Group {
  /** Empty when the options stand in no group. */
  name: string;
  options: Option[];
}

const plain = (value: string, text: string): Option => ({ value, text: { type: "plain_text", text, emoji: false } });

const kindOf = (channel: Channel): string => (channel.is_im ? "im" : channel.is_private ? "private" : "public");

/** What can be chosen, in groups: options, people or channels. */
export function useChoices(element: Element): Group[] {
  const model = useShared((shared) => shared.model);
  if (element.type.includes("users_select")) {
    const people = [...model.users.values()].filter(isPerson);
    return [{ name: "", options: people.map((one) => plain(one.id, one.title ? `${one.real_name} · ${one.title}` : one.real_name)) }];
  }
  if (/channels_select|conversations_select/.test(element.type)) {
    const wanted = element.type.includes("channels_select") ? ["public"] : (element.filter?.include ?? ["public", "private", "im"]);
    const rooms = [...model.channels.values()].filter((one) => wanted.includes(kindOf(one)) && !one.is_archived);
    return [{ name: "", options: rooms.map((one) => plain(one.id, `${one.is_im ? "@" : "#"}${channelName(one, model)}`)) }];
  }
  if (!element.option_groups) return [{ name: "", options: element.options ?? [] }];
  return element.option_groups.map((group) => ({ name: group.label.text, options: group.options }));
}

/** The choices of a native select. */
export function Choices({ groups }: { groups: Group[] }): ReactNode {
  return groups.map(({ name, options }) => {
    const list = options.map((one) => <option key={one.value} value={one.value}>{unescape(one.text.text)}</option>);
    return name === "" ? list : <optgroup key={name} label={name}>{list}</optgroup>;
  });
}

/** Longer lists get a field to find an entry. */
const SEARCHED_FROM = 10;

interface TicksProps {
  element: Element;
  chosen: readonly string[];
  change: (values: string[]) => void;
  label?: string;
  labelledBy?: string;
  describedBy?: string;
  required?: boolean;
  invalid?: boolean;
}

/** Choices that stand one below the other, one or several of them ticked. */
export function Ticks({ element, chosen, change, label, labelledBy, describedBy, required, invalid }: TicksProps): ReactNode {
  const groups = useChoices(element);
  const name = useId();
  const [wanted, setWanted] = useState("");
  const single = element.type === "radio_buttons";
  const scrolls = element.type.startsWith("multi_");
  const most = element.max_selected_items ?? Infinity;
  const toggle = (value: string, on: boolean): void =>
    change(single ? [value] : on ? [...chosen, value] : chosen.filter((one) => one !== value));
  const fits = ({ text, value }: Option): boolean => chosen.includes(value) || text.text.toLowerCase().includes(wanted.toLowerCase());
  return (
    <>
      <div className={scrolls ? "checks many" : "checks"}>
        {groups.reduce((sum, { options }) => sum + options.length, 0) > SEARCHED_FROM && (
          <input type="search" className="field-input" placeholder="Find…" aria-label="Find an entry" value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />
        )}
        <div
          role={single ? "radiogroup" : "group"} aria-label={label} aria-labelledby={labelledBy} aria-describedby={describedBy}
          aria-required={single ? required : undefined} aria-invalid={single ? invalid : undefined} className="checks"
        >
          {groups.map(({ name: heading, options }) => (
            <Fragment key={heading}>
              {heading && <div className="group-label">{heading}</div>}
              {options.filter(fits).map((option) => <Tick key={option.value} {...{ option, single, name, action: element.action_id }} on={chosen.includes(option.value)} full={chosen.length >= most} toggle={toggle} />)}
            </Fragment>
          ))}
        </div>
      </div>
      {most < Infinity && <p className="hint-line" role="status">{chosen.length} of at most {most} chosen</p>}
    </>
  );
}

function Tick({ option, on, full, single, name, action, toggle }: {
  option: Option; on: boolean; full: boolean; single: boolean; name: string; action?: string; toggle: (value: string, on: boolean) => void;
}): ReactNode {
  return (
    <label>
      <input
        type={single ? "radio" : "checkbox"} name={name} value={option.value} checked={on} data-action-id={action}
        disabled={!on && !single && full} onChange={(event) => toggle(option.value, event.currentTarget.checked)}
      />
      <span><Text of={option.text} />{option.description && <small><Text of={option.description} /></small>}</span>
    </label>
  );
}
