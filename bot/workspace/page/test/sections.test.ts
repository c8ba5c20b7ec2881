// In which order a person finds their channels.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sectionsOf } from "../src/sections";
import type { Channel } from "../src/types";

const channel = (name: string, more: Partial<Channel> = {}): Channel => ({ id: name, name, members: ["U1"], ...more });
const CHANNELS = [
  channel("incidents"), channel("incident-2026-11-21-9"), channel("general"), channel("incident-2026-11-21-10"), channel("@ana", { is_im: true }),
  channel("incident-2026-11-20-8", { is_archived: true }), channel("team-a", { members: ["U2"] }),
];

test("pages, rooms by name, incidents with the newest on top, then what one is not in, and archives", () => {
  const names = Object.entries(sectionsOf(CHANNELS, "U1")).map(([section, list]) => `${section}: ${list.map((one: Channel) => one.name).join(" ")}`);
  assert.deepEqual(names, [
    "direct: @ana", "rooms: general incidents", "incidents: incident-2026-11-21-10 incident-2026-11-21-9", "others: team-a", "archived: incident-2026-11-20-8",
  ]);
});
