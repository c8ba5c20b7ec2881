/*
 * Slack's published Block Kit types as a table: published.json, which the tests beside it judge blocks by.
 *
 * To make it again, when a new version of @slack/types is out (Node 20 or later), in this folder:
 *
 *   npm pack @slack/types@3.2 && tar -xzf slack-types-3.2.*.tgz
 *   npm install --no-save --prefix package typescript@5
 *   node generate.mjs package > published.json
 *   rm -r package slack-types-3.2.*.tgz
 *
 * Then read `git diff published.json` and run pytest: test_table.py says which sentences of the new comments
 * nobody has read yet. What only Slack's reference pages say is kept by hand in reference.py.
 *
 * The table: for every object that a message, a modal or a home tab can hold, its properties with their type,
 * whether they are required, and the limits that their comment states. A sentence that speaks of a limit and fits
 * none of the patterns below is kept under `unread`.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const root = resolve(process.argv[2]);
const ts = createRequire(join(root, 'package.json'))('typescript');
const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;

const program = ts.createProgram([join(root, 'dist/index.d.ts')], { strict: true, noLib: false });
const checker = program.getTypeChecker();
const objects = {};

/* What a sentence of a comment limits. Each is [pattern, what its numbers are]; numbers are inclusive. */
const number = '`?([\\d,]+)`?';
const PATTERNS = [
  [`[Mm]inimum length(?: for the text in this field)? is ${number} and maximum length is ${number} characters?`, ['min_length', 'max_length']],
  [`[Mm]inimum length is ${number} characters?`, ['min_length']],
  [`[Mm]aximum length for the text in each item is ${number} characters`, ['item_max_length']],
  [`[Mm]aximum length for (?:this field|the text (?:with)?in this field|the text field in this object) is ${number} characters`, ['max_length']],
  [`[Mm]ax(?:imum)? length(?: is| of) ${number} characters`, ['max_length']],
  [`Limit ${number} characters max`, ['max_length']],
  [`(?:text within must|Must) be less than ${number} characters`, ['less_than']],
  [`Maximum ${number} rows`, ['max_items']],
  [`Each row object is an array with a max of ${number} table cells`, ['row_max_items']],
  [`[Mm]aximum of ${number} (?:elements|items|options)`, ['max_items']],
  [`Max of ${number} blocks`, ['max_items']],
  [`Maximum number of (?:items|options|option groups) is ${number}`, ['max_items']],
  [`Maximum ${number} (?:blocks|items)`, ['max_items']],
  [`array of up to ${number} `, ['max_items']],
  [`Minimum ${number}, maximum ${number} cards`, ['min_items', 'max_items']],
  ['The array cannot be empty', [], { min_items: 1 }],
  [`Minimum of ${number}, maximum of ${number}`, ['min', 'max']],
  [`Min ${number}, Max ${number}`, ['min', 'max']],
  [`Minimum number is ${number}`, ['min']],
  [`Maximum value is ${number}`, ['max']],
  [`Must be between ${number} and ${number}`, ['min', 'max']],
  [`Can be a number from ${number} \\(default\\) to ${number}`, ['min', 'max']],
  ['format `?YYYY-MM-DD`?', [], { format: 'date' }],
  ['format `?HH:mm`?', [], { format: 'time' }],
  ['format of 10 digits', [], { format: 'timestamp' }],
  ['unique among all other action_ids in the containing block', [], { unique: 'block' }],
  ['block_id should be unique for each message', [], { unique: 'message' }],
  ['acting as a unique identifier for a block', []],
  ['must be unique for all views on a per-team basis', [], { unique: 'team' }],
  ['A unique string value', [], { unique: 'menu' }],
  ['Only one element can be set to true', [], { once: 'view' }],
  ['only be used for one button within a set', [], { once_primary: true }],
  ['exactly match(?:es)? one (?:or more )?of the options', [], { one_of_the_options: true }],
  ['this field should not be', [], { either: ['options', 'option_groups'] }],
  ['submit is required when an input block', [], { with_input: 'required' }],
  ['cannot be greater than max_value', [], { at_most: 'max_value' }],
  ['cannot be less than min_value', [], { at_least: 'min_value' }],
  ['Requires is_collapsible to be true', [], { needs: 'is_collapsible' }],
  ['Only available in overflow menus', [], { only_in: 'overflow' }],
  ['To be used with radio buttons and checkboxes', [], { only_in: 'radio_buttons, checkboxes' }],
  ['Required if no text is provided', [], { one_at_least: ['text', 'fields'] }],
  ['not required if a valid array of fields', [], { one_at_least: ['text', 'fields'] }],
  ['One of title or rich_text_title is required', [], { one_at_least: ['title', 'rich_text_title'] }],
  ['At least one of hero_image, title, actions, or body must', [], { one_at_least: ['hero_image', 'title', 'actions', 'body'] }],
].map(([words, names, fixed]) => [new RegExp(words), names, fixed ?? {}]);

/* Words by which a sentence seems to limit something. */
const LIMITING = /\b(max|min|maximum|minimum|limit|must|only|unique|exactly|at least|one of|cannot|up to|less than|required|between)\b/i;

function sentences(text) {
  const plain = text.replace(/\{@link\s+\S+?\s+([^}]*)\}/g, '$1').replace(/\{@link\s+(\S+?)\}/g, '$1');
  return plain.replace(/https?:\S+/g, '').replace(/`/g, '').replace(/\s+/g, ' ').split(/(?<=\.)\s+(?=[A-Z`"])/);
}

function read(text) {
  const limits = {};
  const unread = [];
  for (const sentence of sentences(text)) {
    let found = false;
    for (const [pattern, names, fixed] of PATTERNS) {
      const match = pattern.exec(sentence);
      if (!match) continue;
      found = true;
      Object.assign(limits, fixed);
      names.forEach((name, place) => {
        limits[name] ??= Number(match[place + 1].replace(/,/g, ''));
      });
    }
    if (!found && LIMITING.test(sentence)) unread.push(sentence.trim());
  }
  if ('less_than' in limits) {
    limits.max_length = limits.less_than - 1;
    delete limits.less_than;
  }
  return { ...(Object.keys(limits).length ? { limits } : {}), ...(unread.length ? { unread } : {}) };
}

function comment(symbol) {
  const tags = symbol.getJsDocTags(checker).filter((tag) => tag.name.startsWith('description'));
  const parts = [symbol.getDocumentationComment(checker), ...tags.map((tag) => tag.text ?? [])];
  return parts.map((part) => ts.displayPartsToString(part)).join('\n');
}

/* Unions that are one and the same object in more than one shape, such as an image by its URL or by a file. */
const CHOICES = new Set(['ImageBlock', 'ImageElement', 'ConversationFilter', 'SlackFile', 'Option']);

function isGenericBlock(type) {
  return type.symbol?.name === 'Block';
}

function named(type) {
  const name = type.aliasSymbol?.name ?? type.symbol?.name;
  return name && name !== '__type' && !name.startsWith('__') ? name : undefined;
}

function describe(type) {
  const flags = type.flags;
  if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return { anything: true };
  if (flags & ts.TypeFlags.BooleanLike) return { is: 'boolean' };
  if (flags & (ts.TypeFlags.StringLiteral | ts.TypeFlags.NumberLiteral)) return { literals: [type.value] };
  if (flags & ts.TypeFlags.String) return { is: 'string' };
  if (flags & ts.TypeFlags.Number) return { is: 'number' };
  if (checker.isTupleType(type)) return { list: describe(checker.getTypeArguments(type)[0]), min_items: 1 };
  if (checker.isArrayType(type)) return { list: describe(checker.getTypeArguments(type)[0]) };
  if (type.isUnion() && CHOICES.has(type.aliasSymbol?.name)) return reference(type.aliasSymbol.name, type);
  if (type.isUnion()) return union(type);
  if (checker.getIndexInfosOfType(type).length) return { anything: true };
  const name = named(type);
  return name ? reference(name, type) : { properties: properties(type) };
}

function reference(name, type) {
  define(name, type);
  return { object: name };
}

function union(type) {
  const parts = (type.origin?.types ?? type.types).filter((part) => !(part.flags & ts.TypeFlags.Undefined) && !isGenericBlock(part));
  if (parts.every((part) => part.flags & ts.TypeFlags.BooleanLike)) return { is: 'boolean' };
  const described = [];
  for (const part of parts) {
    const one = describe(part);
    const last = described.at(-1);
    if (one.literals && last?.literals) last.literals.push(...one.literals);
    else if (!described.some((other) => JSON.stringify(other) === JSON.stringify(one))) described.push(one);
  }
  if (described.length === 1) return described[0];
  return { one_of: described };
}

function properties(type) {
  const found = {};
  for (const symbol of checker.getPropertiesOfType(type)) {
    const type = checker.getTypeOfSymbol(symbol);
    const optional = Boolean(symbol.flags & ts.SymbolFlags.Optional);
    found[symbol.name] = { required: !optional, type: describe(type), ...read(comment(symbol)) };
  }
  return found;
}

/* An object by its name. Where the package makes it a choice of several (an image by its URL or by a file), each is one. */
function define(name, type) {
  if (name in objects) return;
  const file = type.aliasSymbol?.declarations[0] ?? type.symbol?.declarations[0];
  const of = file.getSourceFile().fileName.match(/dist\/(?:block-kit\/)?(.*)\.d\.ts$/)[1];
  objects[name] = { of };
  const symbol = type.aliasSymbol ?? type.symbol;
  const parts = type.isUnion() ? type.types : [type];
  objects[name] = { of, ...read(comment(symbol)), variants: parts.map((part) => properties(part)) };
}

const index = checker.getSymbolAtLocation(program.getSourceFile(join(root, 'dist/index.d.ts')));
const exported = Object.fromEntries(checker.getExportsOfModule(index).map((symbol) => [symbol.name, symbol]));
const roots = {};
for (const name of ['KnownBlock', 'ModalView', 'HomeView', 'MessageMetadata', 'OptionGroup']) {
  roots[name] = describe(checker.getDeclaredTypeOfSymbol(exported[name]));
}

/* One property a line, so that a change of the package is read line by line. */
function line(value) {
  return JSON.stringify(value).replace(/":/g, '": ').replace(/,"/g, ', "');
}

function block(entries, indent, write) {
  const pad = ' '.repeat(indent);
  return `{\n${entries.map(([key, value]) => `${pad} ${line(key)}: ${write(value)}`).join(',\n')}\n${pad}}`;
}

function writeObject({ variants, ...facts }) {
  const shapes = variants.map((shape) => block(Object.entries(shape), 3, line));
  return block([...Object.entries(facts).map(([key, value]) => [key, line(value)]), ['variants', `[${shapes.join(', ')}]`]], 2, (text) => text);
}

const sorted = Object.entries(objects).sort(([one], [other]) => (one < other ? -1 : 1));
const table = [
  ['package', line('@slack/types')],
  ['version', line(version)],
  ['roots', block(Object.entries(roots), 1, line)],
  ['objects', block(sorted, 1, writeObject)],
];
console.log(block(table, 0, (text) => text));
