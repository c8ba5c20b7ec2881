// The file_input element: files are sent to the workspace as soon as they are chosen, the form names them by their ids.
import { useState, type ChangeEvent, type ReactNode } from "react";
import { uploadFile } from "./api";
import { current } from "./store";
import type { Element, FieldValue } from "./types";
import { inWords } from "./words";

/** What the files are called, as a form holds their ids only. */
const NAMES = new Map<string, string>();
const MOST = 10;

export function Uploads({ element, id, describedBy, invalid, value, change }: {
  element: Element; id: string; describedBy: string; invalid: boolean; value: FieldValue; change: (value: FieldValue) => void;
}): ReactNode {
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const chosen = (value as string[] | null) ?? [];
  const most = element.max_files ?? MOST;
  const take = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const picked = [...(event.currentTarget.files ?? [])];
    event.currentTarget.value = "";
    setProblem(chosen.length + picked.length > most ? `At most ${most} files.` : "");
    setBusy(true);
    let ids = chosen;
    for (const file of picked.slice(0, most - chosen.length)) {
      const answer = await uploadFile(current().model.me, file);
      if (!answer.ok || !answer.file) setProblem(`${file.name}: ${inWords(answer.error)}`);
      else {
        NAMES.set(answer.file.id, file.name);
        ids = [...ids, answer.file.id];
      }
    }
    setBusy(false);
    change(ids);
  };
  return (
    <div className="uploads">
      <input
        id={id} type="file" className="field-input" multiple={most > 1} disabled={busy || chosen.length >= most} aria-describedby={describedBy} aria-invalid={invalid}
        accept={element.filetypes?.map((one) => `.${one}`).join(",")} onChange={(event) => void take(event)}
      />
      {busy && <p className="hint-line" role="status">Uploading…</p>}
      {problem && <p className="wrong" role="alert">{problem}</p>}
      <ul>
        {chosen.map((file) => (
          <li key={file}>
            <span aria-hidden="true">📄</span> {NAMES.get(file) ?? file}{" "}
            <button type="button" className="icon" aria-label={`Remove ${NAMES.get(file) ?? file}`} onClick={() => change(chosen.filter((one) => one !== file))}>✕</button>
          </li>
        ))}
      </ul>
    </div>
  );
}
