// The table and data_table blocks: the first row names the columns, wide ones are scrolled and not squeezed.
import type { CSSProperties, ReactNode } from "react";
import { RichText } from "./richtext";
import type { Block } from "./types";

interface Cell {
  type?: string;
  text?: string;
  value?: number;
}

interface Column {
  align?: "left" | "center" | "right";
  is_wrapped?: boolean;
}

interface TableBlock extends Block {
  caption?: string;
  column_settings?: (Column | null)[];
  row_header_column_index?: number;
}

function content(cell: Cell): ReactNode {
  if (cell.type === "rich_text") return <RichText of={cell as Block} />;
  if (cell.type === "raw_number") return cell.text ?? cell.value?.toLocaleString();
  return cell.text ?? "";
}

function look(column: Column | null | undefined, cell: Cell): CSSProperties {
  return { textAlign: column?.align ?? (cell.type === "raw_number" ? "right" : undefined), whiteSpace: column?.is_wrapped ? undefined : "pre" };
}

export function Table({ block, label }: { block: TableBlock; label?: string }): ReactNode {
  const [head = [], ...rows] = (block.rows ?? []) as Cell[][];
  const columns = block.column_settings ?? [];
  return (
    <div className="kit table-box" tabIndex={0} role="group" aria-label={label ?? block.caption ?? "Table"}>
      <table>
        {block.caption && <caption>{block.caption}</caption>}
        <thead><tr>{head.map((cell, at) => <th key={at} scope="col" style={look(columns[at], {})}>{content(cell)}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, line) => (
            <tr key={line}>
              {row.map((cell, at) => (at === block.row_header_column_index
                ? <th key={at} scope="row" style={look(columns[at], cell)}>{content(cell)}</th>
                : <td key={at} style={look(columns[at], cell)}>{content(cell)}</td>))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
