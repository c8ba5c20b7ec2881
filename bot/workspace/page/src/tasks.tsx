// The plan and task_card blocks: what is being done, step by step; each state by its sign and its word.
import type { ReactNode } from "react";
import { RichText } from "./richtext";
import { Link, Text } from "./text";
import type { Block, TextObject } from "./types";

interface Task extends Block {
  status?: string;
  details?: Block;
  output?: Block;
  sources?: { url: string; text: string }[];
}

interface Plan extends Block {
  tasks?: Task[];
}

const STATES = new Map([
  ["complete", { sign: "✓", word: "done" }],
  ["in_progress", { sign: "", word: "running" }],
  ["pending", { sign: "○", word: "waiting" }],
  ["error", { sign: "✕", word: "failed" }],
]);

function Sources({ of }: { of: Task["sources"] }): ReactNode {
  if (!of?.length) return null;
  return <div className="task-sources">{of.map(({ url, text }, at) => <Link key={at} url={url}>{text}</Link>)}</div>;
}

export function TaskCard({ block }: { block: Task }): ReactNode {
  const state = STATES.get(block.status ?? "pending") ?? { sign: "○", word: block.status ?? "" };
  return (
    <div className={`task task-${block.status ?? "pending"}`}>
      <span className="task-sign" aria-hidden="true">{state.sign}</span>
      <div className="task-body">
        <div className="task-title"><strong><Text of={block.title as TextObject | string} /></strong> <span className="task-word">{state.word}</span></div>
        {block.details && <RichText of={block.details} />}
        {block.output && <RichText of={block.output} />}
        <Sources of={block.sources} />
      </div>
    </div>
  );
}

export function PlanBlock({ block }: { block: Plan }): ReactNode {
  return (
    <details className="kit plan" open>
      <summary><strong><Text of={block.title as TextObject | string} /></strong></summary>
      <div className="plan-tasks" role="list">
        {(block.tasks ?? []).map((task, at) => <div key={task.block_id ?? at} role="listitem"><TaskCard block={task} /></div>)}
      </div>
    </details>
  );
}
