// Emoji by their short code: GitHub's set, and Slack's own names where they differ.
import { nameToEmoji } from "gemoji";

const NAMES = new Map(Object.entries({
  ...nameToEmoji,
  simple_smile: "🙂",
  large_red_square: "🟥", large_orange_square: "🟧", large_yellow_square: "🟨", large_green_square: "🟩",
  large_blue_square: "🟦", large_purple_square: "🟪", large_brown_square: "🟫",
  large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢",
  large_blue_circle: "🔵", large_purple_circle: "🟣", large_brown_circle: "🟤",
  double_vertical_bar: "⏸️", black_square_for_stop: "⏹️", black_circle_for_record: "⏺️",
  robot_face: "🤖", thinking_face: "🤔", octagonal_sign: "🛑", spiral_note_pad: "🗒️", spiral_calendar_pad: "🗓️",
}));

/** The character of a short code, or null when there is none: the code is then shown as it was written. */
export function emoji(name: string): string | null {
  const [plain = "", tone] = name.split("::skin-tone-");
  const character = NAMES.get(plain) ?? null;
  return character && tone && /^\p{Emoji_Modifier_Base}/u.test(character)
    ? character.replace("\uFE0F", "") + String.fromCodePoint(0x1f3f9 + Number(tone))
    : character;
}

const FOUND = 40;

/** Names that hold these letters, those that begin with them first. */
export function findEmoji(wanted: string): string[] {
  const letters = wanted.trim().toLowerCase().replace(/[\s-]+/g, "_").replaceAll(":", "");
  const fits = [...NAMES.keys()].filter((name) => name.includes(letters));
  return [...fits.filter((name) => name.startsWith(letters)), ...fits.filter((name) => !name.startsWith(letters))].slice(0, FOUND);
}
