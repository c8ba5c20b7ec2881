// Emoji by their short code, as Slack names them (the iamcal set, which Slack itself is made with).
import names from "emojibase-data/en/shortcodes/iamcal.json";

/** A sign that is a letter by itself wants to be told that it is a picture. */
function character(code: string): string {
  const text = String.fromCodePoint(...code.split("-").map((one) => parseInt(one, 16)));
  return code.includes("-") || /\p{Emoji_Presentation}/u.test(text) ? text : `${text}\uFE0F`;
}

const NAMES = new Map<string, string>([["simple_smile", "🙂"]]);
for (const [code, known] of Object.entries(names)) {
  for (const name of [known].flat()) NAMES.set(name, character(code));
}

/** The character of a short code, or null when there is none: the code is then shown as it was written. */
export function emoji(name: string): string | null {
  const [plain = "", tone] = name.split("::skin-tone-");
  const found = NAMES.get(plain) ?? null;
  return found && tone && /^\p{Emoji_Modifier_Base}/u.test(found)
    ? found.replace("\uFE0F", "") + String.fromCodePoint(0x1f3f9 + Number(tone))
    : found;
}

const FOUND = 40;

/** Names that hold these letters, those that begin with them first. */
export function findEmoji(wanted: string): string[] {
  const letters = wanted.trim().toLowerCase().replace(/[\s-]+/g, "_").replaceAll(":", "");
  const fits = [...NAMES.keys()].filter((name) => name.includes(letters));
  return [...fits.filter((name) => name.startsWith(letters)), ...fits.filter((name) => !name.startsWith(letters))].slice(0, FOUND);
}
