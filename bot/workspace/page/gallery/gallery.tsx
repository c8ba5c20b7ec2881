// All blocks on one page, without a server: for screenshots and for the check of accessibility. Not part of dist/.
import { createRoot } from "react-dom/client";
import "slack-blocks-to-jsx/dist/style.css";
import "../src/style.css";
import "../src/kit.css";
import { Blocks } from "../src/blocks";
import { Modals } from "../src/modal";
import { busyKey } from "../src/actions";
import { EMPTY } from "../src/model";
import { setModel, setScreen } from "../src/store";
import { followTheme } from "../src/theme";
import type { Block, Channel, User, View } from "../src/types";
import examples from "./examples.json";

const BLOCKS = examples.blocks as unknown as Record<string, Block[]>;
const FORM: View = { id: "V1", title: "Every field", submit: "Declare", close: "Cancel", blocks: examples.form as unknown as Block[] };

const wanted = new URLSearchParams(location.search);
const USERS: User[] = [
  { id: "U00MUSTER", name: "muster", real_name: "Muster", is_bot: true },
  { id: "U01ONCALL", name: "ana", real_name: "Ana Ortiz", title: "On-call engineer" },
  { id: "U02BACKUP", name: "bo", real_name: "Bo Lindqvist", title: "Backup on-call" },
];
const CHANNELS: Channel[] = [{ id: "C00GENERAL", name: "general", members: ["U01ONCALL"] }, { id: "C2", name: "incident-101", members: [] }];
const PLACE = { channel: "C00GENERAL", ts: "1795262400.000100" };

setModel(() => ({
  ...EMPTY, me: "U01ONCALL", loaded: true, users: new Map(USERS.map((one) => [one.id, one])),
  channels: new Map(CHANNELS.map((one) => [one.id, one])), views: wanted.has("form") ? [FORM] : [],
}));
setScreen(() => ({ busy: new Set([busyKey({ ...PLACE, block_id: undefined }, "busy", "1")]), channel: "C00GENERAL" }));

function Gallery() {
  const only = wanted.get("only");
  return (
    <main className="gallery">
      <h1 className="sr">Block Kit</h1>
      {Object.entries(BLOCKS).filter(([name]) => !only || name === only).map(([name, blocks]) => (
        <section key={name} aria-label={name} data-example={name} style={{ padding: "8px 16px", borderBottom: "1px dashed var(--line)" }}>
          <p className="muted">{name}</p>
          <div style={{ maxWidth: 780 }}><Blocks blocks={blocks} place={PLACE} /></div>
        </section>
      ))}
      <Modals />
    </main>
  );
}

followTheme();
document.documentElement.style.height = "auto";
document.body.style.height = "auto";
createRoot(document.getElementById("root")!).render(<Gallery />);
