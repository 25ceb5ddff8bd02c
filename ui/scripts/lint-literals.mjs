/**
 * Fails on text in markup that is not in `src/i18n`: letters in text nodes, and literal values of attributes that a
 * person reads or hears. Parses each component with Svelte's own compiler, so that code and styles are left alone.
 *
 * `node scripts/lint-literals.mjs [DIR...]`, by default `src`. Prints `file:line: what` for each and exits 1.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { parse } from 'svelte/compiler';

const READ = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'label',
  'placeholder',
  'text',
  'title',
]);
const LETTER = /\p{L}/u;

/** Literal strings in an expression that can become text: those of conditions and templates too. */
function* literals(expression) {
  switch (expression?.type) {
    case 'Literal':
      if (typeof expression.value === 'string') yield expression;
      break;
    case 'TemplateLiteral':
      for (const part of expression.quasis) yield { ...part, value: part.value.cooked ?? '' };
      break;
    case 'ConditionalExpression':
      yield* literals(expression.consequent);
      yield* literals(expression.alternate);
      break;
    case 'LogicalExpression':
    case 'BinaryExpression':
      if (/[=<>]/.test(expression.operator)) break;
      yield* literals(expression.left);
      yield* literals(expression.right);
      break;
  }
}

/** Every `{ start, text }` of an attribute's value. */
function* attributeTexts(attribute) {
  if (attribute.value === true) return;
  for (const part of [attribute.value].flat()) {
    if (part.type === 'Text') yield { start: part.start, text: part.data };
    else for (const literal of literals(part.expression)) yield { start: literal.start, text: literal.value };
  }
}

function* findings(node) {
  if (Array.isArray(node)) {
    for (const child of node) yield* findings(child);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  if (node.type === 'Text' && LETTER.test(node.data)) {
    yield { start: node.start, what: `text “${node.data.trim()}”` };
  } else if (node.type === 'ExpressionTag') {
    for (const literal of literals(node.expression)) {
      if (LETTER.test(literal.value)) yield { start: literal.start, what: `text “${literal.value}”` };
    }
  } else if (node.type === 'Attribute') {
    if (!READ.has(node.name)) return;
    for (const { start, text } of attributeTexts(node)) {
      if (LETTER.test(text)) yield { start, what: `${node.name}=“${text}”` };
    }
  } else if (!/Directive$|^(Script|StyleSheet|Comment)$/.test(node.type ?? '')) {
    for (const value of Object.values(node)) yield* findings(value);
  }
}

/** What is wrong in one component's source. */
export function lint(source, name) {
  const { fragment } = parse(source, { modern: true, filename: name });
  return [...findings(fragment)].map(({ start, what }) => {
    const line = source.slice(0, start).split('\n').length;
    return `${name}:${line}: ${what} belongs in src/i18n`;
  });
}

function components(dir) {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.svelte'))
    .map((file) => join(dir, file));
}

if (process.argv[1] === import.meta.filename) {
  const dirs = process.argv.length > 2 ? process.argv.slice(2) : [join(import.meta.dirname, '..', 'src')];
  const files = dirs.flatMap(components);
  const wrong = files.flatMap((file) => lint(readFileSync(file, 'utf8'), relative(process.cwd(), file)));
  for (const finding of wrong) console.error(finding);
  console.log(`${files.length} components, ${wrong.length} literal texts`);
  process.exitCode = wrong.length > 0 || files.length === 0 ? 1 : 0;
}
