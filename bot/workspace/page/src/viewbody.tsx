// The inside of a view: fields where its blocks are inputs, everything else as in messages; what is typed is kept.
import { useMemo, useRef, useState, type ReactNode } from "react";
import { act } from "./actions";
import { Blocks } from "./blocks";
import { Field } from "./fields";
import { carried, fieldKey, isInput, keyOf, values, type Fields, type InputBlock } from "./form";
import type { FieldValue, View } from "./types";

type Set = (block: InputBlock, at: number, value: FieldValue) => void;

/** What was typed into each open view: it outlives a reload, and a look at the workspace as somebody else. */
const keptKey = (view: View): string => `muster.form.${view.id}`;
const kept = (view: View): Fields => JSON.parse(sessionStorage.getItem(keptKey(view)) ?? "{}") as Fields;
export const forget = (view: View): void => sessionStorage.removeItem(keptKey(view));

/** What the fields of a view hold, and how one is changed; a choice whose block asks for it is told to the app at once. */
export function useView(view: View): { fields: Fields; set: Set } {
  const [held, setHeld] = useState<Fields>(() => kept(view));
  const latest = useRef<Fields>(held);
  latest.current = useMemo(() => carried({ ...held, ...latest.current }, view), [held, view.hash]);
  const fields = latest.current;
  const set: Set = (block, at, value) => {
    const after = { ...latest.current, [fieldKey(block, at)]: value };
    latest.current = after;
    setHeld(after);
    sessionStorage.setItem(keptKey(view), JSON.stringify(after));
    const { element } = block;
    if (!block.dispatch_action || !element.action_id || element.type.endsWith("input")) return;
    void act({ view_id: view.id, values: values(view, after), block_id: keyOf(block, at) }, element.action_id, value);
  };
  return { fields, set };
}

export function ViewBody({ view, fields, errors = {}, set }: {
  view: View; fields: Fields; errors?: Record<string, string>; set: Set;
}): ReactNode {
  const place = { view_id: view.id, values: values(view, fields) };
  return view.blocks.map((block, at) => {
    const key = keyOf(block, at);
    if (!isInput(block)) return <Blocks key={key} blocks={[block]} place={place} />;
    const { element } = block;
    const value = fields[fieldKey(block, at)] ?? null;
    const enter = block.dispatch_action && element.type.endsWith("input")
      ? () => void act({ ...place, block_id: key }, element.action_id ?? "", value)
      : undefined;
    return <Field key={fieldKey(block, at)} block={block} value={value} error={errors[key]} change={(next) => set(block, at, next)} enter={enter} />;
  });
}
